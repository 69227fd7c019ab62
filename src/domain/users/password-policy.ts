/** Which passwords the site takes: the rules of src/shared/password-rules.ts with the site's numbers, and not a common one. */
import {
  findPasswordProblems,
  type PasswordOwner,
  type PasswordProblem,
  type PasswordRules,
} from '../../shared/password-rules.ts';
import type { Settings } from '../../shared/site-settings.ts';

let common: Promise<ReadonlySet<string>> | undefined;

/** Some 50,000 passwords; read when the first one is checked, because most processes never check any. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common')
    .then(({ dictionary }) => new Set(dictionary['passwords-common']))
    .catch((error) => {
      common = undefined;
      throw error;
    });
  return common;
}

export const passwordRules = (settings: Settings, admin: boolean): PasswordRules => ({
  min_length: admin
    ? Math.max(settings.min_admin_password_length, settings.min_password_length)
    : settings.min_password_length,
  unique_characters: settings.password_unique_characters,
});

/** What is wrong with a password for this person; nothing: it may be used. */
export async function checkPassword(
  password: string,
  owner: PasswordOwner & { admin?: boolean },
  settings: Settings,
): Promise<PasswordProblem[]> {
  const problems = findPasswordProblems(password, passwordRules(settings, owner.admin ?? false), owner);
  const tooCommon = settings.block_common_passwords && (await commonPasswords()).has(password.toLowerCase());
  return tooCommon ? [...problems, { code: 'password_common', params: {} }] : problems;
}
