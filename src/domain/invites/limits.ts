/** How often one person may invite and send again (contract section 9), and whether they may send at all. Staff are exempt. */
import type { Ctx } from '../../context.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { type ErrorKind, invalidAccess, invalidRecord, notLoggedIn, UsherError } from '../../errors.ts';
import { canInviteAtAll, whoCanHelp } from '../../policy/invites.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

interface Limited {
  name: string;
  max: number;
  windowSeconds: number;
  subject: string;
  kind?: ErrorKind;
  code?: string;
}

async function count(
  ctx: Ctx,
  { subject, kind = 'rate_limit', code = 'rate_limit', ...limit }: Limited,
): Promise<void> {
  const waitSeconds = await hitLimit(ctx.db, limit, subject, ctx.now());
  if (waitSeconds !== undefined) throw new UsherError(kind, { code, waitSeconds });
}

/** A new invite, of whatever kind. @throws UsherError rate_limit */
export async function countNewInvite(ctx: Ctx): Promise<void> {
  if (ctx.actor.staff) return;
  const max = ctx.settings.max_invites_per_day;
  await count(ctx, { name: 'invites_per_day', max, windowSeconds: DAY, subject: String(ctx.actor.id) });
}

/** Inviting an address, the first time included; also by giving an invite another address. @throws UsherError rate_limit */
export async function countAddress(ctx: Ctx, emailKey: string): Promise<void> {
  if (ctx.actor.staff) return;
  const subject = `${ctx.actor.id} ${emailKey}`;
  await count(ctx, { name: 'invites_per_address', max: 3, windowSeconds: DAY, subject });
}

/** Sending an invite again. @throws UsherError slow_down (422, as the contract says) */
export async function countResend(ctx: Ctx): Promise<void> {
  if (ctx.actor.staff) return;
  const subject = String(ctx.actor.id);
  await count(ctx, {
    name: 'invite_resends',
    max: 10,
    windowSeconds: HOUR,
    subject,
    kind: 'slow_down',
    code: 'resend_limit',
  });
}

/** Sending all again: once a day, even for staff. @throws UsherError slow_down */
export async function countResendAll(ctx: Ctx): Promise<void> {
  const subject = String(ctx.actor.id);
  await count(ctx, {
    name: 'invite_resend_all',
    max: 1,
    windowSeconds: DAY,
    subject,
    kind: 'slow_down',
    code: 'resend_limit',
  });
}

/** Mails that tell the owner of an address that somebody used it: enough to be told, too few to be flooded. */
export async function mayTellOwner(ctx: Ctx, emailKey: string): Promise<boolean> {
  const limit = { name: 'account_exists_mails', max: 3, windowSeconds: DAY };
  return (await hitLimit(ctx.db, limit, emailKey, ctx.now())) === undefined;
}

/**
 * Whoever has lost the right to invite since an invite was made may not have it mailed any more either.
 * @throws UsherError invalid_access; invalid_record while the site sends no invite mails
 */
export function ensureMayMail(ctx: Ctx, groupIds: readonly number[]): void {
  if (!ctx.settings.allow_email_invites) throw invalidRecord('email_invites_off');
  const verdict = canInviteAtAll(ctx.actor, groupIds, ctx.settings);
  if (verdict.ok) return;
  if (verdict.reason === 'not_logged_in') throw notLoggedIn();
  throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
}
