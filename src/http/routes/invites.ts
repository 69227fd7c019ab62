/** Invites: making, listing, changing, withdrawing, sending again, showing and redeeming. Contract: invites, section 2. */

import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { findInviterId } from '../../db/invites.ts';
import { listMailStates } from '../../db/mail-states.ts';
import { createInvite } from '../../domain/invites/create.ts';
import { createManyInvites } from '../../domain/invites/create-many.ts';
import { isInviteFilter, listInvites } from '../../domain/invites/list.ts';
import type { Redeemed } from '../../domain/invites/newcomer.ts';
import { MAIL_STATES } from '../../domain/invites/overview.ts';
import { redeemAsMember } from '../../domain/invites/redeem-as-member.ts';
import { redeemAsNewcomer } from '../../domain/invites/redeem-as-newcomer.ts';
import { resendAllInvites, resendInvite } from '../../domain/invites/resend.ts';
import { retrieveInvite } from '../../domain/invites/retrieve.ts';
import { restoreRevokedInvite, revokeExpiredInvites, revokeInvite } from '../../domain/invites/revoke.ts';
import { showInvite } from '../../domain/invites/show.ts';
import { updateInviteById } from '../../domain/invites/update.ts';
import { invalidParameters, notFound } from '../../errors.ts';
import { whyNoMail } from '../../mail/configured.ts';
import { escapeHtml } from '../../shared/escape-html.ts';
import { nameKey } from '../../shared/normalise.ts';
import { param, required, rowId } from '../../shared/wire/coerce.ts';
import {
  CreateInviteParams,
  CreateManyParams,
  CreateManyReply,
  InvitedReply,
  InviteReply,
  RedeemParams,
  UpdateInviteParams,
} from '../../shared/wire/invites.ts';
import { LandingReply, RedemptionReply } from '../../shared/wire/redemptions.ts';
import { Success } from '../../shared/wire/success.ts';
import { translate } from '../../translate.ts';
import { sentence } from '../reply-error.ts';
import { OK, route } from '../route.ts';
import { serializeInvite, serializeLanding, serializeRedeemed } from '../serializers/invites.ts';
import { serializeMailState } from '../serializers/mail-state.ts';
import { setLoginCookie } from '../session-cookies.ts';

const inviteId = (text: string | undefined) => rowId(text, 'id');

const landing = (topicId: number | null) => (topicId === null ? '/' : `/t/${topicId}`);

function redemptionReply(ctx: Ctx, done: Redeemed): RedemptionReply {
  const email = escapeHtml(done.email);
  const words = (key: string) => translate(ctx.locale, 'errors', key, { email });
  const next = () => {
    if (done.state === 'await_approval') return 'redeem_approval';
    if (whyNoMail(ctx.services.env, ctx.settings)) return 'redeem_no_mail';
    return done.withPassword ? 'redeem_confirm' : 'redeem_set_password';
  };
  const { trust_level, ...groups } = done.receipt;
  return {
    success: 'OK',
    ...(done.state === 'joined' ? { redirect_to: landing(done.topic_id) } : { message: words(next()) }),
    state: done.state,
    username: done.username,
    trust_level,
    groups,
  };
}

const InvitedParams = Type.Object({
  username: param.text(),
  filter: param.text('pending, expired or redeemed (default).'),
  offset: param.integer(),
  search: param.text('Part of the address or username.'),
  group: param.text('Name of a group: only invites to it, or that gave it.'),
  mail: param.text(
    'queued, sending, sent, failed, skipped or kept: only pending or expired ones whose mail is so, to who sees addresses.',
  ),
  mail_states: param.boolean(
    'Say of each pending or expired one what became of its mail (`mail`) and in which language it is (`locale`), to who sees addresses.',
  ),
});
type InvitedInput = {
  username?: string;
  filter?: string;
  offset?: number;
  search?: string;
  group?: string;
  mail?: string;
  mail_states?: boolean;
};

async function invited(ctx: Ctx, input: InvitedInput) {
  const key = nameKey(input.username ?? '');
  const own = key === nameKey(ctx.actor.username);
  const inviterId = own ? ctx.actor.id : await findInviterId(ctx.db, key);
  if (inviterId === undefined) throw notFound();
  const filter = input.filter || 'redeemed';
  if (!isInviteFilter(filter)) throw invalidParameters('filter');
  const offset = input.offset ?? 0;
  if (offset < 0 || offset > 1e9) throw invalidParameters('offset');
  const mail = MAIL_STATES.find((one) => one === input.mail);
  if (input.mail && !mail) throw invalidParameters('mail');
  const { search = '', group = '' } = input;
  const list = await listInvites(ctx, inviterId, { filter, offset, search, group, mail });
  const { pending, expired, redeemed } = list.counts;
  const mails = input.mail_states && list.details ? await listMailStates(ctx.db, list.invites) : undefined;
  return {
    invites:
      filter === 'redeemed'
        ? list.redeemed.map((row) => serializeRedeemed(row, list.visibleGroups))
        : list.invites.map((invite) =>
            serializeInvite(ctx, {
              invite,
              groups: invite.group_ids.flatMap((id) => (list.details ? list.groups : list.visibleGroups).get(id) ?? []),
              showEmail: true,
              details: list.details,
              ...(mails ? { mail: serializeMailState(ctx, mails.get(invite.id)) } : {}),
            }),
          ),
    can_see_invite_details: list.details,
    counts: { pending, expired, redeemed, total: pending + expired },
  };
}

const IdParams = Type.Object({ id: param.text() });
const Nothing = Type.Object({});

export const inviteRoutes = [
  route({
    method: 'POST',
    path: '/invites',
    access: 'user',
    summary: 'Makes an invite: for one address, or a link.',
    reply: InviteReply,
    params: CreateInviteParams,
    handle: async ({ ctx, input }) =>
      serializeInvite(ctx, { ...(await createInvite(ctx, input)), showEmail: input.email !== undefined }),
  }),
  route({
    method: 'POST',
    path: '/invites/create-multiple',
    access: 'user',
    summary: 'Makes invites for several addresses and says for each whether it worked; for admins.',
    reply: CreateManyReply,
    params: CreateManyParams,
    async handle({ ctx, input: { email, ...shared } }) {
      const { made, failed } = await createManyInvites(ctx, email ?? [], shared);
      return {
        num_successfully_created_invitations: made.length,
        num_failed_invitations: failed.length,
        failed_invitations: failed.map(({ email, error }) => ({ email, error: sentence(error, ctx.locale) })),
        successful_invitations: made.map((one) => ({ invite: serializeInvite(ctx, { ...one, showEmail: true }) })),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/invites/retrieve',
    access: 'user',
    summary: 'Shows one’s own invite for an address.',
    reply: InviteReply,
    params: Type.Object({ email: param.text() }),
    handle: async ({ ctx, input }) =>
      serializeInvite(ctx, { ...(await retrieveInvite(ctx, required(input.email, 'email'))), showEmail: true }),
  }),
  route({
    method: 'POST',
    path: '/invites/reinvite',
    access: 'user',
    summary: 'Mails one’s own invite again, with a fresh expiry.',
    reply: Success,
    params: Type.Object({ email: param.text() }),
    async handle({ ctx, input }) {
      await resendInvite(ctx, required(input.email, 'email'));
      return OK;
    },
  }),
  route({
    method: 'POST',
    path: '/invites/reinvite-all',
    access: 'user',
    summary: 'Mails all of one’s own pending invites again; for staff.',
    reply: Success,
    params: Nothing,
    async handle({ ctx }) {
      await resendAllInvites(ctx);
      return OK;
    },
  }),
  route({
    method: 'POST',
    path: '/invites/destroy-all-expired',
    access: 'user',
    summary: 'Withdraws all of one’s own expired invites; for staff.',
    reply: Success,
    params: Nothing,
    async handle({ ctx }) {
      await revokeExpiredInvites(ctx);
      return OK;
    },
  }),
  route({
    method: 'PUT',
    path: '/invites/:id',
    access: 'user',
    summary: 'Changes one’s own invite; `send_email` mails it again.',
    reply: InviteReply,
    params: UpdateInviteParams,
    handle: async ({ ctx, input: { id, ...changes } }) =>
      serializeInvite(ctx, { ...(await updateInviteById(ctx, inviteId(id), changes)), showEmail: true }),
  }),
  ...(['/invites', '/invites/:id'] as const).map((path) =>
    route({
      method: 'DELETE',
      path,
      access: 'user',
      summary: 'Withdraws an invite; for its inviter and admins.',
      reply: Success,
      params: IdParams,
      async handle({ ctx, input }) {
        await revokeInvite(ctx, inviteId(required(input.id, 'id')));
        return OK;
      },
    }),
  ),
  route({
    method: 'PUT',
    path: '/invites/:id/restore',
    access: 'user',
    summary: 'Undoes the withdrawal of an invite, for ten minutes.',
    reply: Success,
    own: true,
    params: IdParams,
    async handle({ ctx, input }) {
      await restoreRevokedInvite(ctx, inviteId(input.id));
      return OK;
    },
  }),
  ...(['/u/:username/invited', '/u/:username/invited/:filter'] as const).map((path) =>
    route({
      method: 'GET',
      path,
      access: 'user',
      summary: 'Lists the invites somebody made, with counts.',
      reply: InvitedReply,
      params: InvitedParams,
      handle: ({ ctx, input }) => invited(ctx, input),
    }),
  ),
  route({
    method: 'GET',
    path: '/invites/:key',
    access: 'public',
    summary: 'What the page of an invite shows: who invites, to which groups, until when.',
    reply: LandingReply,
    params: Type.Object({ key: param.text(), t: param.text() }),
    async handle({ ctx, input }) {
      const page = await showInvite(ctx, input.key ?? '', input.t);
      return serializeLanding(ctx, page);
    },
  }),
  route({
    method: 'PUT',
    path: '/invites/show/:key',
    access: 'public',
    summary: 'Redeems an invite: makes an account, or joins the groups with the one logged in.',
    reply: RedemptionReply,
    params: RedeemParams,
    async handle({ ctx, input: { key = '', ...fields }, reply }) {
      if (ctx.actor.kind !== 'anonymous') {
        const { receipt, topic_id } = await redeemAsMember(ctx, key);
        const { trust_level, ...groups } = receipt;
        return {
          success: 'OK',
          message: translate(ctx.locale, 'errors', 'redeem_ok'),
          redirect_to: landing(topic_id),
          state: 'joined',
          username: ctx.actor.username,
          trust_level,
          groups,
        } satisfies RedemptionReply;
      }
      const done = await redeemAsNewcomer(ctx, key, fields);
      if (done.sessionToken) setLoginCookie(reply, done.sessionToken, ctx.settings);
      return redemptionReply(ctx, done);
    },
  }),
];
