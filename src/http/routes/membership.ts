/** What people do about their own place in groups, and what those in charge answer. */
import Type from 'typebox';
import { countPeopleOfDomains } from '../../domain/groups/email-domains.ts';
import { groupById, visibleGroup } from '../../domain/groups/find.ts';
import { joinGroup, leaveGroup } from '../../domain/groups/join.ts';
import { setNotificationLevel, setPrimary } from '../../domain/groups/member-settings.ts';
import { answerRequest, requestMembership } from '../../domain/groups/requests.ts';
import { invalidParameters, UsherError } from '../../errors.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import { DomainCountReply, RequestedReply } from '../../shared/wire/members.ts';
import { Empty, Success } from '../../shared/wire/success.ts';
import { translate } from '../../translate.ts';
import { OK, route } from '../route.ts';

const id = param.text('Id of the group.');
const name = param.text('Name of the group.');

export const membershipRoutes = [
  route({
    method: 'PUT',
    path: '/groups/:id/join',
    access: 'user',
    summary: 'Joins a group with public_admission; nothing happens to members.',
    reply: Empty,
    status: 204,
    params: Type.Object({ id }),
    async handle({ ctx, input }) {
      await joinGroup(ctx, input.id);
    },
  }),
  route({
    method: 'DELETE',
    path: '/groups/:id/leave',
    access: 'user',
    summary: 'Leaves a group with public_exit; nothing happens to who is no member.',
    reply: Empty,
    status: 204,
    params: Type.Object({ id }),
    async handle({ ctx, input }) {
      await leaveGroup(ctx, input.id);
    },
  }),

  route({
    method: 'POST',
    path: '/groups/:name/request_membership',
    access: 'user',
    summary: 'Asks to join a group that takes requests; its owners are told.',
    reply: RequestedReply,
    params: Type.Object({ name, reason: param.text('For the owners, at most 5000 characters.') }),
    async handle({ ctx, input, reply }) {
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      const reason = required(input.reason?.trim(), 'reason');
      if (await requestMembership(ctx, group, reason)) return { ...OK, relative_url: `/groups/${group.name}` };
      const error = translate(ctx.locale, 'errors', 'request_already');
      await reply.code(409).send({ failed: 'FAILED', error, errors: [error] });
      return undefined;
    },
  }),
  route({
    method: 'PUT',
    path: '/groups/:id/handle_membership_request',
    access: 'user',
    summary: 'Answers a request to join; for owners and whoever manages the group.',
    reply: Success,
    params: Type.Object({
      id,
      user_id: param.text('Who asked.'),
      accept: param.boolean('true lets the person in; left out or false declines.'),
    }),
    async handle({ ctx, input }) {
      const group = await groupById(ctx, input.id).catch((error: unknown) => {
        throw error instanceof UsherError && error.kind === 'not_found' ? invalidParameters('id') : error;
      });
      const user_id = required(input.user_id, 'user_id');
      await answerRequest(ctx, group, { user_id, accept: input.accept ?? false });
      return OK;
    },
  }),

  route({
    method: 'POST',
    path: '/groups/:name/notifications',
    access: 'user',
    summary: 'Sets how much a member hears of a group.',
    reply: Success,
    params: Type.Object({
      name,
      notification_level: param.integer('0 muted, 1 regular, 2 tracking, 3 watching, 4 watching first post'),
      user_id: param.text('Whose; for staff. Left out: one’s own.'),
    }),
    async handle({ ctx, input }) {
      const level = required(input.notification_level, 'notification_level');
      const group = await visibleGroup(ctx, { name: input.name ?? '' });
      await setNotificationLevel(ctx, group, { level, userId: input.user_id });
      return OK;
    },
  }),
  route({
    method: 'PUT',
    path: '/admin/groups/automatic_membership_count',
    access: 'staff',
    summary: 'How many people a group would take in by e-mail domains; null for too many domains.',
    reply: DomainCountReply,
    params: Type.Object({
      automatic_membership_email_domains: param.text('Joined by |'),
      id: param.text('A group whose present domains are left out.'),
    }),
    async handle({ ctx, input }) {
      const domains = required(input.automatic_membership_email_domains, 'automatic_membership_email_domains');
      const group = input.id ? await groupById(ctx, input.id) : undefined;
      return { user_count: await countPeopleOfDomains(ctx, domains, group) };
    },
  }),
  route({
    method: 'PUT',
    path: '/admin/groups/:id/primary',
    access: 'staff',
    summary: 'Makes a group the primary one of some members, or no longer.',
    reply: Success,
    params: Type.Object({
      id,
      group: param.object({ usernames: param.list('Members; others are passed over.') }),
      primary: param.boolean('Without: no longer.'),
    }),
    async handle({ ctx, input }) {
      const group = await groupById(ctx, input.id);
      await setPrimary(ctx, group, { ...input.group }, input.primary ?? false);
      return OK;
    },
  }),
];
