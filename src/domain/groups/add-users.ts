/** "Add Users": people with an account join at once, unknown addresses are invited by mail (contract 3.7, invites 2.13). */
import { type Ctx, inTransaction } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import { listSelectedUsers } from '../../db/members.ts';
import { invalidParameters, invalidRecord, UsherError } from '../../errors.ts';
import { canInviteToGroups, whoCanHelp } from '../../policy/invites.ts';
import { emailKey } from '../../shared/normalise.ts';
import { createEmailInvites } from '../invites/create-for-group.ts';
import { ensureMayEditMembers } from './find.ts';
import { addMembers, MAX_ADDED } from './members.ts';
import { type Selection, selectUsers } from './select-users.ts';
import { tellAdded } from './tell-added.ts';

export interface Adding extends Selection {
  /** Tell those for whom it changes something. */
  notify_users?: boolean;
}

export interface AddUsers extends Adding {
  emails?: string[];
  /** Make invites without sending them. */
  skip_email?: boolean;
}

/** @returns all the people selected, and the addresses that were invited */
export async function addUsers(
  ctx: Ctx,
  group: GroupRow,
  { emails = [], skip_email = false, notify_users = false, ...selection }: AddUsers,
): Promise<{ usernames: string[]; emails: string[] }> {
  await ensureMayEditMembers(ctx, group);
  const named = await selectUsers(ctx, group.id, selection);
  const wanted = new Map(emails.map((email) => [emailKey(email), email]));
  const known = (await listSelectedUsers(ctx.db, group.id, 'email_keys', [...wanted.keys()])).filter((u) => u.settled);
  const strangers = [...wanted]
    .filter(([key]) => !known.some((user) => user.email_key === key))
    .map(([, email]) => email);
  const users = [...new Map([...named, ...known].map((user) => [user.id, user])).values()];

  if (users.length + strangers.length === 0)
    throw new UsherError('invalid_parameters', { code: 'members_nobody_given' });
  if (users.length + strangers.length > MAX_ADDED) throw invalidRecord('members_too_many', { max: MAX_ADDED });
  const mayInvite = canInviteToGroups(ctx.actor, [group], ctx.settings);
  if (strangers.length > 0 && !mayInvite.ok) {
    const { reason } = mayInvite;
    throw invalidRecord('members_may_not_invite', {}, { reason, whoCanHelp: whoCanHelp(reason) });
  }
  const usernames = users.map((user) => user.username);
  if (strangers.length === 0 && users.every((user) => user.member)) throw alreadyMembers(usernames);

  return inTransaction(ctx, async (ctx) => {
    const user_ids = users.map((user) => user.id);
    const { joined } = await addMembers(ctx, { group_id: group.id, user_ids, acting_user_id: ctx.actor.id });
    // Others may have added the same people since we looked.
    if (strangers.length === 0 && joined.length === 0) throw alreadyMembers(usernames);
    if (notify_users) await tellAdded(ctx, group, joined, 'member');
    const invited =
      strangers.length === 0
        ? []
        : await createEmailInvites(ctx, { emails: strangers, group_ids: [group.id], skip_email });
    return { usernames, emails: invited };
  });
}

function alreadyMembers(usernames: string[]) {
  const [only] = usernames;
  const reason = 'member_already';
  return usernames.length === 1
    ? invalidRecord('member_already', { username: only! }, { reason })
    : invalidRecord('members_already', { usernames: usernames.toSorted().join(', ') }, { reason });
}

/** Owners of automatic groups do not exist; who manages groups is told so, everybody else is refused. */
export async function addOwners(
  ctx: Ctx,
  group: GroupRow,
  { notify_users = false, ...selection }: Adding,
): Promise<string[]> {
  await ensureMayEditOwners(ctx, group);
  const users = await selectUsers(ctx, group.id, selection);
  if (users.length === 0) throw invalidParameters('usernames');
  if (users.length > MAX_ADDED) throw invalidRecord('members_too_many', { max: MAX_ADDED });
  const user_ids = users.map((user) => user.id);
  await inTransaction(ctx, async (ctx) => {
    const joining = { group_id: group.id, user_ids, acting_user_id: ctx.actor.id, owner: true };
    const { appointed } = await addMembers(ctx, joining);
    if (notify_users) await tellAdded(ctx, group, appointed, 'owner');
  });
  return users.map((user) => user.username);
}

/** @throws UsherError 422 about an automatic group for staff, 403 for who may not */
export async function ensureMayEditOwners(ctx: Ctx, group: GroupRow): Promise<void> {
  if (group.automatic && ctx.actor.staff) throw invalidRecord('group_automatic');
  await ensureMayEditMembers(ctx, group);
}
