/** Making a group with its first owners and members. */
import { type Ctx, inTransaction } from '../../context.ts';
import { findGroup, type GroupRow, insertGroup } from '../../db/groups.ts';
import { listSelectedUsers } from '../../db/members.ts';
import { invalidAccess, invalidRecord } from '../../errors.ts';
import { canCreateGroup, isForAdminsOnly } from '../../policy/groups.ts';
import { whoCanHelp } from '../../policy/invites.ts';
import { nameKey } from '../../shared/normalise.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { checkGroup, type GroupInput } from './check.ts';
import { wantPeopleOfDomains } from './email-domains.ts';
import { addMembers, MAX_ADDED } from './members.ts';
import { tellAdded } from './tell-added.ts';

export interface NewGroup extends GroupInput {
  usernames?: string[];
  owner_usernames?: string[];
  /** Tell them that they are in the group. */
  notify_users?: boolean;
}

/**
 * Names that belong to nobody are passed over; somebody named as owner and member becomes an owner.
 * @throws UsherError invalid_access; 422 for what a group cannot be
 */
export async function createGroup(ctx: Ctx, input: NewGroup): Promise<GroupRow> {
  const verdict = canCreateGroup(ctx.actor, ctx.settings);
  if (!verdict.ok) throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
  const attributes = checkGroup(input, ctx.settings);
  const find = (names: string[] = []) => listSelectedUsers(ctx.db, 0, 'username_keys', names.map(nameKey));
  const owners = (await find(input.owner_usernames)).map((user) => user.id);
  const members = (await find(input.usernames)).map((user) => user.id).filter((id) => !owners.includes(id));
  if (owners.length + members.length > MAX_ADDED) throw invalidRecord('members_too_many', { max: MAX_ADDED });
  if (attributes.allow_membership_requests && owners.length === 0) throw invalidRecord('group_requests_need_owner');

  return inTransaction(ctx, async (ctx) => {
    const group_id = await insertGroup(ctx.db, attributes, ctx.now());
    const acting_user_id = ctx.actor.id;
    // Everybody in one go first: people are locked in one order only.
    const everybody = [...owners, ...members];
    if (everybody.length > 0) await addMembers(ctx, { group_id, user_ids: everybody, acting_user_id });
    if (owners.length > 0) await addMembers(ctx, { group_id, user_ids: owners, acting_user_id, owner: true });
    if (input.notify_users) {
      const group = { ...attributes, id: group_id };
      await tellAdded(ctx, group, owners, 'owner');
      await tellAdded(ctx, group, members, 'member');
    }
    await wantPeopleOfDomains(ctx, { ...attributes, id: group_id });
    await logStaffAction(ctx, {
      action_name: 'create_group',
      ...(isForAdminsOnly(attributes) ? { admin_only: true } : {}),
      subject: attributes.name,
      details: `name: ${attributes.name}\nid: ${group_id}`,
    });
    return (await findGroup(ctx.db, group_id))!;
  });
}
