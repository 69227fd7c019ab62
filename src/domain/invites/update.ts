/** The inviter changes an invite; only what the request names changes. */
import { type Ctx, inTransaction } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import {
  EMAILED,
  findInvite,
  findInviteByEmail,
  type InviteChanges,
  type InviteRow,
  lockInvite,
  updateInvite,
} from '../../db/invites.ts';
import { invalidParameters, invalidRecord, UsherError } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { canUpdateInvite } from '../../policy/invites.ts';
import { emailKey } from '../../shared/normalise.ts';
import { chooseGroups } from './choose-groups.ts';
import type { InviteInput, MadeInvite } from './create.ts';
import { countResend } from './resend.ts';
import {
  checkCustomMessage,
  checkDescription,
  checkDomain,
  checkEmail,
  checkTopic,
  checkUses,
  readExpiry,
} from './validate.ts';

export interface UpdateInput extends InviteInput {
  send_email?: boolean;
}

/** The invite, if it is there and the actor's to change. @throws UsherError invalid_parameters otherwise, always the same */
function ensureOwn(ctx: Ctx, invite: InviteRow | undefined): InviteRow {
  if (!invite || invite.deleted_at || !canUpdateInvite(ctx.actor, invite)) throw invalidParameters('id');
  return invite;
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

async function ensureNotInvitedTwice(ctx: Ctx, invite: InviteRow, key: string): Promise<void> {
  const other = await findInviteByEmail(ctx.db, key, ctx.actor.id);
  const redeemable = other && other.redemption_count === 0 && !other.invalidated_at && other.expires_at > ctx.now();
  if (redeemable && other.id !== invite.id)
    throw new UsherError('conflict', { code: 'already_invited', params: { email: escapeHtml(key) } });
}

/** Address and domain: giving one clears the other, a blank one clears itself. */
async function readTarget(
  ctx: Ctx,
  invite: InviteRow,
  input: UpdateInput,
): Promise<Pick<InviteChanges, 'email' | 'email_key' | 'domain'>> {
  const email = input.email?.trim();
  const domain = input.domain?.trim();
  if (email && domain) throw invalidRecord('email_and_domain');
  let target = { email: invite.email, email_key: invite.email_key, domain: invite.domain };
  if (email && emailKey(email) !== invite.email_key) {
    const key = await checkEmail(ctx, email);
    await ensureNotInvitedTwice(ctx, invite, key);
    target = { email: key, email_key: key, domain: null };
  } else if (email === '') target = { ...target, email: null, email_key: null };
  if (domain) target = { email: null, email_key: null, domain: checkDomain(domain) };
  else if (domain === '') target = { ...target, domain: null };
  return target;
}

/**
 * @throws UsherError invalid_parameters for an unknown id and for somebody else's invite alike; invalid_access for
 * groups the actor may not invite to; invalid_record; conflict; slow_down. Nothing has changed then.
 */
export async function updateInviteById(ctx: Ctx, id: number, input: UpdateInput): Promise<MadeInvite> {
  const before = ensureOwn(ctx, await findInvite(ctx.db, id));
  const named = input.group_ids !== undefined || input.group_names !== undefined;
  const chosen = named ? await chooseGroups(ctx, input) : undefined;
  const target = await readTarget(ctx, before, input);
  const expiry = input.expires_at === undefined ? undefined : readExpiry(ctx, input.expires_at);
  const readdressed = target.email_key !== null && target.email_key !== before.email_key;
  const mail = target.email !== null && (input.send_email === true || (readdressed && !input.skip_email));
  const uses = input.max_redemptions_allowed;
  if (target.email !== null && uses !== undefined && uses !== 1) throw invalidRecord('uses_with_email');
  const work = async (ctx: Ctx) => {
    const invite = ensureOwn(ctx, await lockInvite(ctx.db, id));
    if (input.send_email && target.email !== null) await countResend(ctx);
    const changes: InviteChanges = {
      ...target,
      description: input.description === undefined ? invite.description : checkDescription(input.description),
      custom_message:
        input.custom_message === undefined ? invite.custom_message : checkCustomMessage(input.custom_message),
      max_redemptions_allowed:
        target.email !== null
          ? 1
          : uses === undefined
            ? invite.max_redemptions_allowed
            : checkUses(ctx, uses, invite.redemption_count),
      expires_at: expiry?.expires_at ?? invite.expires_at,
      group_ids: chosen ? chosen.groups.map((group) => group.id) : invite.group_ids,
      topic_id: input.topic_id === undefined ? invite.topic_id : checkTopic(input.topic_id),
      emailed_status: mail
        ? EMAILED.pending
        : readdressed || target.email === null
          ? EMAILED.notRequired
          : invite.emailed_status,
    };
    const updated = await updateInvite(ctx.db, id, changes, ctx.now());
    if (mail)
      await enqueueMail(ctx, {
        email_type: 'invite',
        to_address: updated.email!,
        invite_id: id,
        locale: ctx.settings.default_locale,
      });
    return updated;
  };
  const invite = await inTransaction(ctx, work).catch((error: unknown) => {
    if (violates(error, 'invites_pending_email_unique')) {
      throw new UsherError('conflict', {
        code: 'already_invited',
        params: { email: escapeHtml(target.email_key ?? '') },
      });
    }
    throw error;
  });
  const groups: InviteGroup[] = chosen?.groups ?? (await listGroupsForInvite(ctx.db, invite.group_ids));
  const warnings: MadeInvite['warnings'] = [];
  if (chosen && chosen.unknown.length > 0)
    warnings.push({ code: 'unknown_groups', params: { names: chosen.unknown.join(', ') } });
  if (expiry && !expiry.readable) warnings.push({ code: 'expires_at_unreadable', params: {} });
  return { invite, groups, warnings };
}
