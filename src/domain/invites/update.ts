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
import { invalidParameters, invalidRecord } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { canUpdateInvite } from '../../policy/invites.ts';
import { emailKey } from '../../shared/normalise.ts';
import { chooseGroups } from './choose-groups.ts';
import type { InviteInput, MadeInvite } from './create.ts';
import { countAddress, countNewInvite, countResend, ensureMayMail } from './limits.ts';
import {
  alreadyInvited,
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

async function ensureNotInvitedTwice(ctx: Ctx, invite: InviteRow, key: string): Promise<void> {
  const other = await findInviteByEmail(ctx.db, key, ctx.actor.id);
  const redeemable = other && other.redemption_count === 0 && !other.invalidated_at && other.expires_at > ctx.now();
  if (redeemable && other.id !== invite.id) throw alreadyInvited(key);
}

type Target = Pick<InviteChanges, 'email' | 'email_key' | 'domain'>;

/** Address and domain: giving one clears the other, a blank one clears itself. */
async function readTarget(ctx: Ctx, invite: InviteRow, input: UpdateInput): Promise<Target> {
  const email = input.email?.trim();
  const domain = input.domain?.trim();
  if (email && domain) throw invalidRecord('email_and_domain');
  const { email_key } = invite;
  if (domain) return { email: null, email_key: null, domain: checkDomain(domain) };
  if (email && emailKey(email) !== email_key) return readdress(ctx, invite, email);
  return {
    email: email === '' ? null : invite.email,
    email_key: email === '' ? null : email_key,
    domain: domain === '' ? null : invite.domain,
  };
}

/** Another address is another person invited: the same rules and limits hold. */
async function readdress(ctx: Ctx, invite: InviteRow, email: string): Promise<Target> {
  const key = await checkEmail(ctx, email);
  if (invite.redemption_count > 0) throw invalidRecord('uses_below_redeemed', { count: invite.redemption_count });
  await ensureNotInvitedTwice(ctx, invite, key);
  ensureMayMail(ctx, invite.group_ids);
  await countAddress(ctx, key);
  await countNewInvite(ctx);
  return { email: key, email_key: key, domain: null };
}

/** Whether a mail leaves with this change. @throws UsherError when one is asked for that would not */
async function readMail(
  ctx: Ctx,
  invite: InviteRow,
  target: Target,
  expiresAt: Date,
  input: UpdateInput,
): Promise<boolean> {
  const readdressed = target.email_key !== null && target.email_key !== invite.email_key;
  if (target.email === null) return false;
  if (input.send_email) {
    ensureMayMail(ctx, invite.group_ids);
    if (invite.redemption_count > 0 || invite.invalidated_at || expiresAt <= ctx.now())
      throw invalidRecord('send_dead_invite');
    await countResend(ctx);
    return true;
  }
  return readdressed && !input.skip_email;
}

/**
 * @throws UsherError invalid_parameters for an unknown id and for somebody else's invite alike; invalid_access for
 * groups the actor may not invite to; invalid_record; conflict; slow_down. Nothing has changed then.
 */
export async function updateInviteById(ctx: Ctx, id: number, input: UpdateInput): Promise<MadeInvite> {
  ensureOwn(ctx, await findInvite(ctx.db, id));
  const named = input.group_ids !== undefined || input.group_names !== undefined;
  const chosen = named ? await chooseGroups(ctx, input) : undefined;
  const expiry = input.expires_at === undefined ? undefined : readExpiry(ctx, input.expires_at);
  const uses = input.max_redemptions_allowed;
  // Everything is decided on the locked row: of two edits at once the second sees the first.
  const work = async (ctx: Ctx) => {
    const invite = ensureOwn(ctx, await lockInvite(ctx.db, id));
    const target = await readTarget(ctx, invite, input);
    if (target.email !== null && uses !== undefined && uses !== 1) throw invalidRecord('uses_with_email');
    const expires_at = expiry?.expires_at ?? invite.expires_at;
    const mail = await readMail(ctx, invite, target, expires_at, input);
    const sameAddress = target.email_key !== null && target.email_key === invite.email_key;
    const updated = await updateInvite(
      ctx.db,
      id,
      {
        ...target,
        description: input.description === undefined ? invite.description : checkDescription(input.description),
        custom_message:
          input.custom_message === undefined ? invite.custom_message : checkCustomMessage(input.custom_message),
        max_redemptions_allowed: readUses(ctx, invite, target, uses),
        expires_at,
        group_ids: chosen ? chosen.groups.map((group) => group.id) : invite.group_ids,
        topic_id: input.topic_id === undefined ? invite.topic_id : checkTopic(input.topic_id),
        emailed_status: mail ? EMAILED.pending : sameAddress ? invite.emailed_status : EMAILED.notRequired,
      },
      ctx.now(),
    );
    if (mail) {
      const locale = updated.locale ?? ctx.settings.default_locale;
      await enqueueMail(ctx, { email_type: 'invite', to_address: updated.email!, invite_id: id, locale });
    }
    return updated;
  };
  const invite = await inTransaction(ctx, work).catch((error: unknown) => {
    throw violates(error, 'invites_pending_email_unique') ? alreadyInvited(emailKey(input.email ?? '')) : error;
  });
  const groups: InviteGroup[] = chosen?.groups ?? (await listGroupsForInvite(ctx.db, invite.group_ids));
  const warnings: MadeInvite['warnings'] = [];
  if (chosen && chosen.unknown.length > 0) {
    warnings.push({ code: 'unknown_groups', params: { names: chosen.unknown.join(', ') } });
  }
  if (expiry && !expiry.readable) warnings.push({ code: 'expires_at_unreadable', params: {} });
  return { invite, groups, warnings };
}

/** An e-mail invite has one use; a link keeps its uses unless the request names others. */
function readUses(ctx: Ctx, invite: InviteRow, target: Target, uses: number | undefined): number {
  if (target.email !== null) return 1;
  return uses === undefined ? invite.max_redemptions_allowed : checkUses(ctx, uses, invite.redemption_count);
}
