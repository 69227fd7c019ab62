/** The link of the reset mail: a new password, everywhere else logged out. It also proves the mailbox. */
import { type Ctx, inTransaction } from '../../context.ts';
import { type EmailTokenRow, spendEmailToken } from '../../db/email-tokens.ts';
import { updatePassword } from '../../db/users.ts';
import { isSuspended, waitsForApproval } from '../../policy/users.ts';
import type { PasswordProblem } from '../../shared/password-rules.ts';
import { invalidateInvitesFor } from '../invites/invalidate.ts';
import { endSessionsOf } from '../sessions/log-out.ts';
import { openSession } from '../sessions/open.ts';
import type { Entered } from './activate.ts';
import { confirmAddress } from './confirm-address.ts';
import { findGoodToken } from './email-tokens.ts';
import { checkPassword } from './password-policy.ts';

export type ResetOutcome =
  | { kind: 'dead' }
  | { kind: 'refused'; problems: PasswordProblem[] }
  | ({ kind: 'done' } & Entered);

/** The account a reset link is for; undefined when the link is no good (any more). */
export const findReset = (ctx: Ctx, token: string): Promise<EmailTokenRow | undefined> =>
  findGoodToken(ctx, token, 'password_reset');

export async function resetPassword(ctx: Ctx, token: string, password: string): Promise<ResetOutcome> {
  const found = await findReset(ctx, token);
  if (!found) return { kind: 'dead' };
  const problems = await checkPassword(password, found, ctx.settings);
  if (problems.length > 0) return { kind: 'refused', problems };
  const hash = await ctx.services.passwords.hash(password);
  return inTransaction(ctx, async (ctx): Promise<ResetOutcome> => {
    if (!(await spendEmailToken(ctx.db, found.id, ctx.now()))) return { kind: 'dead' };
    await updatePassword(ctx.db, found.user_id, hash, ctx.now());
    await endSessionsOf(ctx, found.user_id);
    // First what a newly proved address is owed, then the stop for whatever still lies in that mailbox.
    if (!found.active || found.email_confirmed_at === null) await confirmAddress(ctx, found.user_id);
    await invalidateInvitesFor(ctx, found.email_key!);
    const needsApproval = waitsForApproval(found, ctx.settings);
    const mayEnter = !needsApproval && !isSuspended(found, ctx.now());
    const sessionToken = mayEnter ? await openSession(ctx, found.user_id) : undefined;
    return { kind: 'done', user_id: found.user_id, needsApproval, sessionToken };
  });
}
