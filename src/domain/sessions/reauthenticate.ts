/** Before the gravest deeds a browser shows once more that its user knows the password: a borrowed screen is not enough. */
import type { Ctx } from '../../context.ts';
import { findSession, updateSessionProved } from '../../db/sessions.ts';
import { findAccount } from '../../db/users.ts';
import { invalidAccess, UsherError } from '../../errors.ts';
import { countAgainst } from './limits.ts';

const RECENT_MS = 10 * 60_000;
const LIMIT = { name: 'reauthenticate', max: 6, windowSeconds: 60 };

/** @throws UsherError invalid_access for a wrong password or a caller without a browser session; rate_limit */
export async function reauthenticate(ctx: Ctx, session: Buffer | undefined, password: string): Promise<void> {
  if (!session || ctx.actor.apiKey) throw invalidAccess('browser_only');
  await countAgainst(ctx, [LIMIT], `user ${ctx.actor.id}`);
  const account = await findAccount(ctx.db, ctx.actor.id);
  if (!(await ctx.services.passwords.verify(account?.password_hash, password)))
    throw new UsherError('invalid_access', { code: 'password_wrong', reason: 'password_wrong' });
  await updateSessionProved(ctx.db, session, ctx.now());
}

/**
 * Whether the caller has given the password within the last ten minutes, by logging in or by `reauthenticate`.
 * @param session hash of the browser's login token. Scripts prove themselves by their key each time.
 */
export async function hasRecentPassword(ctx: Ctx, session: Buffer | undefined): Promise<boolean> {
  if (ctx.actor.apiKey || ctx.actor.kind === 'system') return true;
  const found = session && (await findSession(ctx.db, session, ctx.now()));
  return found !== undefined && ctx.now().getTime() - found.created_at.getTime() <= RECENT_MS;
}

/** @throws UsherError invalid_access with reason `reauthenticate` */
export async function ensureRecentPassword(ctx: Ctx, session: Buffer | undefined): Promise<void> {
  if (!(await hasRecentPassword(ctx, session)))
    throw invalidAccess('reauthenticate', { whoCanHelp: [{ role: 'self' }] });
}
