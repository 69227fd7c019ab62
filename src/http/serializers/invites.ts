/** Invites as JSON. Pure: rows and viewer in, reply out. */
import type { Ctx } from '../../context.ts';
import type { InviteGroup } from '../../db/invite-groups.ts';
import type { RedeemedRow } from '../../db/invite-lists.ts';
import type { InviteRow } from '../../db/invites.ts';
import type { LandingPage } from '../../domain/invites/show.ts';
import { inviteAddress, inviteKey } from '../../links.ts';
import { whyNoMail } from '../../mail/configured.ts';
import { canDeleteInvite } from '../../policy/invites.ts';
import type { InviteReply, RedeemedReply } from '../../shared/wire/invites.ts';
import type { MailState } from '../../shared/wire/mail-states.ts';
import type { LandingReply } from '../../shared/wire/redemptions.ts';
import { translate } from '../../translate.ts';
import { avatarTemplate } from './basic-user.ts';

export interface InviteView {
  invite: InviteRow;
  groups: readonly InviteGroup[];
  warnings?: { code: string; params: Record<string, string> }[];
  /** The request carried an e-mail, so the reply does too (the contract's rule for links). */
  showEmail?: boolean;
  /** false: the viewer may know that it exists, not how to use it. */
  details?: boolean;
  /** Told where it was asked for. */
  mail?: MailState;
}

const serializeGroup = ({ id, automatic, name, full_name, user_count }: InviteGroup) => ({
  id,
  automatic,
  name,
  full_name,
  user_count,
});

export function serializeInvite(
  ctx: Ctx,
  { invite, groups, warnings = [], showEmail = false, details = true, mail }: InviteView,
): InviteReply {
  const { env, secrets } = ctx.services;
  const isLink = invite.email === null;
  const key = details ? inviteKey(secrets, invite) : '';
  // One object with all keys, because a page has many of them; those that are undefined do not travel.
  const reply = {
    id: invite.id,
    invite_key: key,
    link: details ? inviteAddress(env.baseUrl, key) : '',
    description: details ? invite.description : null,
    email: details && (!isLink || showEmail) ? invite.email : undefined,
    domain: details ? invite.domain : null,
    max_redemptions_allowed: isLink ? invite.max_redemptions_allowed : undefined,
    redemption_count: isLink ? invite.redemption_count : undefined,
    emailed: isLink ? undefined : invite.emailed_status !== 0,
    custom_message: isLink ? undefined : details ? invite.custom_message : null,
    can_delete_invite: canDeleteInvite(ctx.actor, invite),
    created_at: invite.created_at.toISOString(),
    updated_at: invite.updated_at.toISOString(),
    expires_at: invite.expires_at.toISOString(),
    expired: invite.invalidated_at !== null || invite.expires_at <= ctx.now(),
    topics: invite.topic_id === null || !details ? [] : [{ id: invite.topic_id, title: '' }],
    groups: groups.map(serializeGroup),
    // Invites never grant a role; clients expect the keys.
    grants_admin: false as const,
    grants_moderator: false as const,
    warnings:
      warnings.length > 0
        ? warnings.map(({ code, params }) => translate(ctx.locale, 'errors', code, params))
        : undefined,
    mail,
    locale: mail && invite.locale,
  };
  return reply as InviteReply;
}

/** @param groups those its reader may see */
export function serializeRedeemed(row: RedeemedRow, groups: ReadonlyMap<number, InviteGroup>): RedeemedReply {
  return {
    id: row.id,
    redeemed_at: row.redeemed_at.toISOString(),
    invite_source: row.email === null ? 'link' : 'email',
    user: {
      id: row.user_id,
      username: row.username,
      name: row.name,
      avatar_template: avatarTemplate(row.username),
      last_seen_at: row.last_seen_at?.toISOString() ?? null,
    },
    groups: row.granted_group_ids.flatMap((id) => groups.get(id) ?? []).map(serializeGroup),
  };
}

/** `bob@example.com` -> `b*b@e*****e.com`: first and last character of the local part and of the first label stay. */
function maskEmail(email: string): string {
  const mask = (text: string) =>
    text.length <= 2 ? '*'.repeat(text.length) : `${text[0]}${'*'.repeat(text.length - 2)}${text.at(-1)}`;
  const [local = '', host = ''] = email.split('@');
  const [label = '', ...rest] = host.split('.');
  return `${mask(local)}@${[mask(label), ...rest].join('.')}`;
}

export function serializeLanding(ctx: Ctx, page: LandingPage): LandingReply {
  const { invite, inviter, verified, existing } = page;
  const isLink = invite.email === null;
  const own = invite.email === null ? null : verified ? invite.email : maskEmail(invite.email);
  return {
    invited_by: { ...inviter, avatar_template: avatarTemplate(inviter.username) },
    email: existing ? existing.email : own,
    hidden_email: !existing && !isLink && !verified,
    username: existing ? ctx.actor.username : page.suggestion,
    is_invite_link: isLink,
    email_verified_by_link: verified,
    ...(existing
      ? {
          existing_user_id: ctx.actor.id,
          existing_user_can_redeem: existing.can_redeem,
          existing_user_can_redeem_error: existing.error ? translate(ctx.locale, 'errors', existing.error) : null,
        }
      : {}),
    site_title: ctx.settings.title,
    domain: invite.domain,
    expires_at: invite.expires_at.toISOString(),
    default_trust_level: ctx.settings.default_invitee_trust_level,
    requires_approval: ctx.settings.must_approve_users,
    mail_leaves: whyNoMail(ctx.services.env, ctx.settings) === undefined,
    password: {
      min_length: ctx.settings.min_password_length,
      unique_characters: ctx.settings.password_unique_characters,
    },
    groups: page.groups.map(({ id, name, full_name, grant_trust_level, title, primary_group }) => ({
      id,
      name,
      full_name,
      grant_trust_level,
      title,
      primary_group,
    })),
  };
}
