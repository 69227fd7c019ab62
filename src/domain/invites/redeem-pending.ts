/** When an address is confirmed, whatever was sent to it is redeemed by its owner: nobody invited is left out. */
import type { Ctx } from '../../context.ts';
import { listPendingInviteIds } from '../../db/invites.ts';
import { lockAccount } from '../../db/redeeming-accounts.ts';
import { claimAndJoin } from './redeem-as-member.ts';

/**
 * Redeems every pending e-mail invite for the account's address, each with its own check of the inviter's right. Call
 * in the transaction that confirms the address, and only there: an unconfirmed account owns no address.
 */
export async function redeemPendingInvites(ctx: Ctx, user: { id: number; email_key: string }): Promise<void> {
  const ids = await listPendingInviteIds(ctx.db, user.email_key, ctx.now());
  if (ids.length === 0) return;
  const account = await lockAccount(ctx.db, user.id);
  if (!account) return;
  for (const id of ids) await claimAndJoin(ctx, id, account);
}
