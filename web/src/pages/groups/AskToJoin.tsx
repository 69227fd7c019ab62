import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { tell } from '../../ui/notices.tsx';
import { pathOf, useRefreshGroup } from './requests.ts';

interface AskToJoinProps {
  group: Group;
  opened: boolean;
  onClose: () => void;
}

/** A request to the owners, with a reason. */
export function AskToJoin({ group, opened, onClose }: AskToJoinProps) {
  const [reason, setReason] = useState(group.membership_request_template ?? '');
  const asking = useAction<unknown>();
  const refresh = useRefreshGroup(group.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.run(async () => {
      if (!reason.trim()) throw refusedHere({ reason: [t('field.required', { label: t('ask_to_join.reason') })] });
      await request('POST', pathOf(group.name, 'request_membership'), { reason });
      await refresh();
      onClose();
      tell(t('ask_to_join.sent'));
    });
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={t('ask_to_join.title', { group: group.full_name || group.name })}>
      <form className="stack" noValidate onSubmit={submit}>
        {asking.problem !== undefined && <Problem problem={asking.problem} fields={['reason']} />}
        <Textarea
          id="reason"
          data-autofocus
          label={t('ask_to_join.reason')}
          description={t('ask_to_join.hint')}
          error={sentences(fieldProblems(asking.problem).reason)}
          maxLength={5000}
          dir="auto"
          value={reason}
          onChange={({ currentTarget: { value } }) => setReason(value)}
        />
        <div className="row end">
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" aria-disabled={asking.busy}>
            {t('ask_to_join.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
