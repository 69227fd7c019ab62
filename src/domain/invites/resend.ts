/** Sends an invite again: new mail, new expiry, same invite and key. */
import { type Ctx, inTransaction } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import { findInviteByEmail, reviveAllPendingInvites, reviveInvite } from '../../db/invites.ts';
import { invalidAccess, invalidParameters, notLoggedIn } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { canManageOwnInvitesInBulk, whoCanHelp } from '../../policy/invites.ts';
import { emailKey } from '../../shared/normalise.ts';
import { countResend, countResendAll, ensureMayMail } from './limits.ts';
import { alreadyInvited, defaultExpiry } from './validate.ts';

/** @throws UsherError invalid_parameters for an address the actor did not invite or who has come already */
export async function resendInvite(ctx: Ctx, email: string): Promise<void> {
  const key = emailKey(email);
  const work = async (ctx: Ctx) => {
    const invite = await findInviteByEmail(ctx.db, key, ctx.actor.id);
    if (!invite || invite.redemption_count > 0) throw invalidParameters('email');
    ensureMayMail(ctx, invite.group_ids);
    await countResend(ctx);
    await reviveInvite(ctx.db, invite.id, defaultExpiry(ctx), ctx.now());
    await enqueueMail(ctx, {
      email_type: 'invite',
      to_address: invite.email!,
      invite_id: invite.id,
      locale: invite.locale ?? ctx.settings.default_locale,
    });
  };
  await inTransaction(ctx, work).catch((error: unknown) => {
    throw violates(error, 'invites_pending_email_unique') ? alreadyInvited(key) : error;
  });
}

/** Sends all pending e-mail invites of the actor again; once a day, even for staff. Returns how many. */
export async function resendAllInvites(ctx: Ctx): Promise<number> {
  ensureMayInBulk(ctx);
  return inTransaction(ctx, async (ctx) => {
    ensureMayMail(ctx, []);
    await countResendAll(ctx);
    const ids = await reviveAllPendingInvites(
      ctx.db,
      ctx.actor.id,
      defaultExpiry(ctx),
      ctx.settings.default_locale,
      ctx.now(),
    );
    ctx.afterCommit(() => ctx.services.wake('deliver_bulk_mail'));
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
