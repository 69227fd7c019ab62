/** Logging in with a password. Nobody learns from the answer, or from how long it takes, whether an account exists. */
import type { Ctx } from '../../context.ts';
import { type AccountRow, findAccountByLogin } from '../../db/users.ts';
import { invalidAccess } from '../../errors.ts';
import { isSuspended, waitsForApproval } from '../../policy/users.ts';
import { emailKey, nameKey } from '../../shared/normalise.ts';
import { MAX_PASSWORD_LENGTH } from '../../shared/password-rules.ts';
import { addressOf, countAgainst, perMinuteAndHour } from './limits.ts';
import { openSession } from './open.ts';

export type LoginOutcome =
  /** `token` is for the cookie. */
  | { kind: 'logged_in'; account: AccountRow; token: string }
  | { kind: 'wrong' }
  | { kind: 'not_approved' }
  | { kind: 'not_activated'; account: AccountRow }
  | { kind: 'suspended'; account: AccountRow };

/** What a person typed as their name: a username, with or without @ before it, or an address. */
export function loginKey(login: string): string {
  const name = login.trim().replace(/^@/, '');
  return name.includes('@') ? emailKey(name) : nameKey(name);
}

/** @throws UsherError 403 while local logins are off */
export function ensureLocalLogins(ctx: Ctx): void {
  if (!ctx.settings.enable_local_logins) throw invalidAccess('local_logins_off', { whoCanHelp: [{ role: 'admin' }] });
}

/** The account, if login and password fit. The same work is done for an account that does not exist. */
async function checkCredentials(ctx: Ctx, login: string, password: string): Promise<AccountRow | undefined> {
  if (password.length > MAX_PASSWORD_LENGTH * 2) return undefined;
  const account = await findAccountByLogin(ctx.db, loginKey(login));
  const right = await ctx.services.passwords.verify(account?.password_hash, password);
  return right && account && !account.staged ? account : undefined;
}

/**
 * @param replaces the session this browser has, if any: it ends
 * @throws UsherError rate_limit; invalid_access while local logins are off
 */
export async function logIn(
  ctx: Ctx,
  { login, password }: { login: string; password: string },
  replaces?: Buffer,
): Promise<LoginOutcome> {
  ensureLocalLogins(ctx);
  const { max_logins_per_ip_per_minute: minute, max_logins_per_ip_per_hour: hour } = ctx.settings;
  await countAgainst(ctx, perMinuteAndHour('login', minute, hour), addressOf(ctx));
  const account = await checkCredentials(ctx, login, password);
  if (!account) return { kind: 'wrong' };
  if (waitsForApproval(account, ctx.settings)) return { kind: 'not_approved' };
  if (isSuspended(account, ctx.now())) return { kind: 'suspended', account };
  if (!account.active) return { kind: 'not_activated', account };
  const token = await openSession(ctx, account.id, { passwordHash: account.password_hash!, replaces });
  // Between the check and here the password was changed or the account closed.
  return token === undefined ? { kind: 'wrong' } : { kind: 'logged_in', account, token };
}
