/** Accounts, for staff: look, let in, shut out, set levels and roles. `:id` may be a username too. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { listGroups } from '../../db/groups.ts';
import { listAutomaticCounts } from '../../db/member-lists.ts';
import { findStaffUser } from '../../db/staff-user-lists.ts';
import { findStaffDetails } from '../../db/staff-users.ts';
import { ensureRecentPassword } from '../../domain/sessions/reauthenticate.ts';
import { anonymizeUser } from '../../domain/users/anonymize.ts';
import { activateUser, approveUsers, deactivateUser, logOutUser } from '../../domain/users/approve.ts';
import { destroyUser } from '../../domain/users/destroy.ts';
import { changeRole } from '../../domain/users/roles.ts';
import { listUsersForStaff } from '../../domain/users/staff-list.ts';
import { staffTarget } from '../../domain/users/staff-target.ts';
import { setTrustLevel, setTrustLevelLock } from '../../domain/users/trust-level.ts';
import { updateUserProfile } from '../../domain/users/update-profile.ts';
import { invalidParameters, invalidRecord, notFound } from '../../errors.ts';
import { automaticGroupIds } from '../../policy/automatic-groups.ts';
import { canSeeGroup } from '../../policy/groups.ts';
import type { Role } from '../../policy/staff.ts';
import { idOf, param, required } from '../../shared/wire/coerce.ts';
import {
  AnonymizedReply,
  DeletedReply,
  StaffUser,
  StaffUserDetails,
  TrustLevelReply,
} from '../../shared/wire/staff-users.ts';
import { Empty, Success } from '../../shared/wire/success.ts';
import { type Call, OK, type Route, route } from '../route.ts';
import { serializeStaffUser, serializeStaffUserDetails } from '../serializers/staff-user.ts';
import { loginTokenHash } from '../session-cookies.ts';
import { deed, id } from '../staff-deed.ts';

async function details(ctx: Ctx, userId: number): Promise<StaffUserDetails> {
  const row = await findStaffUser(ctx.db, userId);
  const more = row && (await findStaffDetails(ctx.db, userId));
  if (!row || !more) throw notFound();
  const groups = await listGroups(ctx.db, [...automaticGroupIds(row), ...more.group_ids]);
  const counts = await listAutomaticCounts(ctx.db);
  const shown = groups
    .filter((group) => canSeeGroup(ctx.actor, group))
    .map((group) => ({ ...group, user_count: counts.get(group.id) ?? group.user_count }));
  return serializeStaffUserDetails(row, more, shown, { ...ctx, now: ctx.now() });
}

const listParams = {
  filter: param.text('Part of a username; for who may see addresses also of an address.'),
  email: param.text('Exactly this address.'),
  ip: param.text('Made from exactly this network address.'),
  order: param.text('username, email, created, last_seen or trust_level'),
  asc: param.boolean('Without: descending.'),
  page: param.integer('From 1; 100 accounts each.'),
  show_emails: param.boolean('With addresses, for who may see them; it is written into the staff action log.'),
};
const listParamsSchema = Type.Object({
  query: param.text('active, new, staff, suspended, silenced, staged or pending; active without.'),
  ...listParams,
});

async function list({ ctx, input }: Call<{ query?: string } & Record<string, unknown>>): Promise<StaffUser[]> {
  const { users, showEmails } = await listUsersForStaff(ctx, { ...input, query: input.query ?? 'active' });
  const options = { now: ctx.now(), showApproved: ctx.settings.must_approve_users, showEmails };
  return users.map((row) => serializeStaffUser(row, options));
}

const roleDeed = (verb: string, role: Role, change: 'grant' | 'revoke', summary: string): Route =>
  route({
    method: 'PUT',
    path: `/admin/users/:id/${verb}`,
    access: 'admin',
    summary,
    reply: role === 'admin' && change === 'grant' ? Success : StaffUserDetails,
    params: Type.Object({ id }),
    async handle({ ctx, input, request }) {
      const target = await staffTarget(ctx, input.id);
      await ensureRecentPassword(ctx, loginTokenHash(request));
      await changeRole(ctx, target, role, change);
      return role === 'admin' && change === 'grant' ? OK : details(ctx, target.id);
    },
  });

export const staffUserRoutes = [
  ...['/admin/users', '/admin/users/list/:query'].map((path) =>
    route({
      method: 'GET',
      path,
      access: 'staff',
      summary: 'Lists accounts.',
      params: listParamsSchema,
      reply: Type.Array(StaffUser),
      handle: list,
    }),
  ),
  deed('GET', '', 'staff', { summary: 'Shows an account.', reply: StaffUserDetails }, (ctx, { id }) =>
    details(ctx, id),
  ),

  route({
    method: 'PUT',
    path: '/admin/users/:id/trust_level',
    access: 'staff',
    summary: 'Sets a trust level.',
    reply: TrustLevelReply,
    params: Type.Object({ id, level: param.integer('0 to 4') }),
    async handle({ ctx, input }): Promise<TrustLevelReply> {
      const target = await staffTarget(ctx, input.id);
      const level = required(input.level, 'level');
      if (level < 0 || level > 4) throw invalidParameters('level');
      await setTrustLevel(ctx, target, level);
      return { admin_user: await details(ctx, target.id) };
    },
  }),
  route({
    method: 'PUT',
    path: '/admin/users/:id/trust_level_lock',
    access: 'staff',
    summary: 'Keeps a trust level from changing by itself, or lets it.',
    reply: Empty,
    params: Type.Object({ id, locked: param.text('true or false') }),
    async handle({ ctx, input }) {
      const target = await staffTarget(ctx, input.id);
      const locked = input.locked?.trim().toLowerCase();
      if (locked !== 'true' && locked !== 'false') throw invalidRecord('locked_not_boolean');
      await setTrustLevelLock(ctx, target, locked === 'true');
    },
  }),

  route({
    method: 'PUT',
    path: '/admin/users/:id/primary_group',
    access: 'staff',
    summary: 'Sets the group that a person shows as theirs.',
    reply: Empty,
    params: Type.Object({
      id,
      primary_group_id: param.text('One they belong to; others are passed over. Blank: none.'),
    }),
    async handle({ ctx, input }) {
      const primary_group_id = input.primary_group_id ?? '';
      await updateUserProfile(ctx, await staffTarget(ctx, input.id), { primary_group_id });
    },
  }),

  roleDeed('grant_admin', 'admin', 'grant', 'Makes somebody an admin.'),
  roleDeed('revoke_admin', 'admin', 'revoke', 'Takes the role of admin from somebody.'),
  roleDeed('grant_moderation', 'moderator', 'grant', 'Makes somebody a moderator.'),
  roleDeed('revoke_moderation', 'moderator', 'revoke', 'Takes the role of moderator from somebody.'),

  deed(
    'PUT',
    'activate',
    'staff',
    { summary: 'Activates an account, whatever became of its mail.', reply: Success },
    async (ctx, target) => {
      await activateUser(ctx, target);
      return OK;
    },
  ),
  deed(
    'PUT',
    'deactivate',
    'staff',
    { summary: 'Deactivates an account until its address is confirmed again.', reply: Success },
    async (ctx, target) => {
      await deactivateUser(ctx, target);
      return OK;
    },
  ),
  deed(
    'PUT',
    'approve',
    'staff',
    { summary: 'Lets a person in who waits for approval.', reply: Empty },
    (ctx, target) => approveUsers(ctx, [target.id]),
  ),
  route({
    method: 'PUT',
    path: '/admin/users/approve-bulk',
    access: 'staff',
    summary: 'Lets several people in who wait for approval.',
    reply: Success,
    params: Type.Object({ users: param.list('Ids; those who are in already stay as they are.') }),
    async handle({ ctx, input }) {
      await approveUsers(
        ctx,
        required(input.users, 'users').flatMap((text) => idOf(text) ?? []),
      );
      return OK;
    },
  }),
  deed(
    'PUT',
    'anonymize',
    'staff',
    { summary: 'Removes what tells who an account belongs to, for good.', reply: AnonymizedReply },
    async (ctx, target) => ({
      ...OK,
      username: await anonymizeUser(ctx, target),
    }),
  ),
  route({
    method: 'DELETE',
    path: '/admin/users/:id',
    access: 'staff',
    summary: 'Deletes an account.',
    reply: DeletedReply,
    params: Type.Object({ id, context: param.text('Where it was done from, for the log.') }),
    async handle({ ctx, input }): Promise<DeletedReply> {
      await destroyUser(ctx, await staffTarget(ctx, input.id), input.context);
      return { deleted: true };
    },
  }),
  deed(
    'POST',
    'log_out',
    'admin',
    { summary: 'Ends all sessions of somebody.', reply: Success },
    async (ctx, target) => {
      await logOutUser(ctx, target);
      return OK;
    },
  ),
];
