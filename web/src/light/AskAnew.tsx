import { type FormEvent, useState } from 'react';
import { request } from '../api.ts';
import { fieldProblems, Problem, refusedHere } from '../components/Problem.tsx';
import { useAction } from '../components/use-action.ts';
import { t } from '../i18n/index.tsx';
import { Field } from './Field.tsx';

/** Asks for a new invite in place of a dead one. What becomes of it is told by mail, or not at all. */
export function AskAnew({ inviteKey }: { inviteKey: string }) {
  const [email, setEmail] = useState('');
  const asking = useAction<unknown>();
  const ask = (event: FormEvent) => {
    event.preventDefault();
    asking.run(async () => {
      if (!email.trim()) throw refusedHere({ email: [t('field.required', { label: t('field.email') })] });
      return request('POST', `/invites/${inviteKey}/request.json`, { email });
    });
  };
  if (asking.reply !== undefined) {
    return (
      <p className="notice" role="status">
        {t('ask_anew.done')}
      </p>
    );
  }
  return (
    <form className="stack" noValidate onSubmit={ask}>
      {asking.problem !== undefined && <Problem problem={asking.problem} fields={['email']} />}
      <Field
        id="email"
        label={t('field.email')}
        hint={t('ask_anew.hint')}
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        dir="ltr"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        problems={fieldProblems(asking.problem).email}
      />
      <button type="submit" className="button" aria-disabled={asking.busy}>
        {t('ask_anew.button')}
      </button>
    </form>
  );
}
