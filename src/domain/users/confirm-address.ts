/** The address of an account is confirmed, or staff vouch for it: from now on it may be used. */
import { type Ctx, inTransaction } from '../../context.ts';
import { updateConfirmed } from '../../db/users.ts';
import { joinGroupsOfAddress } from '../groups/email-domains.ts';
import { redeemPendingInvites } from '../invites/redeem-pending.ts';

/**
 * Makes the account active gives it what was sent to its address before, and lets it into the groups
 * that take in everybody of its e-mail domain. Every road leads through here: activation
 * link, password reset, staff, an admin's script.
 */
export async function confirmAddress(ctx: Ctx, userId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const user = await updateConfirmed(ctx.db, userId, ctx.now());
    if (!user) return;
    await redeemPendingInvites(ctx, user);
    await joinGroupsOfAddress(ctx, user.id);
  });
}
