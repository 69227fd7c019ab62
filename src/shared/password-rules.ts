/**
 * What a password must be like. Pure: the server decides with it, the browser hints with it while somebody types.
 * Whether it is one of the common ones only the server knows.
 */

/** Longer ones are refused before anything is done with them. */
export const MAX_PASSWORD_LENGTH = 200;

export interface PasswordRules {
  min_length: number;
  unique_characters: number;
}

/** What a password must not simply repeat. */
export interface PasswordOwner {
  username?: string | null | undefined;
  name?: string | null | undefined;
  email?: string | null | undefined;
}

/** Code of the sentence in src/shared/i18n/en/errors.ts, with its values. */
export interface PasswordProblem {
  code: string;
  params: Record<string, number>;
}

/** Every rule the password breaks, in the order people should mend them. Lengths count code points. */
export function findPasswordProblems(password: string, rules: PasswordRules, owner: PasswordOwner): PasswordProblem[] {
  const letters = [...password];
  if (letters.length > MAX_PASSWORD_LENGTH) return [{ code: 'password_too_long', params: {} }];
  const repeats = (text: string | null | undefined) =>
    text != null && text.trim() !== '' && text.trim().toLowerCase() === password.trim().toLowerCase();
  const problems: PasswordProblem[] = [];
  const add = (broken: boolean, code: string, params: Record<string, number> = {}) => {
    if (broken) problems.push({ code, params });
  };
  add(letters.length < rules.min_length, 'password_too_short', { min: rules.min_length });
  add(repeats(owner.username), 'password_same_as_username');
  add(repeats(owner.name), 'password_same_as_name');
  add(repeats(owner.email), 'password_same_as_email');
  add(new Set(letters).size < rules.unique_characters, 'password_unique_characters', { min: rules.unique_characters });
  return problems;
}
