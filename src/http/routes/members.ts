/** Members and owners of groups. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { listJoinings } from '../../db/group-logs.ts';
import { type GroupRow, listGroups } from '../../db/groups.ts';
import { countAutomaticMembers, listMembers, type MemberRow } from '../../db/member-lists.ts';
import { countRequests, listRequests } from '../../db/membership-requests.ts';
import { addOwners, addUsers } from '../../domain/groups/add-users.ts';
import { ensureMayEditMembers, groupById, refuseAboutGroup, visibleGroup } from '../../domain/groups/find.ts';
import { addMembers, removeMembers } from '../../domain/groups/members.ts';
import { removeOwners, removeUsers } from '../../domain/groups/remove-users.ts';
import { restoreUsers } from '../../domain/groups/restore-users.ts';
import { staffTarget } from '../../domain/users/staff-target.ts';
import { invalidParameters, invalidRecord } from '../../errors.ts';
import { canReadGroupLogs, canSeeMembers } from '../../policy/groups.ts';
import { nameKey } from '../../shared/normalise.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import {
  AddMembersReply,
  AddOwnersReply,
  MembersReply,
  RemoveMembersReply,
  RequestersReply,
} from '../../shared/wire/members.ts';
import { Empty, Success } from '../../shared/wire/success.ts';
import { type Access, OK, route } from '../route.ts';
import { serializeMember, serializeRequester } from '../serializers/member.ts';

const MAX_LIMIT = 1000;
const ORDERS = ['added_at', 'last_seen_at'] as const;

const selectors = {
  usernames: param.list('Usernames; the first selector that is given counts.'),
  user_id: param.list('One id.'),
  user_ids: param.list('Ids.'),
  user_emails: param.list('Addresses of accounts.'),
};
const id = param.text('Id of the group.');
const notify_users = param.boolean('Tell those who were not already.');

const addRoute = (path: string, access: Access) =>
  route({
    method: 'PUT',
    path,
    access,
    summary: 'Adds people to a group, and invites strangers to it.',
    reply: AddMembersReply,
    params: Type.Object({
      id,
      ...selectors,
      emails: param.list('Addresses; those without an account are invited.'),
      skip_email: param.boolean('Make the invites without sending them.'),
      notify_users,
    }),
    async handle({ ctx, input: { id, ...asked } }): Promise<AddMembersReply> {
      return { success: 'OK', ...(await addUsers(ctx, await groupById(ctx, id), asked)) };
    },
  });

const removeRoute = (path: string, access: Access) =>
  route({
    method: 'DELETE',
    path,
    access,
    summary: 'Removes people from a group.',
    reply: RemoveMembersReply,
    params: Type.Object({ id, ...selectors, username: param.list(), user_email: param.list() }),
    async handle({ ctx, input: { id, ...asked } }): Promise<RemoveMembersReply> {
      return { success: 'OK', ...(await removeUsers(ctx, await groupById(ctx, id), asked)) };
    },
  });

/** Names of the groups that these people show as theirs, where the caller may know who is in them; mostly this very one. */
async function namesInSight(ctx: Ctx, group: GroupRow, people: readonly MemberRow[]): Promise<Map<number, string>> {
  const shown = new Set(people.flatMap((person) => [person.primary_group_id, person.flair_group_id]));
  const others = [...shown].filter((id) => id !== null && id !== group.id) as number[];
  const groups = [group, ...(await listGroups(ctx.db, others))];
  return new Map(groups.filter((shown) => canSeeMembers(ctx.actor, shown)).map(({ id, name }) => [id, name]));
}

/** Older clients put the selectors into `group[…]`. */
const nested = { ...selectors, group: param.object({ usernames: param.list() }) };

export const memberRoutes = [
  route({
    method: 'GET',
    path: '/groups/:name/members',
    access: 'anyone',
    summary: 'Lists members and owners of a group.',
    reply: Type.Union([MembersReply, RequestersReply]),
    params: Type.Object({
      name: param.text(),
      limit: param.integer('0 to 1000; 50 without.'),
      offset: param.integer(),
      order: param.text('added_at or last_seen_at; others are passed over. Without: owners first, then by name.'),
      asc: param.boolean('Without: descending.'),
      filter: param.text('Part of a username (for admins also of an address); several joined by commas.'),
      joined_through: param.boolean('Say how each member came; for those who may read the log.'),
      requesters: param.boolean('Who asks to join instead, oldest first; for those who may answer.'),
    }),
    async handle({ ctx, input }): Promise<MembersReply | RequestersReply> {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      if (input.requesters) await ensureMayEditMembers(ctx, group);
      if (!canSeeMembers(ctx.actor, group)) await refuseAboutGroup(ctx, group, 'members_hidden');
      const { limit = 50, offset = 0 } = input;
      if (limit < 0 || limit > MAX_LIMIT) throw invalidParameters('limit');
      if (offset < 0) throw invalidParameters('offset');
      const filter = (input.filter ?? '').split(',').map(nameKey).filter(Boolean);
      if (input.requesters) {
        const newestFirst = input.order === 'requested_at' && !input.asc;
        const members = await listRequests(ctx.db, group.id, { filter, newestFirst, limit, offset });
        const total = await countRequests(ctx.db, group.id);
        return { members: members.map(serializeRequester), meta: { total, limit, offset } };
      }
      const { members, owners } = await listMembers(ctx.db, group, {
        limit,
        offset,
        order: ORDERS.find((order) => order === input.order) ?? 'username',
        ascending: input.asc ?? false,
        filter,
        filterEmails: ctx.actor.admin,
      });
      const mayRead = !group.automatic && canReadGroupLogs(ctx.actor, group, ctx.settings);
      const joinings = input.joined_through && mayRead ? await listJoinings(ctx.db, group.id, members) : undefined;
      const total = group.automatic ? await countAutomaticMembers(ctx.db, group.id) : group.user_count;
      const names = await namesInSight(ctx, group, [...members, ...owners]);
      return {
        members: members.map((member) => serializeMember(member, names, joinings)),
        owners: owners.map((owner) => serializeMember(owner, names)),
        meta: { total, limit, offset },
      };
    },
  }),

  addRoute('/groups/:id/members', 'anyone'),
  addRoute('/admin/groups/:id/members', 'staff'),
  removeRoute('/groups/:id/members', 'anyone'),
  removeRoute('/admin/groups/:id/members', 'staff'),
  route({
    method: 'PUT',
    path: '/groups/:id/members/restore',
    access: 'user',
    summary:
      'Undoes the removal of people, for ten minutes: they are members or owners again, since the day they had joined.',
    reply: RemoveMembersReply,
    own: true,
    params: Type.Object({ id, ...selectors }),
    async handle({ ctx, input: { id, ...asked } }): Promise<RemoveMembersReply> {
      return { success: 'OK', ...(await restoreUsers(ctx, await groupById(ctx, id), asked)) };
    },
  }),

  route({
    method: 'PUT',
    path: '/groups/:id/owners',
    access: 'anyone',
    summary: 'Makes people owners of a group.',
    reply: AddOwnersReply,
    params: Type.Object({ id, ...selectors, notify_users }),
    async handle({ ctx, input: { id, ...asked } }): Promise<AddOwnersReply> {
      return { success: 'OK', usernames: await addOwners(ctx, await groupById(ctx, id), asked) };
    },
  }),
  route({
    method: 'PUT',
    path: '/admin/groups/:id/owners',
    access: 'staff',
    summary: 'Makes people owners of a group; the form older clients use.',
    reply: Success,
    params: Type.Object({ id, ...nested }),
    async handle({ ctx, input: { id, group, ...asked } }) {
      await addOwners(ctx, await groupById(ctx, id), { ...group, ...asked });
      return OK;
    },
  }),
  route({
    method: 'DELETE',
    path: '/admin/groups/:id/owners',
    access: 'staff',
    summary: 'Owners of a group become plain members.',
    reply: Success,
    params: Type.Object({ id, ...nested }),
    async handle({ ctx, input: { id, group, ...asked } }) {
      await removeOwners(ctx, await groupById(ctx, id), { ...group, ...asked });
      return OK;
    },
  }),

  route({
    method: 'POST',
    path: '/admin/users/:id/groups',
    access: 'admin',
    summary: 'Puts one person into a group.',
    reply: Empty,
    params: Type.Object({ id: param.text('Id or username.'), group_id: param.text() }),
    async handle({ ctx, input }) {
      const user = await staffTarget(ctx, input.id);
      const group = await groupById(ctx, required(input.group_id, 'group_id'));
      if (group.automatic) throw invalidRecord('group_automatic');
      await addMembers(ctx, { group_id: group.id, user_ids: [user.id], acting_user_id: ctx.actor.id });
    },
  }),
  route({
    method: 'DELETE',
    path: '/admin/users/:id/groups/:group_id',
    access: 'admin',
    summary: 'Takes one person out of a group.',
    reply: Empty,
    params: Type.Object({ id: param.text('Id or username.'), group_id: param.text() }),
    async handle({ ctx, input }) {
      const user = await staffTarget(ctx, input.id);
      const group = await groupById(ctx, input.group_id);
      if (group.automatic) throw invalidRecord('group_automatic');
      await removeMembers(ctx, { group_id: group.id, user_ids: [user.id], acting_user_id: ctx.actor.id });
    },
  }),
];
