/** Rules for the fields of an invite, shared by making and changing one. */
import { domainToASCII } from 'node:url';
import type { Ctx } from '../../context.ts';
import { type AccountOfAddress, findAccountByEmail } from '../../db/redeeming-accounts.ts';
import { invalidParameters, invalidRecord, UsherError } from '../../errors.ts';
import { maxLinkRedemptions } from '../../policy/invites.ts';
import { escapeHtml } from '../../shared/escape-html.ts';
import { emailCanonical } from '../../shared/normalise.ts';
import { parseTime } from '../../shared/parse-time.ts';
import { idOf } from '../../shared/wire/coerce.ts';
import { checkEmail as checkEmailRules } from '../users/email-rules.ts';

/** Length in characters, as a person counts them. */
const characters = (text: string) => [...text].length;

/** An account nobody proved to own does not stand in the way (contract D16); a suspended one does. */
export const ownsAddress = (account: AccountOfAddress, now: Date): boolean =>
  (account.suspended_till !== null && account.suspended_till > now) ||
  (!account.staged && (account.active || account.email_confirmed_at !== null));

/** Another pending invite of the same inviter has this address (409). */
export const alreadyInvited = (emailKey: string): UsherError =>
  new UsherError('conflict', { code: 'already_invited', params: { email: escapeHtml(emailKey) } });

/** A note for oneself. */
export function checkDescription(text: string): string | null {
  if (characters(text) > 100) throw invalidRecord('description_too_long', {}, { field: 'description' });
  return text.trim() || null;
}

/** Words for the mail: without markup, on one line. */
export function checkCustomMessage(text: string): string | null {
  if (characters(text) > 1000) throw invalidRecord('custom_message_too_long', {}, { field: 'custom_message' });
  const plain = text
    .replace(/<[^<>]*>/g, '')
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .trim();
  return plain || null;
}

/** Lower-cased host name of at least two labels. */
export function checkDomain(text: string): string {
  if (characters(text) > 500) throw invalidRecord('domain_too_long', {}, { field: 'domain' });
  const typed = text.trim().toLowerCase();
  // An international domain is compared in its ASCII form, as addresses are.
  const domain = /[^\0-\x7f]/.test(typed) ? domainToASCII(typed) : typed;
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  if (domain.length > 253 || !new RegExp(`^(?:${label}\\.)+${label}$`).test(domain))
    throw invalidRecord('domain_invalid', {}, { field: 'domain' });
  return domain;
}

/**
 * An address that may be invited: valid, at an allowed provider, and not somebody's account. An account that never
 * confirmed the address does not own it (contract D16), so it does not stand in the way.
 */
export async function checkEmail(ctx: Ctx, text: string): Promise<string> {
  if (characters(text) > 500) throw invalidRecord('email_too_long', {}, { field: 'email' });
  const verdict = checkEmailRules(text, ctx.settings);
  if (!verdict.ok) throw invalidRecord(verdict.code, { email: escapeHtml(text.trim()) }, { field: 'email' });
  const { key } = verdict.address;
  const account = await findAccountByEmail(ctx.db, key, ctx.settings.normalize_emails ? emailCanonical(key) : null);
  if (account && ownsAddress(account, ctx.now())) {
    throw ctx.settings.hide_email_address_taken
      ? invalidRecord('existing_account_hidden')
      : invalidRecord('existing_account', { email: escapeHtml(key) }, { reason: 'existing_account' });
  }
  return key;
}

/** Uses of a link: 1 to the actor's limit. */
export function checkUses(ctx: Ctx, uses: number, redeemed = 0): number {
  const max = maxLinkRedemptions(ctx.actor, ctx.settings);
  if (uses < 1 || uses > max) throw invalidRecord('uses_out_of_range', { max }, { field: 'max_redemptions_allowed' });
  if (uses < redeemed)
    throw invalidRecord('uses_below_redeemed', { count: redeemed }, { field: 'max_redemptions_allowed' });
  return uses;
}

/** The contract's landing topic: kept, though Usher has no topics. */
export function checkTopic(text: string): number | null {
  if (text.trim() === '') return null;
  const id = idOf(text.trim());
  if (id === undefined) throw invalidParameters('topic_id');
  return id;
}

const DAY_MS = 86_400_000;
/** Last moment that is written with a four-digit year, which is what every client can read. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export const defaultExpiry = (ctx: Ctx): Date =>
  new Date(ctx.now().getTime() + ctx.settings.invite_expiry_days * DAY_MS);

/**
 * A time in any ISO form; without a zone it is UTC, a bare date is its first moment in UTC. Nothing or nonsense gives
 * the default, and nonsense is told (`readable` false).
 */
export function readExpiry(ctx: Ctx, sent: unknown): { expires_at: Date; readable: boolean } {
  if (sent === undefined || sent === null || sent === '') return { expires_at: defaultExpiry(ctx), readable: true };
  const time = typeof sent === 'string' ? parseTime(sent) : undefined;
  if (!time || time.getTime() < 0 || time.getTime() > LATEST)
    return { expires_at: defaultExpiry(ctx), readable: false };
  return { expires_at: time, readable: true };
}
