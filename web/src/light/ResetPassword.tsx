import { type FormEvent, useCallback, useEffect, useState } from 'react';
import type { PasswordResetPage, PasswordResetReply } from '../../../src/shared/wire/session.ts';
import { request } from '../api.ts';
import { Heading } from '../components/Heading.tsx';
import { fieldProblems, Problem, refusedHere } from '../components/Problem.tsx';
import { useAction } from '../components/use-action.ts';
import { site, T, t } from '../i18n/index.tsx';
import { Mark } from './DeadInvite.tsx';
import { LoadFailed, Loading } from './Loading.tsx';
import { PasswordField } from './PasswordField.tsx';
import { Continue, Step } from './Step.tsx';

/** `/u/password-reset/:token`: set a password, for the first time or anew. */
export function ResetPassword({ token }: { token: string }) {
  const [page, setPage] = useState<PasswordResetPage>();
  const [failure, setFailure] = useState<unknown>();
  const [password, setPassword] = useState('');
  const saving = useAction<PasswordResetReply>();
  const address = `/u/password-reset/${token}.json`;

  const start = useCallback(() => {
    setFailure(undefined);
    request<PasswordResetPage>('GET', address).then(setPage, setFailure);
  }, [address]);
  useEffect(start, [start]);

  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.run(async () => {
      const reply = await request<PasswordResetReply>('PUT', address, { password });
      if (reply.success || !reply.errors?.password) return reply;
      // In the contract a refused password is a 200, and its sentences begin with the verb.
      const label = t('field.password');
      throw refusedHere({
        password: reply.errors.password.map((problem) => t('problem.of_field', { label, problem })),
      });
    });
  };

  if (failure) return <LoadFailed problem={failure} onRetry={start} />;
  if (!page) return <Loading />;
  if (page.message || saving.reply?.success === false) {
    return (
      <Step
        mark={<Mark />}
        title={t('reset.dead')}
        text="reset.dead_text"
        action={
          <a className="button" href="/login#forgot">
            {t('reset.new_link')}
          </a>
        }
      />
    );
  }
  if (saving.reply?.requires_approval) return <Step title={t('receipt.approval')} text="reset.approval_text" />;
  if (saving.reply) return <Step title={t('reset.done')} text="reset.done_text" action={<Continue />} />;
  return (
    <form className="card" noValidate onSubmit={save}>
      <div className="stack tight">
        <Heading title={t('reset.title')} />
        <p className="soft">
          <T k="reset.text" site={site} />
        </p>
      </div>
      {saving.problem !== undefined && <Problem problem={saving.problem} fields={['password']} />}
      <PasswordField
        value={password}
        onValue={setPassword}
        policy={page.password}
        required
        problems={fieldProblems(saving.problem).password}
      />
      <button type="submit" className="button" aria-disabled={saving.busy}>
        {t('reset.button')}
      </button>
    </form>
  );
}
