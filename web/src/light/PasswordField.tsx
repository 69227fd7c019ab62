import { useState } from 'react';
import { MAX_PASSWORD_LENGTH, type PasswordOwner } from '../../../src/shared/password-rules.ts';
import type { PasswordPolicy } from '../../../src/shared/wire/session.ts';
import { PasswordRules } from '../components/PasswordRules.tsx';
import { t } from '../i18n/index.tsx';
import { Field } from './Field.tsx';

interface PasswordFieldProps {
  value: string;
  onValue: (value: string) => void;
  /** Without one the rules are the server's to tell. */
  policy: PasswordPolicy | undefined;
  /** What it must not repeat, as far as it is known here. */
  owner?: PasswordOwner;
  required?: boolean;
  hint?: string;
  problems?: string[] | undefined;
}

/** A new password, with its rules ticked off while it is typed, and a way to see it. */
export function PasswordField({
  value,
  onValue,
  policy,
  owner = {},
  required = false,
  hint,
  problems,
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  // An optional password has rules only once somebody wants one.
  const rules = policy && (required || value !== '');
  return (
    <div className="stack tight">
      <Field
        id="password"
        label={t('field.password')}
        hint={hint}
        problems={problems}
        type={shown ? 'text' : 'password'}
        autoComplete="new-password"
        maxLength={MAX_PASSWORD_LENGTH}
        required={required}
        dir="ltr"
        value={value}
        onChange={(event) => onValue(event.target.value)}
        describedBy={rules ? 'password-rules' : undefined}
        end={
          <button type="button" className="link-button" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {t(shown ? 'password.hide' : 'password.show')}
            <span className="visually-hidden"> {t('field.password')}</span>
          </button>
        }
      />
      {rules && <PasswordRules id="password-rules" password={value} policy={policy} owner={owner} />}
    </div>
  );
}
