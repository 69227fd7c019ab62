/** Sends an invite again: new mail, new expiry, same invite and key. */
import { type Ctx, inTransaction } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import { findInviteByEmail, reviveAllPendingInvites, reviveInvite } from '../../db/invites.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { invalidAccess, invalidParameters, invalidRecord, notLoggedIn, UsherError } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { canManageOwnInvitesInBulk, whoCanHelp } from '../../policy/invites.ts';
import { emailKey } from '../../shared/normalise.ts';
import { defaultExpiry } from './validate.ts';

const PER_HOUR = { name: 'invite_resends', max: 10, windowSeconds: 3600 };
const ALL_PER_DAY = { name: 'invite_resend_all', max: 1, windowSeconds: 86_400 };

/** Counts one resend by somebody who is not staff. @throws UsherError slow_down (422, as the contract says) */
export async function countResend(ctx: Ctx): Promise<void> {
  if (ctx.actor.staff) return;
  const waitSeconds = await hitLimit(ctx.db, PER_HOUR, String(ctx.actor.id), ctx.now());
  if (waitSeconds !== undefined) throw new UsherError('slow_down', { code: 'resend_limit', waitSeconds });
}

/** @throws UsherError invalid_parameters for an address the actor did not invite or who has come already */
export async function resendInvite(ctx: Ctx, email: string): Promise<void> {
  if (!ctx.settings.allow_email_invites) throw invalidRecord('email_invites_off');
  const key = emailKey(email);
  const work = async (ctx: Ctx) => {
    const invite = await findInviteByEmail(ctx.db, key, ctx.actor.id);
    if (!invite || invite.redemption_count > 0) throw invalidParameters('email');
    await countResend(ctx);
    await reviveInvite(ctx.db, invite.id, defaultExpiry(ctx), ctx.now());
    await enqueueMail(ctx, {
      email_type: 'invite',
      to_address: invite.email!,
      invite_id: invite.id,
      locale: ctx.settings.default_locale,
    });
  };
  await inTransaction(ctx, work).catch((error: unknown) => {
    if (violates(error, 'invites_pending_email_unique'))
      throw new UsherError('conflict', { code: 'already_invited', params: { email: key } });
    throw error;
  });
}

/** Sends all pending e-mail invites of the actor again; once a day, even for staff. Returns how many. */
export async function resendAllInvites(ctx: Ctx): Promise<number> {
  ensureMayInBulk(ctx);
  return inTransaction(ctx, async (ctx) => {
    const waitSeconds = await hitLimit(ctx.db, ALL_PER_DAY, String(ctx.actor.id), ctx.now());
    if (waitSeconds !== undefined) throw new UsherError('slow_down', { code: 'resend_limit', waitSeconds });
    const ids = await reviveAllPendingInvites(
      ctx.db,
      ctx.actor.id,
      defaultExpiry(ctx),
      ctx.settings.default_locale,
      ctx.now(),
    );
    ctx.afterCommit(() => ctx.services.wake('deliver_mail'));
    return ids.length;
  });
}

/** @throws UsherError invalid_access for who is not staff */
export function ensureMayInBulk(ctx: Ctx): void {
  const verdict = canManageOwnInvitesInBulk(ctx.actor);
  if (verdict.ok) return;
  if (verdict.reason === 'not_logged_in') throw notLoggedIn();
  throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
}
