/** Usher's own lists of invites: everybody's, and those that touch a group. */
import Type from 'typebox';
import { visibleGroup } from '../../domain/groups/find.ts';
import { restoreGroupPart, revokeGroupPart } from '../../domain/invites/group-part.ts';
import {
  listAllInvites,
  listGroupInvites,
  MAIL_STATES,
  OVERVIEW_FILTERS,
  type OverviewQuery,
} from '../../domain/invites/overview.ts';
import { invalidParameters } from '../../errors.ts';
import { param, rowId } from '../../shared/wire/coerce.ts';
import { GroupPartReply, OverviewReply } from '../../shared/wire/invite-overview.ts';
import { Success } from '../../shared/wire/success.ts';
import { OK, route } from '../route.ts';
import { serializeOverview } from '../serializers/invite-overview.ts';

const MAX_LIMIT = 100;
/** Each row may name several groups, which are looked up besides. */
const LIMIT = 30;
/** By mail, each costs two looks into the log more. */
const LIMIT_BY_MAIL = 12;

const query = {
  filter: param.text('pending (default), expired, redeemed, or, for staff, revoked.'),
  search: param.text('Part of the address or domain; with redeemed also of the username.'),
  inviter: param.text('Username.'),
  mail: param.text('queued, sending, sent, failed, skipped or kept: only pending or expired ones whose mail is so.'),
  after: param.text('`next` of the page before.'),
  limit: param.integer('1 to 100; 30 without, 12 with mail.'),
};
type QueryInput = { filter?: string; search?: string; inviter?: string; mail?: string; after?: string; limit?: number };

function readQuery(input: QueryInput): OverviewQuery {
  const filter = OVERVIEW_FILTERS.find((one) => one === (input.filter || 'pending'));
  const mail = MAIL_STATES.find((one) => one === input.mail);
  if (!filter) throw invalidParameters('filter');
  if (input.mail && !mail) throw invalidParameters('mail');
  const limit = input.limit ?? (mail ? LIMIT_BY_MAIL : LIMIT);
  if (limit < 1 || limit > MAX_LIMIT) throw invalidParameters('limit');
  return { filter, mail, limit, search: input.search ?? '', inviter: input.inviter ?? '', after: input.after ?? '' };
}

const partParams = Type.Object({ name: param.text('Name of the group.'), id: param.text('Id of the invite.') });

export const inviteOverviewRoutes = [
  route({
    method: 'GET',
    path: '/invites',
    access: 'staff',
    summary: 'Lists everybody’s invites, with what became of their mails, and counts; for staff.',
    reply: OverviewReply,
    own: true,
    params: Type.Object({ ...query, group: param.text('Name of a group: only invites to it.') }),
    async handle({ ctx, input }) {
      const group = input.group ? await visibleGroup(ctx, { name: input.group }) : undefined;
      return serializeOverview(ctx, await listAllInvites(ctx, readQuery(input), group));
    },
  }),
  route({
    method: 'GET',
    path: '/groups/:name/invites',
    access: 'user',
    summary: 'Lists the invites that touch a group, whoever made them; for its owners and whoever manages it.',
    reply: OverviewReply,
    own: true,
    params: Type.Object({ name: param.text(), ...query }),
    async handle({ ctx, input }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      return serializeOverview(ctx, await listGroupInvites(ctx, readQuery(input), group));
    },
  }),
  route({
    method: 'DELETE',
    path: '/groups/:name/invites/:id',
    access: 'user',
    summary: 'Takes a group off somebody’s invite; for its owners and whoever manages it.',
    reply: GroupPartReply,
    own: true,
    params: partParams,
    async handle({ ctx, input }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      return { ...OK, ...(await revokeGroupPart(ctx, group, rowId(input.id, 'id'))) };
    },
  }),
  route({
    method: 'PUT',
    path: '/groups/:name/invites/:id/restore',
    access: 'user',
    summary: 'Undoes that, for ten minutes.',
    reply: Success,
    own: true,
    params: partParams,
    async handle({ ctx, input }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      await restoreGroupPart(ctx, group, rowId(input.id, 'id'));
      return OK;
    },
  }),
];
