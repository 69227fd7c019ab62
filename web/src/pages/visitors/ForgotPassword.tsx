import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { ForgotPasswordReply } from '../../../../src/shared/wire/session.ts';
import { ApiError, request } from '../../api.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { Heading } from '../../components/Heading.tsx';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { T, t } from '../../i18n/index.tsx';

/** Asks for a mail with a link to choose a new password. */
export function ForgotPassword() {
  const mailLeaves = useMailLeaves();
  const [login, setLogin] = useState('');
  const asking = useAction<ForgotPasswordReply>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    asking.run(async () => {
      const wanted = login.trim();
      if (!wanted) throw refusedHere({ login: [t('field.required', { label: t('login.identifier') })] });
      const reply = await request<ForgotPasswordReply>('POST', '/session/forgot_password.json', { login: wanted });
      if (reply.user_found === false) throw new ApiError(404, [t('forgot.unknown', { login: wanted })]);
      return reply;
    });
  };
  const back = (
    <p className="small">
      <Link to="/login" search={(search) => search}>
        {t('forgot.back')}
      </Link>
    </p>
  );
  if (asking.reply) {
    return (
      <div className="card">
        <div className="stack tight">
          <Heading title={t(mailLeaves ? 'forgot.done' : 'forgot.done_no_mail')} focus />
          <p>
            <T k={mailLeaves ? 'forgot.done_text' : 'forgot.done_text_no_mail'} login={login.trim()} />
          </p>
        </div>
        {back}
      </div>
    );
  }
  return (
    <form className="card" noValidate onSubmit={submit}>
      <div className="stack tight">
        <Heading title={t('forgot.title')} focus />
        <p className="soft">{t(mailLeaves ? 'forgot.text' : 'forgot.text_no_mail')}</p>
      </div>
      {asking.problem !== undefined && <Problem problem={asking.problem} fields={['login']} />}
      <TextInput
        id="login"
        label={t('login.identifier')}
        error={sentences(fieldProblems(asking.problem).login)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        dir="auto"
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <Button type="submit" aria-disabled={asking.busy}>
        {t(mailLeaves ? 'forgot.button' : 'forgot.button_no_mail')}
      </Button>
      {back}
    </form>
  );
}
