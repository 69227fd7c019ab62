/**
 * Whoever decides who is in a group takes it off somebody's invite. The rest of the invite is not theirs, so it goes on:
 * its link still lets people in, to the other groups or to the site alone. Only where that would be an invite its
 * inviter may not make (an owner may invite only to groups they own), the whole invite is withdrawn.
 */
import { type Ctx, inTransaction } from '../../context.ts';
import { findIdentity } from '../../db/authentication.ts';
import { violates } from '../../db/constraints.ts';
import { findLastGroupInviteLog } from '../../db/group-logs.ts';
import type { GroupRow } from '../../db/groups.ts';
import { updateInviteGroups } from '../../db/invite-groups.ts';
import { deleteInvite, type InviteRow, lockInvite, restoreInvite } from '../../db/invites.ts';
import { insertNotifications } from '../../db/notifications.ts';
import { invalidParameters, invalidRecord } from '../../errors.ts';
import { actorOf, mayAct } from '../../policy/identity.ts';
import { canInviteAtAll, canManageGroupInvites } from '../../policy/invites.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';
import { refuseAboutGroup } from '../groups/find.ts';
import { logGroupInvite } from '../groups/log-invite.ts';
import { UNDO_MS } from './revoke.ts';
import { alreadyInvited } from './validate.ts';

async function ensureMayManage(ctx: Ctx, group: GroupRow): Promise<void> {
  const verdict = canManageGroupInvites(ctx.actor, group, ctx.settings);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
}

/** Whether the inviter could make this invite with these groups. An inviter who has gone has no rights; the invite is dead. */
async function mayInviteWith(ctx: Ctx, invite: InviteRow, groupIds: readonly number[]): Promise<boolean> {
  const identity = invite.invited_by_id === null ? undefined : await findIdentity(ctx.db, invite.invited_by_id);
  if (!identity || !mayAct(identity, ctx.settings, ctx.now())) return false;
  return canInviteAtAll(actorOf(identity, ctx.now()), groupIds, ctx.settings).ok;
}

const logLine = (group: GroupRow, invite: InviteRow) => ({
  group_id: group.id,
  subject: invite.email ?? invite.domain,
  invite_id: invite.id,
});

/**
 * @returns whether the invite as a whole was withdrawn
 * @throws UsherError invalid_access; invalid_parameters for an invite that does not give the group (any more)
 */
export async function revokeGroupPart(ctx: Ctx, group: GroupRow, inviteId: number): Promise<{ revoked: boolean }> {
  await ensureMayManage(ctx, group);
  return inTransaction(ctx, async (ctx) => {
    const invite = await lockInvite(ctx.db, inviteId);
    const usedUp = invite && invite.redemption_count >= invite.max_redemptions_allowed;
    if (!invite || invite.deleted_at || usedUp || !invite.group_ids.includes(group.id)) throw invalidParameters('id');
    const rest = invite.group_ids.filter((id) => id !== group.id);
    const revoked = !(await mayInviteWith(ctx, invite, rest));
    await updateInviteGroups(ctx.db, invite.id, rest, ctx.now());
    if (revoked) await deleteInvite(ctx.db, invite.id, ctx.actor.id, ctx.now());
    await logGroupInvite(ctx, { ...logLine(group, invite), action: 'remove_group_from_invite' });
    if (invite.invited_by_id !== null && invite.invited_by_id !== ctx.actor.id) {
      const data = {
        group_id: group.id,
        group_name: group.name,
        invite_id: invite.id,
        email: invite.email,
        revoked,
        display_username: ctx.actor.username,
      };
      const type = notificationTypes.group_removed_from_invite;
      await insertNotifications(ctx.db, [invite.invited_by_id], { type, data }, ctx.now());
    }
    return { revoked };
  });
}

/** Undo of that, by whoever did it, within ten minutes. @throws UsherError as above; 422 when it is too late */
export async function restoreGroupPart(ctx: Ctx, group: GroupRow, inviteId: number): Promise<void> {
  await ensureMayManage(ctx, group);
  await inTransaction(ctx, async (ctx) => {
    const invite = await lockInvite(ctx.db, inviteId);
    const since = new Date(ctx.now().getTime() - UNDO_MS);
    const last = invite && (await findLastGroupInviteLog(ctx.db, group.id, invite.id, since));
    if (!invite || last?.action !== 'remove_group_from_invite' || last.acting_user_id !== ctx.actor.id)
      throw invalidRecord('invite_restore_expired');
    if (invite.deleted_at !== null && invite.deleted_by_id === ctx.actor.id)
      await restoreInvite(ctx.db, invite.id).catch((error: unknown) => {
        throw violates(error, 'invites_pending_email_unique') ? alreadyInvited(invite.email_key!) : error;
      });
    const groups = [...new Set([...invite.group_ids, group.id])].sort((a, b) => a - b);
    await updateInviteGroups(ctx.db, invite.id, groups, ctx.now());
    await logGroupInvite(ctx, { ...logLine(group, invite), action: 'restore_group_to_invite' });
  });
}
