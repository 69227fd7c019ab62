/** One's own invite for an address. */
import type { Ctx } from '../../context.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import { findInviteByEmail, type InviteRow } from '../../db/invites.ts';
import { invalidParameters } from '../../errors.ts';
import { emailKey } from '../../shared/normalise.ts';
import { ensureMayInvite } from './choose-groups.ts';

/** @throws UsherError invalid_parameters when the actor has no invite for the address, invalid_access when they may not invite */
export async function retrieveInvite(ctx: Ctx, email: string): Promise<{ invite: InviteRow; groups: InviteGroup[] }> {
  const invite = await findInviteByEmail(ctx.db, emailKey(email), ctx.actor.id);
  // Who made it may look it up; who has none must be somebody who may invite (403), as the contract says.
  if (!invite) {
    if (ctx.actor.ownedGroupIds.size === 0) await ensureMayInvite(ctx, []);
    throw invalidParameters('email');
  }
  return { invite, groups: await listGroupsForInvite(ctx.db, invite.group_ids) };
}
