import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { MAX_PASSWORD_LENGTH } from '../../../../src/shared/password-rules.ts';
import type { SetupRequest, SetupState } from '../../../../src/shared/wire/setup.ts';
import { forgetCsrf, request } from '../../api.ts';
import { Heading } from '../../components/Heading.tsx';
import { PasswordRules } from '../../components/PasswordRules.tsx';
import { fieldProblems, Problem, refusedHere } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { locale, t } from '../../i18n/index.tsx';

export type MadeAdmin = Pick<SetupRequest, 'title' | 'username' | 'email'>;

interface FirstAdminProps {
  secret: string;
  setup: SetupState;
  onMade: (made: MadeAdmin) => void;
  onRefused: (problem: unknown) => void;
}

const EMPTY = { title: '', username: '', name: '', email: '', password: '' };
const NEEDED = ['title', 'username', 'email', 'password'] as const;

/** Names the site and makes its first admin. */
export function FirstAdmin({ secret, setup, onMade, onRefused }: FirstAdminProps) {
  const [values, setValues] = useState({ ...EMPTY, title: setup.site_title });
  const making = useAction<unknown>();
  const problems = fieldProblems(making.problem);
  const labels = {
    title: t('setup.site_title'),
    username: t('field.username'),
    name: t('field.name'),
    email: t('field.email'),
    password: t('field.password'),
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.run(async () => {
      const missing = NEEDED.filter((field) => values[field].trim() === '');
      if (missing.length > 0)
        throw refusedHere(
          Object.fromEntries(missing.map((field) => [field, [t('field.required', { label: labels[field] })]])),
        );
      const body: SetupRequest = { ...values, token: secret, locale };
      try {
        await request('POST', '/setup.json', body);
      } catch (problem) {
        onRefused(problem);
        throw problem;
      }
      forgetCsrf();
      // The secret is dead now; the address bar need not keep it.
      window.history.replaceState(window.history.state, '', '/setup');
      onMade(values);
    });
  };

  const field = (name: keyof typeof EMPTY) => ({
    id: name,
    name,
    label: labels[name],
    error: sentences(problems[name]),
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });

  return (
    <form className="card" noValidate onSubmit={submit}>
      <div className="stack tight">
        <Heading title={t('setup.tab_title')}>{t('setup.title')}</Heading>
        <p className="soft">{t('setup.text')}</p>
      </div>
      {making.problem !== undefined && <Problem problem={making.problem} fields={Object.keys(EMPTY)} />}
      <section className="stack divided" aria-labelledby="site">
        <h2 id="site">{t('setup.site')}</h2>
        <TextInput {...field('title')} description={t('setup.site_hint')} maxLength={200} />
      </section>
      <section className="stack divided" aria-labelledby="account">
        <div>
          <h2 id="account">{t('setup.account')}</h2>
          <p className="soft small">{t('setup.account_hint')}</p>
        </div>
        <TextInput
          {...field('username')}
          description={t('setup.username_hint')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          dir="auto"
        />
        <TextInput {...field('name')} label={`${labels.name} (${t('field.optional')})`} autoComplete="name" />
        <TextInput
          {...field('email')}
          description={t('setup.email_hint')}
          type="email"
          autoComplete="email"
          dir="ltr"
        />
        <div className="stack tight">
          <PasswordInput
            {...field('password')}
            autoComplete="new-password"
            maxLength={MAX_PASSWORD_LENGTH}
            aria-describedby="password-rules"
          />
          <PasswordRules id="password-rules" password={values.password} policy={setup.password} owner={values} />
        </div>
      </section>
      <Button type="submit" aria-disabled={making.busy}>
        {t('setup.button')}
      </Button>
    </form>
  );
}
