/** What every road to a new account shares: checking what was typed, and writing the row. */
import type { Ctx } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import { findTaken, insertUser, lockCanonicalEmail, type NewUser, updateStagedUser } from '../../db/users.ts';
import type { ErrorParams } from '../../errors.ts';
import { emailCanonical, nameKey } from '../../shared/normalise.ts';
import { checkEmail, type EmailAddress } from './email-rules.ts';
import { checkPassword } from './password-policy.ts';
import { checkUsername, checkUsernameForm } from './suggest-username.ts';

/** A refusal that belongs to a field of the form (`base`: to none); `code` is its sentence in en/errors.ts. */
export interface FieldProblem {
  field: 'username' | 'email' | 'password' | 'name' | 'base';
  code: string;
  params: ErrorParams;
}

export interface AccountInput {
  username: string;
  email: string;
  name?: string | undefined;
  /** undefined: an account without a password yet. */
  password?: string | undefined;
}

/** Input that obeys every rule, as it will be stored. */
export interface CheckedAccount {
  username: string;
  name: string | null;
  address: EmailAddress;
  password: string | undefined;
}

export const problem = (field: FieldProblem['field'], code: string, params: ErrorParams = {}): FieldProblem => ({
  field,
  code,
  params,
});

const USERNAME_TAKEN = problem('username', 'username_taken');
export const EMAIL_TAKEN = problem('email', 'email_taken');

const canonicalToGuard = (ctx: Ctx, address: EmailAddress | undefined) =>
  ctx.settings.normalize_emails && address ? emailCanonical(address.key) : null;

/**
 * Finds everything that is wrong with the input, in one go.
 * @param rules `admin`: the password rules of admins; `anyName`: reserved names may be used
 */
export async function checkAccount(
  ctx: Ctx,
  input: AccountInput,
  rules: { admin?: boolean; anyName?: boolean } = {},
): Promise<{ problems: FieldProblem[]; checked: CheckedAccount | undefined }> {
  const { settings } = ctx;
  const username = input.username.trim().normalize('NFC');
  const name = input.name?.trim() || null;
  const wrongName = rules.anyName ? checkUsernameForm(username, settings) : checkUsername(username, settings);
  const verdict = checkEmail(input.email, settings);
  const address = verdict.ok ? verdict.address : undefined;
  const taken = await findTaken(ctx.db, nameKey(username), address?.key ?? '', canonicalToGuard(ctx, address));
  const problems: FieldProblem[] = [];
  if (wrongName) problems.push(problem('username', wrongName.code, wrongName.params));
  else if (taken.username_taken) problems.push(USERNAME_TAKEN);
  if (!verdict.ok) problems.push(problem('email', verdict.code, { email: input.email.trim() }));
  else if (taken.email_user_id !== null) problems.push(EMAIL_TAKEN);
  if (name !== null && [...name].length > 255) problems.push(problem('name', 'name_too_long'));
  if (input.password !== undefined) {
    const owner = { username, name, email: input.email.trim(), admin: rules.admin ?? false };
    const wrong = await checkPassword(input.password, owner, settings);
    problems.push(...wrong.map(({ code, params }) => problem('password', code, params)));
  }
  const checked = address && { username, name, address, password: input.password };
  return { problems, checked };
}

export type AccountRest = Omit<
  NewUser,
  'username' | 'username_key' | 'name' | 'email' | 'email_key' | 'email_canonical'
>;

/**
 * Writes the account, not active yet; a staged one with its address becomes it, under the same id. Call in a
 * transaction: an error of the unique indexes ends it, and `takenMeanwhile` tells what it means.
 * @returns the id, or what somebody else has taken since `checkAccount`
 */
export async function writeAccount(
  ctx: Ctx,
  { username, name, address }: CheckedAccount,
  rest: AccountRest,
): Promise<{ id: number } | { problem: FieldProblem }> {
  const canonical = canonicalToGuard(ctx, address);
  if (canonical !== null) await lockCanonicalEmail(ctx.db, canonical);
  const taken = await findTaken(ctx.db, nameKey(username), address.key, canonical);
  if (taken.email_user_id !== null) return { problem: EMAIL_TAKEN };
  const user: NewUser = {
    ...rest,
    username,
    username_key: nameKey(username),
    name,
    email: address.email,
    email_key: address.key,
    email_canonical: address.canonical,
  };
  if (taken.staged_user_id === null) return { id: await insertUser(ctx.db, user, ctx.now()) };
  const claimed = await updateStagedUser(ctx.db, taken.staged_user_id, user, ctx.now());
  return claimed ? { id: taken.staged_user_id } : { problem: EMAIL_TAKEN };
}

/** What a unique index refused, or undefined for any other error. */
export function takenMeanwhile(error: unknown): FieldProblem | undefined {
  if (violates(error, 'users_username_key_unique', 'names_unique')) return USERNAME_TAKEN;
  if (violates(error, 'users_email_key_unique')) return EMAIL_TAKEN;
  return undefined;
}
