import { Button, Checkbox, NativeSelect, NumberInput, Progress, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { locales } from '../../../../src/shared/i18n/locales.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { languageNames, t } from '../../i18n/index.tsx';
import { AddressField, takeAddresses } from './AddressField.tsx';
import { type Invite, isEmailInvite, update } from './data.ts';
import { EXPIRIES, expiryLabel, expirySentence, expiryTime } from './expiry.ts';
import { GroupPicker, JoiningDoes } from './GroupPicker.tsx';
import type { Made } from './InviteDialog.tsx';
import { bodyOf, type InviteValues, inviteAll, makeLink } from './invite.ts';
import { KindChoice } from './KindChoice.tsx';
import { MailPreview } from './MailPreview.tsx';

interface InviteFormProps {
  start: InviteValues;
  /** Changed instead of making a new one. */
  invite: Invite | undefined;
  limits: { uses: number; mail: boolean };
  /** Whether there is anything written that closing would lose. */
  onWritten: (written: boolean) => void;
  onDone: (made: Made) => void;
}

const FIELDS = ['email', 'max_redemptions_allowed', 'domain', 'description', 'custom_message'];

/** What people write, and would have to write again. */
const written = ({ addresses, uses, domain, description, custom_message }: InviteValues) =>
  JSON.stringify([addresses, uses, domain, description, custom_message]);

export default function InviteForm({ start, invite, limits, onWritten, onDone }: InviteFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [first] = useState(start);
  const [values, setValues] = useState(start);
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState(0);
  const mailLeaves = useMailLeaves();
  const making = useAction<Made>();
  const problems = fieldProblems(making.problem);
  const set = (changes: Partial<InviteValues>) => setValues((before) => ({ ...before, ...changes }));
  const { kind, addresses, groups } = values;
  // What was not ended with Enter counts as well.
  const everyone = [...new Set([...addresses, ...takeAddresses(typed)])];

  const isWritten = typed.trim() !== '' || written(values) !== written(first);
  useEffect(() => onWritten(isWritten), [onWritten, isWritten]);
  // The dialog looked for a field to begin in when it opened; this form may have come later.
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), []);

  const make = async (): Promise<Made> => {
    if (invite) return { changed: await update(invite.id, bodyOf(values)) };
    if (kind === 'email') return { results: await inviteAll({ ...values, addresses: everyone }, setDone) };
    const link = await makeLink(values);
    // Not everywhere is it allowed; the next page has a button.
    await navigator.clipboard?.writeText(link.link).catch(() => undefined);
    return { link };
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.run(async () => {
      if (!invite && kind === 'email' && everyone.length === 0)
        throw refusedHere({ email: [t('field.required', { label: t('address.label') })] });
      const wrong = !invite && kind === 'email' ? everyone.filter((email) => !email.includes('@')) : [];
      if (wrong.length > 0) throw refusedHere({ email: wrong.map((email) => t('address.no_address', { email })) });
      setDone(0);
      const made = await make();
      onDone(made);
      return made;
    });
  };
  const byMail = mailLeaves ? 'dialog.send' : 'dialog.send_no_mail';
  const action = invite ? 'dialog.save' : kind === 'email' ? byMail : 'dialog.create_link';
  return (
    <form ref={form} className="stack" noValidate onSubmit={submit}>
      {!invite && limits.mail && <KindChoice kind={kind} onChange={(kind) => set({ kind })} />}
      {making.problem !== undefined && <Problem problem={making.problem} fields={FIELDS} />}
      {invite && isEmailInvite(invite) && (
        <p className="strong">
          <bdi>{invite.email}</bdi>
        </p>
      )}
      {!invite && kind === 'email' && (
        <AddressField
          id="email"
          addresses={addresses}
          onChange={(addresses) => set({ addresses })}
          typed={typed}
          onType={setTyped}
          groupIds={groups.map(({ id }) => id)}
          errors={problems.email}
        />
      )}
      <GroupPicker
        chosen={groups}
        onChange={(groups) => set({ groups })}
        askFor={invite ? (invite.email ? [invite.email] : undefined) : kind === 'email' ? everyone : []}
      />
      <JoiningDoes chosen={groups} />
      {!invite && kind === 'email' && groups.length > 0 && (
        <Checkbox
          checked={values.add_members}
          onChange={(event) => set({ add_members: event.currentTarget.checked })}
          label={t('dialog.add_members')}
          description={t('dialog.add_members_hint')}
        />
      )}
      <Expiry value={values.expiry} invite={invite} onChange={(expiry) => set({ expiry })} />
      {kind === 'link' && (
        <>
          <NumberInput
            id="max_redemptions_allowed"
            label={t('dialog.uses')}
            description={`${t('dialog.uses_words', { count: Number(values.uses) || 0 })} ${t('dialog.uses_hint', { most: limits.uses })}`}
            error={sentences(problems.max_redemptions_allowed)}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            value={values.uses}
            onChange={(uses) => set({ uses })}
          />
          <TextInput
            id="domain"
            label={`${t('dialog.domain')} (${t('field.optional')})`}
            description={t('dialog.domain_hint')}
            error={sentences(problems.domain)}
            placeholder="example.com"
            autoCapitalize="none"
            spellCheck={false}
            dir="ltr"
            value={values.domain}
            onChange={(event) => set({ domain: event.currentTarget.value })}
          />
        </>
      )}
      <TextInput
        id="description"
        label={`${t('dialog.description')} (${t('field.optional')})`}
        description={t('dialog.description_hint')}
        error={sentences(problems.description)}
        dir="auto"
        value={values.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      {kind === 'email' && (
        <>
          <Textarea
            id="custom_message"
            label={`${t('dialog.message')} (${t('field.optional')})`}
            description={t('dialog.message_hint')}
            error={sentences(problems.custom_message)}
            dir="auto"
            value={values.custom_message}
            onChange={(event) => set({ custom_message: event.currentTarget.value })}
          />
          {!invite && (
            <NativeSelect
              id="locale"
              label={t('dialog.mail_language')}
              value={values.locale}
              onChange={(event) => set({ locale: event.currentTarget.value })}
              data={[
                { value: '', label: t('dialog.mail_language_site') },
                ...locales.map((one) => ({ value: one, label: languageNames[one] })),
              ]}
            />
          )}
          <MailPreview values={values} email={invite?.email ?? everyone[0]} />
        </>
      )}
      {making.busy && kind === 'email' && everyone.length > 1 && (
        <Progress value={(100 * done) / everyone.length} aria-label={t('dialog.progress')} />
      )}
      <div className="row end">
        <Button type="submit" aria-disabled={making.busy}>
          {t(action, { count: everyone.length })}
        </Button>
      </div>
    </form>
  );
}

interface ExpiryProps {
  value: string;
  invite: Invite | undefined;
  onChange: (value: string) => void;
}

/** How long it lasts, and until when that is. */
function Expiry({ value, invite, onChange }: ExpiryProps) {
  const days = Number(value);
  // The site's own default may be none of the usual ones.
  const other = value !== '' && !(EXPIRIES as readonly string[]).includes(value);
  return (
    <NativeSelect
      id="expires_at"
      label={t('dialog.expiry')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        ...(invite ? [{ value: '', label: t('expiry.keep') }] : []),
        ...(other ? [{ value, label: t('expiry.days', { count: days }) }] : []),
        ...EXPIRIES.map((one) => ({ value: one, label: expiryLabel(one) })),
      ]}
      description={expirySentence(value === '' && invite ? invite.expires_at : expiryTime(value))}
    />
  );
}
