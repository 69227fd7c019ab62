/** Finding groups: the directory, search, and whether a name can be had. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { GROUP_TYPES } from '../../db/group-directory.ts';
import { listGroupsOfUser } from '../../db/profiles.ts';
import { checkGroupNameAvailable, listGroupDirectory, searchGroups } from '../../domain/groups/directory.ts';
import { visibleGroup } from '../../domain/groups/find.ts';
import { invalidParameters, notFound } from '../../errors.ts';
import { automaticGroupIds } from '../../policy/automatic-groups.ts';
import { canSeeMembers, reachesAlias } from '../../policy/groups.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import {
  GroupListReply,
  GroupNameReply,
  GroupSearchReply,
  MentionableReply,
  MessageableReply,
  PermissionsReply,
} from '../../shared/wire/groups.ts';
import { sentence } from '../reply-error.ts';
import { route } from '../route.ts';
import { serializeBasicGroup } from '../serializers/group.ts';
import { visibleUser } from '../visible-user.ts';

const PAGE = 36;
/** Discourse sends telephones less. */
const MOBILE_PAGE = 15;
const MOBILE = /Mobile|Android|iPhone|iPad/;
/** Beyond this no page can exist. */
const LAST_PAGE = 1_000_000;

/** Types offered as filters; the others can be asked for as well. */
const typeFilters = ({ actor }: Ctx): string[] => [
  ...(actor.kind === 'anonymous' ? [] : ['my', 'owner']),
  'public',
  'close',
  ...(actor.staff ? ['automatic'] : []),
];

/** Groups of a person that the caller may know them to be in. */
async function groupsOf(ctx: Ctx, username: string): Promise<number[]> {
  const user = await visibleUser(ctx, username);
  const groups = await listGroupsOfUser(ctx.db, user.id, automaticGroupIds(user));
  return groups.filter((group) => canSeeMembers(ctx.actor, group)).map((group) => group.id);
}

function nextPage(page: number, asked: Record<string, string | undefined>): string {
  const entries = Object.entries({ ...asked, page: String(page + 1) }).filter(([, value]) => value);
  return `/groups?${new URLSearchParams(entries.toSorted() as [string, string][])}`;
}

const name = param.text('Name of the group.');

export const groupDirectoryRoutes = [
  route({
    method: 'GET',
    path: '/groups',
    access: 'anyone',
    summary: 'Lists the groups one may see, 36 a page.',
    reply: GroupListReply,
    params: Type.Object({
      page: param.integer('From 0.'),
      filter: param.text('Part of the name or full name.'),
      type: param.text(GROUP_TYPES.join(', ')),
      username: param.text('Only groups of this person.'),
      order: param.text('name or user_count; others are passed over. Without: by name.'),
      asc: param.boolean('With an order; without: descending.'),
    }),
    async handle({ ctx, input, request }): Promise<GroupListReply> {
      const { page = 0, filter = '', username, asc } = input;
      if (page < 0) throw invalidParameters('page');
      const type = GROUP_TYPES.find((type) => type === input.type);
      if (input.type && !type) throw invalidParameters('type');
      if ((type === 'my' || type === 'owner') && ctx.actor.kind === 'anonymous') throw notFound();
      const order = (['name', 'user_count'] as const).find((order) => order === input.order);
      const limit = MOBILE.test(request.headers['user-agent'] ?? '') ? MOBILE_PAGE : PAGE;
      const { groups, total } = await listGroupDirectory(ctx, {
        filter,
        type,
        ids: username ? await groupsOf(ctx, username) : undefined,
        order: order ?? 'name',
        ascending: order === undefined || asc === true,
        limit,
        offset: Math.min(page, LAST_PAGE) * limit,
      });
      return {
        groups: groups.map((group) => serializeBasicGroup(group, ctx)),
        extras: { type_filters: typeFilters(ctx) },
        total_rows_groups: total,
        load_more_groups: nextPage(page, { filter, type, username, order, asc: asc === undefined ? asc : String(asc) }),
      };
    },
  }),

  route({
    method: 'GET',
    path: '/groups/search',
    access: 'user',
    summary: 'Groups with a text in their name, automatic ones included.',
    reply: GroupSearchReply,
    params: Type.Object({
      term: param.text('Part of the name or full name; blank: all.'),
      ignore_automatic: param.boolean(),
    }),
    async handle({ ctx, input }): Promise<GroupSearchReply> {
      const { term = '', ignore_automatic = false } = input;
      const groups = await searchGroups(ctx, { term, ignoreAutomatic: ignore_automatic });
      return groups.map((group) => serializeBasicGroup(group, ctx));
    },
  }),

  route({
    method: 'GET',
    path: '/groups/check-name',
    access: 'user',
    summary: 'Whether a name for a group can be had.',
    reply: GroupNameReply,
    params: Type.Object({ group_name: param.text('Wanted.') }),
    async handle({ ctx, input }): Promise<GroupNameReply> {
      const result = await checkGroupNameAvailable(ctx, required(input.group_name, 'group_name'));
      if (result.kind === 'malformed') return { errors: [sentence(result.error, ctx.locale)] };
      return result.kind === 'free' ? { available: true } : { available: false, suggestion: result.suggestion };
    },
  }),

  route({
    method: 'GET',
    path: '/groups/:name/mentionable',
    access: 'anyone',
    summary: 'Whether one may mention the group, as its mentionable_level says.',
    reply: MentionableReply,
    params: Type.Object({ name }),
    async handle({ ctx, input }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      return { mentionable: reachesAlias(ctx.actor, group, group.mentionable_level) };
    },
  }),

  route({
    method: 'GET',
    path: '/groups/:name/messageable',
    access: 'anyone',
    summary: 'Whether one may write to the group, as its messageable_level says.',
    reply: MessageableReply,
    params: Type.Object({ name }),
    async handle({ ctx, input }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      return { messageable: reachesAlias(ctx.actor, group, group.messageable_level) };
    },
  }),

  route({
    method: 'GET',
    path: '/groups/:name/permissions',
    access: 'anyone',
    summary: 'Categories the group may use: none, as Usher has no categories.',
    reply: PermissionsReply,
    params: Type.Object({ name }),
    async handle({ ctx, input }) {
      await visibleGroup(ctx, { name: input.name ?? '' });
      return [];
    },
  }),
];
