/** The link of the activation mail: the address is confirmed, the account may be used. */
import { type Ctx, inTransaction } from '../../context.ts';
import { spendEmailToken } from '../../db/email-tokens.ts';
import { invalidRecord } from '../../errors.ts';
import { isSuspended, waitsForApproval } from '../../policy/users.ts';
import { openSession } from '../sessions/open.ts';
import { confirmAddress } from './confirm-address.ts';
import { findGoodToken } from './email-tokens.ts';

export interface Entered {
  user_id: number;
  needsApproval: boolean;
  /** For the cookie; undefined: the account may not be used yet. */
  sessionToken: string | undefined;
}

const dead = () => invalidRecord('token_dead', {}, { reason: 'token_dead' });

/** @param replaces the session this browser has, if any. @throws UsherError 422 for a token that is no good (any more) */
export async function activateAccount(ctx: Ctx, token: string, replaces?: Buffer): Promise<Entered> {
  const found = await findGoodToken(ctx, token, 'signup');
  if (!found) throw dead();
  const needsApproval = waitsForApproval(found, ctx.settings);
  return inTransaction(ctx, async (ctx) => {
    if (!(await spendEmailToken(ctx.db, found.id, ctx.now()))) throw dead();
    await confirmAddress(ctx, found.user_id);
    const mayEnter = !needsApproval && !isSuspended(found, ctx.now());
    const sessionToken = mayEnter ? await openSession(ctx, found.user_id, { replaces }) : undefined;
    return { user_id: found.user_id, needsApproval, sessionToken };
  });
}

/** Confirms the address without logging in. A token that is no good changes nothing and tells nothing. */
export async function confirmEmailToken(ctx: Ctx, token: string): Promise<void> {
  const found = await findGoodToken(ctx, token, 'signup');
  if (!found) return;
  await inTransaction(ctx, async (ctx) => {
    if (await spendEmailToken(ctx.db, found.id, ctx.now())) await confirmAddress(ctx, found.user_id);
  });
}
