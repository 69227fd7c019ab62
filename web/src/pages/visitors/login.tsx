import { Button, PasswordInput, TextInput } from '@mantine/core';
import { Link, useLocation, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { LoginReply } from '../../../../src/shared/wire/session.ts';
import { forgetCsrf, request } from '../../api.ts';
import { Heading } from '../../components/Heading.tsx';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { site, T, t } from '../../i18n/index.tsx';
import { localPath } from '../../local-path.ts';
import { ForgotPassword } from './ForgotPassword.tsx';
import { LoginRefused } from './LoginRefused.tsx';

/** `/login`, and `/login#forgot` for a new password. `?to=` is where to go afterwards. */
export default function Login() {
  const forgot = useLocation({ select: ({ hash }) => hash === 'forgot' });
  return forgot ? <ForgotPassword /> : <LoginForm />;
}

function LoginForm() {
  const { to } = useSearch({ from: '/login' });
  const [identifier, setIdentifier] = useState('');
  const [password, setPassword] = useState('');
  const loggingIn = useAction<LoginReply>();
  const problems = fieldProblems(loggingIn.problem);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    loggingIn.run(async () => {
      const missing = {
        ...(!identifier.trim() && { identifier: [t('field.required', { label: t('login.identifier') })] }),
        ...(!password && { password: [t('field.required', { label: t('field.password') })] }),
      };
      if (Object.keys(missing).length > 0) throw refusedHere(missing);
      const reply = await request<LoginReply>('POST', '/session.json', {
        login: identifier.trim(),
        password,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      });
      forgetCsrf();
      // A whole page load, because the way back may lead to the light page, and because nothing of a visitor should stay.
      if (!reply.error) window.location.assign(localPath(to));
      return reply;
    });
  };

  return (
    <form className="card" noValidate onSubmit={submit}>
      <Heading title={t('login.title', { site })}>
        <T k="login.title" site={site} />
      </Heading>
      {loggingIn.problem !== undefined && <Problem problem={loggingIn.problem} fields={['identifier', 'password']} />}
      {loggingIn.reply?.error && <LoginRefused reply={loggingIn.reply} login={identifier.trim()} />}
      <div className="stack">
        <TextInput
          id="identifier"
          label={t('login.identifier')}
          error={sentences(problems.identifier)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          dir="auto"
          value={identifier}
          onChange={(event) => setIdentifier(event.currentTarget.value)}
        />
        <PasswordInput
          id="password"
          label={t('field.password')}
          error={sentences(problems.password)}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" aria-disabled={loggingIn.busy}>
        {t('action.log_in')}
      </Button>
      <div className="stack tight small">
        <p>
          <Link to="/login" search={(search) => search} hash="forgot">
            {t('login.forgot')}
          </Link>
        </p>
        <p className="soft">{t('login.invited')}</p>
      </div>
    </form>
  );
}
