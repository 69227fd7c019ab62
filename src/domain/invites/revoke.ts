/** Withdraws invites, and takes that back. The key stops working at once; who came in by it stays. */
import { type Ctx, inTransaction } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import {
  deleteExpiredInvites,
  deleteInvite,
  findInvite,
  type InviteRow,
  lockInvite,
  restoreInvite,
} from '../../db/invites.ts';
import { invalidParameters, invalidRecord } from '../../errors.ts';
import { canDeleteInvite } from '../../policy/invites.ts';
import { ensureMayInBulk } from './resend.ts';
import { alreadyInvited } from './validate.ts';

/** How long whoever revoked an invite may take it back. */
export const UNDO_MS = 600_000;

/** @throws UsherError invalid_parameters for an unknown, already revoked or foreign invite, always the same */
export async function revokeInvite(ctx: Ctx, id: number): Promise<void> {
  const invite = await findInvite(ctx.db, id);
  if (!invite || !canDeleteInvite(ctx.actor, invite)) throw invalidParameters('id');
  if (!(await deleteInvite(ctx.db, id, ctx.actor.id, ctx.now()))) throw invalidParameters('id');
}

/** Usher's own: undo within ten minutes, by whoever revoked it. The same key works again. */
export async function restoreRevokedInvite(ctx: Ctx, id: number): Promise<InviteRow> {
  return inTransaction(ctx, async (ctx) => {
    const invite = await lockInvite(ctx.db, id);
    if (!invite?.deleted_at || invite.deleted_by_id !== ctx.actor.id) throw invalidParameters('id');
    if (ctx.now().getTime() - invite.deleted_at.getTime() > UNDO_MS) throw invalidRecord('invite_restore_expired');
    try {
      return (await restoreInvite(ctx.db, id))!;
    } catch (error) {
      throw violates(error, 'invites_pending_email_unique') ? alreadyInvited(invite.email_key!) : error;
    }
  });
}

/** Revokes the actor's own expired invites. Returns how many. */
export async function revokeExpiredInvites(ctx: Ctx): Promise<number> {
  ensureMayInBulk(ctx);
  return deleteExpiredInvites(ctx.db, ctx.actor.id, ctx.now());
}
