import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ForgotPasswordReply } from '../../../../src/shared/wire/session.ts';
import type { Profile } from '../../../../src/shared/wire/users.ts';
import { request } from '../../api.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { T, t } from '../../i18n/index.tsx';
import { tell } from '../../ui/notices.tsx';

/** The address, which changes when its new mailbox has been proved, and the password, which changes by a mailed link. */
export function EmailSection({ person }: { person: Profile }) {
  const client = useQueryClient();
  const mailLeaves = useMailLeaves();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const changing = useAction<void>();
  const resetting = useAction<void>();
  const problems = fieldProblems(changing.problem);
  const waiting = person.unconfirmed_emails ?? [];

  const change = (event: FormEvent) => {
    event.preventDefault();
    changing.run(async () => {
      const missing = {
        ...(!email.trim() && { 'new-email': [t('field.required', { label: t('prefs.new_email') })] }),
        ...(!password && { 'your-password': [t('field.required', { label: t('prefs.your_password') })] }),
      };
      if (Object.keys(missing).length > 0) throw refusedHere(missing);
      await request('POST', '/session/reauthenticate.json', { password });
      await request('PUT', `/u/${encodeURIComponent(person.username)}/preferences/email.json`, { email: email.trim() });
      await client.invalidateQueries({ queryKey: ['user', person.username] });
      tell(t(mailLeaves ? 'prefs.email_mailed' : 'prefs.email_kept', { email: email.trim() }));
      setEmail('');
      setPassword('');
    });
  };
  const reset = () =>
    resetting.run(async () => {
      await request<ForgotPasswordReply>('POST', '/session/forgot_password.json', { login: person.username });
      tell(t(mailLeaves ? 'prefs.password_mailed' : 'prefs.password_kept'));
    });

  return (
    <section className="card" aria-labelledby="email-and-password">
      <h2 id="email-and-password">{t('prefs.email_and_password')}</h2>
      <p>
        <T k="prefs.email_now" email={person.email ?? ''} />
      </p>
      {waiting.length > 0 && (
        <p className="notice">
          <T k={mailLeaves ? 'prefs.email_waiting' : 'prefs.email_waiting_no_mail'} email={waiting.join(', ')} />
        </p>
      )}
      {person.can_edit_email && (
        <form className="stack" noValidate onSubmit={change}>
          {changing.problem !== undefined && (
            <Problem problem={changing.problem} fields={['new-email', 'your-password']} />
          )}
          <TextInput
            id="new-email"
            label={t('prefs.new_email')}
            description={t(mailLeaves ? 'prefs.new_email_hint' : 'prefs.new_email_hint_no_mail')}
            error={sentences(problems['new-email'])}
            type="email"
            dir="ltr"
            autoComplete="email"
            value={email}
            onChange={(e) => setEmail(e.currentTarget.value)}
          />
          <PasswordInput
            id="your-password"
            label={t('prefs.your_password')}
            error={sentences(problems['your-password'])}
            autoComplete="current-password"
            value={password}
            onChange={(e) => setPassword(e.currentTarget.value)}
          />
          <div className="row">
            <Button type="submit" variant="default" aria-disabled={changing.busy}>
              {t('prefs.change_email')}
            </Button>
          </div>
        </form>
      )}
      <div className="stack divided">
        {resetting.problem !== undefined && <Problem problem={resetting.problem} />}
        <p>{t(mailLeaves ? 'prefs.password_hint' : 'prefs.password_hint_no_mail')}</p>
        <div className="row">
          <Button variant="default" aria-disabled={resetting.busy} onClick={reset}>
            {t(mailLeaves ? 'prefs.mail_password_link' : 'prefs.make_password_link')}
          </Button>
        </div>
      </div>
    </section>
  );
}
