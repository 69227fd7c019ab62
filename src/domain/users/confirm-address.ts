/** The address of an account is confirmed, or staff vouch for it: from now on it may be used. */
import { type Ctx, inTransaction } from '../../context.ts';
import { updateConfirmed } from '../../db/users.ts';
import { redeemPendingInvites } from '../invites/redeem-pending.ts';

/**
 * Makes the account active and gives it what was sent to its address before. Every road leads through here: activation
 * link, password reset, staff, an admin's script.
 */
export async function confirmAddress(ctx: Ctx, userId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const user = await updateConfirmed(ctx.db, userId, ctx.now());
    if (user) await redeemPendingInvites(ctx, user);
  });
}
