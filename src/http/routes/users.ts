/** Profiles: showing, searching, changing. Contract: groups-and-users, section 5.2. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import {
  findGroupForSearch,
  findProfile,
  listGroupsByPrefix,
  listGroupsOfUser,
  listUsersByPrefix,
  type ProfileRow,
} from '../../db/profiles.ts';
import { checkEmailAvailable, checkUsernameAvailable } from '../../domain/users/check-availability.ts';
import { showEmails } from '../../domain/users/show-emails.ts';
import { updateUserProfile } from '../../domain/users/update-profile.ts';
import { invalidParameters, notLoggedIn } from '../../errors.ts';
import { automaticGroupIds } from '../../policy/automatic-groups.ts';
import { canListGroups, canSeeGroup, canSeeMembers } from '../../policy/groups.ts';
import { canSeeProfiles } from '../../policy/users.ts';
import { nameKey } from '../../shared/normalise.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import {
  EmailReply,
  EmailsReply,
  type Profile,
  ProfileReply,
  SearchReply,
  UpdateProfileParams,
  UpdateProfileReply,
  UsernameReply,
} from '../../shared/wire/users.ts';
import { OK, type Route, route } from '../route.ts';
import { serializeBasicUser } from '../serializers/basic-user.ts';
import { problemSentence, shortProblem } from '../serializers/field-problems.ts';
import { serializeProfile } from '../serializers/users.ts';
import { visibleUser } from '../visible-user.ts';

async function profileOf(ctx: Ctx, row: ProfileRow): Promise<Profile> {
  const groups = await listGroupsOfUser(ctx.db, row.id, automaticGroupIds(row));
  return serializeProfile(row, groups, { ...ctx, now: ctx.now() });
}

const SEARCH_DEFAULT = 6;
const SEARCH_MAX = 50;

async function searchUsers(ctx: Ctx, prefix: string, groupName: string, limit: number): Promise<SearchReply['users']> {
  const group = groupName === '' ? undefined : await findGroupForSearch(ctx.db, nameKey(groupName));
  // A group whose members the caller may not see has none, as far as they can tell.
  if (groupName !== '' && (!group || !canSeeMembers(ctx.actor, group))) return [];
  if (prefix === '' && !group) return [];
  return (await listUsersByPrefix(ctx.db, prefix, group?.id ?? null, limit)).map(serializeBasicUser);
}

/** The card is the profile: there is nothing in it that would be worth leaving out. */
const profileRoute = (path: string): Route =>
  route({
    method: 'GET',
    path,
    access: 'anyone',
    summary: 'Shows a profile.',
    reply: ProfileReply,
    params: Type.Object({ username: param.text('Whose.') }),
    async handle({ ctx, input }): Promise<ProfileReply> {
      const row = await visibleUser(ctx, required(input.username, 'username'));
      return { user: await profileOf(ctx, row), user_badges: [] };
    },
  });

export const userRoutes = [
  route({
    method: 'GET',
    path: '/u/search/users',
    access: 'anyone',
    summary: 'Finds people, and groups if wanted, by the begin of their names.',
    reply: SearchReply,
    params: Type.Object({
      term: param.text('Begin of the username.'),
      limit: param.integer('1 to 50; 6 if left out.'),
      group: param.text('Only members of this group.'),
      include_groups: param.boolean('Groups too, for people who are logged in.'),
    }),
    async handle({ ctx, input }): Promise<SearchReply> {
      const limit = input.limit ?? SEARCH_DEFAULT;
      if (limit < 1 || limit > SEARCH_MAX) throw invalidParameters('limit');
      if (!canSeeProfiles(ctx.actor, ctx.settings)) throw notLoggedIn();
      const prefix = nameKey((input.term ?? '').trim().replace(/^@/, ''));
      const users = await searchUsers(ctx, prefix, input.group?.trim() ?? '', limit);
      if (!input.include_groups || ctx.actor.kind === 'anonymous') return { users };
      const groups = prefix === '' ? [] : await listGroupsByPrefix(ctx.db, prefix);
      // Without the directory people know of the groups they are in.
      const told = (group: { id: number }) =>
        canListGroups(ctx.actor, ctx.settings) || ctx.actor.groupIds.has(group.id);
      const visible = groups.filter((group) => canSeeGroup(ctx.actor, group) && told(group)).slice(0, limit);
      return { users, groups: visible.map(({ name, full_name }) => ({ name, full_name })) };
    },
  }),

  route({
    method: 'GET',
    path: '/u/check_username',
    access: 'public',
    summary: 'Whether a username can be had.',
    reply: UsernameReply,
    params: Type.Object({ username: param.text('Wanted.'), email: param.text('Of the form it is for.') }),
    async handle({ ctx, input }): Promise<UsernameReply> {
      if (!input.username && input.email) return OK;
      const result = await checkUsernameAvailable(ctx, required(input.username, 'username'));
      if (result.kind === 'malformed') return { errors: [shortProblem(ctx.locale, result.problem)] };
      return result.kind === 'free' ? { available: true } : { available: false, suggestion: result.suggestion };
    },
  }),

  route({
    method: 'GET',
    path: '/u/check_email',
    access: 'public',
    summary: 'Whether an address can be used for an account.',
    reply: EmailReply,
    params: Type.Object({ email: param.text('Address.') }),
    async handle({ ctx, input }): Promise<EmailReply> {
      const problem = await checkEmailAvailable(ctx, required(input.email, 'email'));
      return problem ? { failed: 'FAILED', errors: [problemSentence(ctx.locale, problem)] } : OK;
    },
  }),

  profileRoute('/u/:username'),
  profileRoute('/u/:username/card'),

  route({
    method: 'GET',
    path: '/u/:username/emails',
    access: 'user',
    summary: 'Shows the addresses of an account; for themselves and admins.',
    reply: EmailsReply,
    params: Type.Object({ username: param.text('Whose.') }),
    async handle({ ctx, input }): Promise<EmailsReply> {
      const row = await visibleUser(ctx, required(input.username, 'username'));
      const email = await showEmails(ctx, row);
      return { email, secondary_emails: [], unconfirmed_emails: row.unconfirmed_emails, associated_accounts: [] };
    },
  }),

  route({
    method: 'PUT',
    path: '/u/:username',
    access: 'user',
    summary: 'Changes a profile: one’s own, or for staff somebody’s.',
    reply: UpdateProfileReply,
    params: UpdateProfileParams,
    async handle({ ctx, input }): Promise<UpdateProfileReply> {
      const { username, ...changes } = input;
      const row = await visibleUser(ctx, required(username, 'username'));
      await updateUserProfile(ctx, row, changes);
      const changed = (await findProfile(ctx.db, nameKey(row.username), ctx.now())) ?? row;
      return { ...OK, user: await profileOf(ctx, changed) };
    },
  }),
];
