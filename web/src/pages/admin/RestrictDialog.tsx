import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { tell } from '../../ui/notices.tsx';
import { dayEnd } from './day.ts';
import { refreshUsers } from './user-query.ts';

const DAYS = { day: 1, week: 7, month: 30, quarter: 91 } as const;
const LENGTHS = ['day', 'week', 'month', 'quarter', 'forever', 'date'] as const;
type Length = (typeof LENGTHS)[number];
/** The server's own "for ever". */
const FOR_EVER = '9999-12-31T23:59:59.999Z';

function untilOf(length: Length, day: string): string {
  if (length === 'forever') return FOR_EVER;
  if (length === 'date') return dayEnd(day);
  return new Date(Date.now() + DAYS[length] * 86_400_000).toISOString();
}

interface RestrictDialogProps {
  user: StaffUserDetails;
  verb: 'suspend' | 'silence';
  onClose: () => void;
}

/** Suspends or silences: until when, why, and what the person is told by mail, where mail leaves. */
export function RestrictDialog({ user: { id, username }, verb, onClose }: RestrictDialogProps) {
  const [length, setLength] = useState<Length>('week');
  const [day, setDay] = useState('');
  const [reason, setReason] = useState('');
  const [message, setMessage] = useState('');
  const mailLeaves = useMailLeaves();
  const doing = useAction<void>();
  const problems = fieldProblems(doing.problem);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    doing.run(async () => {
      const until = untilOf(length, day);
      const missing = {
        ...((!until || until < new Date().toISOString()) && { 'restrict-day': [t('users.future_day')] }),
        ...(!reason.trim() && { 'restrict-reason': [t('field.required', { label: t('users.reason') })] }),
      };
      if (Object.keys(missing).length > 0) throw refusedHere(missing);
      await request('PUT', `/admin/users/${id}/${verb}.json`, {
        [verb === 'suspend' ? 'suspend_until' : 'silenced_till']: until,
        reason: reason.trim(),
        message: message.trim(),
      });
      await refreshUsers();
      tell(t(`restrict_done.${verb}`, { username }));
      onClose();
    });
  };

  return (
    <Dialog onClose={onClose} title={t(`restrict_title.${verb}`, { username })}>
      <form className="stack" noValidate onSubmit={submit}>
        <p>{t(`restrict_text.${verb}`)}</p>
        {doing.problem !== undefined && (
          <Problem problem={doing.problem} fields={['restrict-day', 'restrict-reason']} />
        )}
        <NativeSelect
          label={t('users.until')}
          value={length}
          data={LENGTHS.map((value) => ({ value, label: t(`restrict_until.${value}`) }))}
          onChange={(event) => setLength(event.currentTarget.value as Length)}
        />
        {length === 'date' && (
          <TextInput
            id="restrict-day"
            type="date"
            label={t('users.until_day')}
            error={sentences(problems['restrict-day'])}
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
        )}
        <Textarea
          id="restrict-reason"
          label={t('users.reason')}
          description={t(`restrict_reason.${verb}`)}
          error={sentences(problems['restrict-reason'])}
          dir="auto"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Textarea
          label={`${t('users.message')} (${t('field.optional')})`}
          description={t(mailLeaves ? 'users.message_hint' : 'users.message_hint_no_mail')}
          dir="auto"
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" className="danger" aria-disabled={doing.busy}>
            {t(`restrict_verb.${verb}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
