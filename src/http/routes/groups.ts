/** Groups: make, show, delete, and what happened to them. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { listGroupLogs } from '../../db/group-logs.ts';
import { type GroupRow, listVisibleGroupNames } from '../../db/groups.ts';
import { countAutomaticMembers } from '../../db/member-lists.ts';
import { countEffects } from '../../db/member-settings.ts';
import { findRequested } from '../../db/membership-requests.ts';
import { createGroup } from '../../domain/groups/create.ts';
import { destroyGroup } from '../../domain/groups/destroy.ts';
import { ensureMayEditMembers, groupById, refuseAboutGroup, visibleGroup } from '../../domain/groups/find.ts';
import { changeGroup } from '../../domain/groups/update.ts';
import { invalidParameters } from '../../errors.ts';
import { canListGroups, canReadGroupLogs, canSeeGroup, groupsInSight } from '../../policy/groups.ts';
import { nameKey } from '../../shared/normalise.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import { CreateGroupReply, GroupEffectsReply, GroupLogsReply, GroupReply } from '../../shared/wire/groups.ts';
import { Success } from '../../shared/wire/success.ts';
import { OK, route } from '../route.ts';
import { serializeBasicGroup, serializeGroup } from '../serializers/group.ts';
import { serializeGroupLog } from '../serializers/group-log.ts';

const GROUPS_PAGE = '/groups';
const LOG_PAGE = 25;
const MAX_LOG_PAGE = 200;
/** Beyond this no page can exist. */
const LAST_PAGE = 10_000_000;

/** Whether the caller waits for an answer; nobody else, and no group that takes no requests, costs a query. */
const hasAsked = async ({ db, actor }: Ctx, group: GroupRow) =>
  group.allow_membership_requests &&
  actor.kind !== 'anonymous' &&
  !actor.groupIds.has(group.id) &&
  (await findRequested(db, group.id, actor.id));

async function showGroup(ctx: Ctx, group: GroupRow): Promise<GroupReply> {
  const user_count = group.automatic ? await countAutomaticMembers(ctx.db, group.id) : group.user_count;
  const names = canListGroups(ctx.actor, ctx.settings)
    ? await listVisibleGroupNames(ctx.db, groupsInSight(ctx.actor))
    : [group.name];
  const shown = serializeGroup({ ...group, user_count }, ctx, await hasAsked(ctx, group));
  return { group: shown, extras: { visible_group_names: names } };
}

const attributes = {
  name: param.text('3 to 20 characters, as usernames; one name space with them.'),
  full_name: param.text(),
  title: param.text('Title for members who have none.'),
  bio_raw: param.text(),
  visibility_level: param.integer('0 everyone, 1 logged on, 2 members, 3 staff, 4 owners'),
  members_visibility_level: param.integer('Who sees the members; same levels.'),
  mentionable_level: param.integer(),
  messageable_level: param.integer(),
  primary_group: param.boolean('Becomes the primary group of whoever joins.'),
  grant_trust_level: param.integerOrNone('Whoever joins is raised to this level.'),
  automatic_membership_email_domains: param.text('Joined by |'),
  public_admission: param.boolean(),
  public_exit: param.boolean(),
  allow_membership_requests: param.boolean(),
  membership_request_template: param.text(),
  default_notification_level: param.integer(),
  incoming_email: param.text(),
  flair_icon: param.text(),
  flair_bg_color: param.text(),
  flair_color: param.text(),
  publish_read_state: param.boolean(),
};

export const groupRoutes = [
  route({
    method: 'POST',
    path: '/admin/groups',
    access: 'staff',
    summary: 'Makes a group.',
    reply: CreateGroupReply,
    params: Type.Object({
      group: param.object({
        ...attributes,
        usernames: param.list('First members; unknown names are passed over.'),
        owner_usernames: param.list('First owners.'),
        notify_users: param.boolean('Tell them that they are in the group.'),
      }),
    }),
    async handle({ ctx, input }): Promise<CreateGroupReply> {
      const group = await createGroup(ctx, required(input.group, 'group'));
      return { basic_group: serializeBasicGroup(group, ctx) };
    },
  }),

  route({
    method: 'PUT',
    path: '/groups/:id',
    access: 'anyone',
    summary: 'Changes a group: owners what concerns their members, staff who manage it everything.',
    reply: Success,
    params: Type.Object({
      id: param.text(),
      group: param.object(attributes),
      update_existing_users: param.boolean('Whether a new default notification level is for present members too.'),
    }),
    async handle({ ctx, input, request, reply }) {
      const group = await groupById(ctx, input.id);
      const { update_existing_users } = input;
      const changed = await changeGroup(ctx, group, { group: required(input.group, 'group'), update_existing_users });
      if (canSeeGroup(ctx.actor, changed)) return OK;
      // The editor has hidden the group from themselves: its page is no longer theirs to look at.
      if (request.headers['x-requested-with'] === undefined) await reply.redirect(GROUPS_PAGE);
      else await reply.header('Discourse-Xhr-Redirect', 'true').type('text/plain').send(GROUPS_PAGE);
      return undefined;
    },
  }),

  route({
    method: 'DELETE',
    path: '/admin/groups/:id',
    access: 'admin',
    summary: 'Deletes a group.',
    reply: Success,
    params: Type.Object({ id: param.text() }),
    async handle({ ctx, input }) {
      await destroyGroup(ctx, await groupById(ctx, input.id));
      return OK;
    },
  }),

  route({
    method: 'GET',
    path: '/groups/:name',
    access: 'anyone',
    summary: 'Shows a group.',
    reply: GroupReply,
    params: Type.Object({ name: param.text() }),
    handle: async ({ ctx, input }) => showGroup(ctx, await visibleGroup(ctx, { name: input.name ?? '' })),
  }),

  route({
    method: 'GET',
    path: '/groups/by-id/:id',
    access: 'anyone',
    summary: 'Shows a group, found by its id.',
    reply: GroupReply,
    params: Type.Object({ id: param.text() }),
    handle: async ({ ctx, input }) => showGroup(ctx, await visibleGroup(ctx, { id: input.id ?? '' })),
  }),

  route({
    method: 'GET',
    path: '/groups/:name/effects',
    access: 'user',
    summary: 'Whom a change of title, primary group or trust level would change, in numbers; changes nothing.',
    reply: GroupEffectsReply,
    own: true,
    params: Type.Object({
      name: param.text(),
      title: param.text('As it would be; left out: as it is. So for the others.'),
      primary_group: param.boolean(),
      grant_trust_level: param.integerOrNone('0 to 4.'),
    }),
    async handle({ ctx, input }): Promise<GroupEffectsReply> {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      await ensureMayEditMembers(ctx, group);
      const { title, primary_group = group.primary_group, grant_trust_level = group.grant_trust_level } = input;
      const after = {
        title: title === undefined ? group.title : title.trim() || null,
        primary_group,
        grant_trust_level,
      };
      const counts = await countEffects(ctx.db, group, after, ctx.settings);
      return { user_count: group.user_count, ...counts };
    },
  }),

  route({
    method: 'GET',
    path: '/groups/:name/logs',
    access: 'anyone',
    summary: 'What happened to a group, newest first; for its owners and whoever manages it.',
    reply: GroupLogsReply,
    params: Type.Object({
      name: param.text(),
      offset: param.integer('Number of the page, from 0.'),
      limit: param.integer('Lines of a page: 1 to 200; 25 without.'),
      filters: param.object({
        action: param.text(),
        acting_user: param.text('Username.'),
        target_user: param.text('Username.'),
        subject: param.text('Attribute that changed.'),
      }),
    }),
    async handle({ ctx, input }): Promise<GroupLogsReply> {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      if (!canReadGroupLogs(ctx.actor, group, ctx.settings)) {
        await refuseAboutGroup(ctx, group, ctx.actor.kind === 'anonymous' ? 'not_logged_in' : 'group_log_hidden');
      }
      const page = input.offset ?? 0;
      if (page < 0) throw invalidParameters('offset');
      const limit = input.limit ?? LOG_PAGE;
      if (limit < 1 || limit > MAX_LOG_PAGE) throw invalidParameters('limit');
      const { action, subject, acting_user, target_user } = input.filters ?? {};
      const filter = {
        action: action || undefined,
        subject: subject || undefined,
        acting_user: acting_user ? nameKey(acting_user) : undefined,
        target_user: target_user ? nameKey(target_user) : undefined,
      };
      // One more than a page tells whether there is another.
      const rows = await listGroupLogs(ctx.db, group.id, filter, {
        limit: limit + 1,
        offset: Math.min(page, LAST_PAGE) * limit,
      });
      return { logs: rows.slice(0, limit).map(serializeGroupLog), all_loaded: rows.length <= limit };
    },
  }),
];
