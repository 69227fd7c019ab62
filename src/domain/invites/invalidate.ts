/** A password reset stops the pending e-mail invites of that address (contract: lifecycle); resending revives them. */
import type { Ctx } from '../../context.ts';
import { invalidateInvitesOf } from '../../db/invites.ts';

export async function invalidateInvitesFor(ctx: Ctx, emailKey: string): Promise<void> {
  await invalidateInvitesOf(ctx.db, emailKey, ctx.now());
}
