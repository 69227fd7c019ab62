/** Usher's own: asking others to invite somebody, and their answers. */
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { visibleGroup } from '../../domain/groups/find.ts';
import { answerInviteRequest } from '../../domain/invite-requests/answer.ts';
import { askAnew } from '../../domain/invite-requests/ask-anew.ts';
import { askOwners } from '../../domain/invite-requests/ask-owners.ts';
import { findAnswered, listRequests, type RequestsQuery } from '../../domain/invite-requests/list.ts';
import { invalidParameters } from '../../errors.ts';
import { param, required, rowId } from '../../shared/wire/coerce.ts';
import { AnsweredRequest, AskedReply, InviteRequestList } from '../../shared/wire/invite-requests.ts';
import { Success } from '../../shared/wire/success.ts';
import { OK, route } from '../route.ts';
import { serializeInviteRequest, serializeInviteRequests } from '../serializers/invite-requests.ts';

const MAX_LIMIT = 100;
const STATES = ['waiting', 'answered'] as const;
const query = {
  state: param.text('waiting (default) or answered.'),
  after: param.text('`next` of the page before.'),
  limit: param.integer('1 to 100; 30 without.'),
};

function readQuery({ state, after, limit = 30 }: { state?: string; after?: string; limit?: number }): RequestsQuery {
  const wanted = STATES.find((one) => one === (state || 'waiting'));
  if (!wanted) throw invalidParameters('state');
  if (limit < 1 || limit > MAX_LIMIT) throw invalidParameters('limit');
  return { state: wanted, before: after ? rowId(after, 'after') : undefined, limit };
}

async function answer(ctx: Ctx, text: string | undefined, given: 'approved' | 'declined'): Promise<AnsweredRequest> {
  const id = rowId(text, 'id');
  await answerInviteRequest(ctx, id, given);
  const found = await findAnswered(ctx, id);
  return { ...OK, request: serializeInviteRequest(found.rows[0]!, found) };
}
const idParams = Type.Object({ id: param.text('Id of the request.') });

export const inviteRequestRoutes = [
  route({
    method: 'POST',
    path: '/groups/:name/invite_requests',
    access: 'user',
    summary: 'Asks those who decide about a group to invite addresses; for who may not invite to it.',
    reply: AskedReply,
    own: true,
    params: Type.Object({
      name: param.text('Name of the group.'),
      emails: param.list('At most 20.'),
      reason: param.text('For the owners, at most 1000 characters.'),
    }),
    async handle({ ctx, input }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      const { emails = [], reason = '' } = input;
      const { asked, waiting } = await askOwners(ctx, group, { emails, reason });
      return { ...OK, emails: asked, already_waiting: waiting };
    },
  }),
  route({
    method: 'GET',
    path: '/groups/:name/invite_requests',
    access: 'user',
    summary: 'Lists requests to invite somebody to a group; for its owners and whoever manages it.',
    reply: InviteRequestList,
    own: true,
    params: Type.Object({ name: param.text('Name of the group.'), ...query }),
    async handle({ ctx, input }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      return serializeInviteRequests(await listRequests(ctx, readQuery(input), group));
    },
  }),
  route({
    method: 'POST',
    path: '/invites/:key/request',
    access: 'public',
    summary: 'Asks for a new invite in place of a dead one. The reply says nothing of what becomes of it.',
    reply: Success,
    own: true,
    params: Type.Object({ key: param.text('Key of the dead invite.'), email: param.text('Address to invite.') }),
    async handle({ ctx, input }) {
      await askAnew(ctx, input.key ?? '', required(input.email?.trim(), 'email'));
      return OK;
    },
  }),
  route({
    method: 'GET',
    path: '/invite_requests',
    access: 'user',
    summary:
      'Lists requests that wait for one’s answer, or were answered: to oneself, about groups one owns; for admins all.',
    reply: InviteRequestList,
    own: true,
    params: Type.Object(query),
    handle: async ({ ctx, input }) => serializeInviteRequests(await listRequests(ctx, readQuery(input))),
  }),
  route({
    method: 'PUT',
    path: '/invite_requests/:id/approve',
    access: 'user',
    summary: 'Approves a request: invites the address, or adds its account to the group.',
    reply: AnsweredRequest,
    own: true,
    params: idParams,
    handle: ({ ctx, input }) => answer(ctx, input.id, 'approved'),
  }),
  route({
    method: 'PUT',
    path: '/invite_requests/:id/decline',
    access: 'user',
    summary: 'Declines a request; who asked is told.',
    reply: AnsweredRequest,
    own: true,
    params: idParams,
    handle: ({ ctx, input }) => answer(ctx, input.id, 'declined'),
  }),
];
