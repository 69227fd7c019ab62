import { findPasswordProblems, type PasswordOwner } from '../../../src/shared/password-rules.ts';
import type { PasswordPolicy } from '../../../src/shared/wire/session.ts';
import { t } from '../i18n/index.tsx';

interface PasswordRulesProps {
  id: string;
  password: string;
  policy: PasswordPolicy;
  owner: PasswordOwner;
}

/** The password rules, each ticked off as soon as what is typed meets it. That it is not a common one, only the server knows. */
export function PasswordRules({ id, password, policy, owner }: PasswordRulesProps) {
  const broken = findPasswordProblems(password, policy, owner).map(({ code }) => code);
  const rules = [
    { said: t('password.length', { count: policy.min_length }), met: !broken.includes('password_too_short') },
    {
      said: t('password.unique', { count: policy.unique_characters }),
      met: !broken.includes('password_unique_characters'),
    },
    { said: t('password.own'), met: password !== '' && !broken.some((code) => code.startsWith('password_same_as')) },
  ];
  return (
    <div id={id} className="stack tight">
      <p className="soft small">{t('password.rules')}</p>
      <ul className="rules">
        {rules.map(({ said, met }) => (
          <li key={said} className={met ? 'met' : undefined}>
            <span>
              {said} <span className="visually-hidden">{t(met ? 'password.met' : 'password.unmet')}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
