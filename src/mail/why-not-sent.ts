/** Whether a queued mail should still go out, asked at the moment it would. */
import type { EmailType, MailRow } from '../db/email-logs.ts';
import { emailKey } from '../shared/normalise.ts';
import type { Settings } from '../shared/site-settings.ts';

/** Codes of `reason_<code>` in src/shared/i18n/en/mail.ts. */
export type SkipReason =
  | 'emails_disabled'
  | 'emails_disabled_non_staff'
  | 'invite_gone'
  | 'invite_revoked'
  | 'invite_replaced'
  | 'invite_invalidated'
  | 'invite_used'
  | 'invite_expired'
  | 'invite_readdressed'
  | 'inviter_gone'
  | 'account_gone'
  | 'link_gone'
  | 'link_used'
  | 'link_expired'
  | 'link_readdressed';

function inviteReason(mail: MailRow, now: Date): SkipReason | undefined {
  if (mail.invite_expires_at === null) return 'invite_gone';
  if (mail.deleted_at) return 'invite_revoked';
  if (mail.superseded_at) return 'invite_replaced';
  if (mail.redemption_count! >= mail.max_redemptions_allowed!) return 'invite_used';
  if (mail.invalidated_at) return 'invite_invalidated';
  if (mail.inviter_username === null) return 'inviter_gone';
  if (mail.invite_expires_at <= now) return 'invite_expired';
  // The token is made at delivery: it must not go to an address the invite no longer has.
  if (mail.invite_email_key !== emailKey(mail.to_address)) return 'invite_readdressed';
  return undefined;
}

function linkReason(mail: MailRow, now: Date): SkipReason | undefined {
  if (mail.username === null) return 'account_gone';
  if (mail.token_expires_at === null) return 'link_gone';
  if (mail.token_used_at) return 'link_used';
  if (mail.token_expires_at <= now) return 'link_expired';
  if (mail.token_email_key !== emailKey(mail.to_address)) return 'link_readdressed';
  return undefined;
}

/** Mails about an account that carry no link. */
const WITHOUT_LINK = new Set<EmailType>([
  'account_exists',
  'notify_old_email',
  'account_suspended',
  'account_silenced',
  'membership_request',
  'membership_request_accepted',
  'membership_request_declined',
  'invite_request',
  'bulk_report',
]);

/** Why the mail must not go out; undefined: it may. */
export function whyNotSent(mail: MailRow, settings: Settings, now: Date): SkipReason | undefined {
  if (settings.disable_emails === 'yes') return 'emails_disabled';
  if (settings.disable_emails === 'non-staff' && !mail.staff) return 'emails_disabled_non_staff';
  if (mail.email_type === 'invite') return inviteReason(mail, now);
  if (mail.email_type === 'test_message') return undefined;
  if (WITHOUT_LINK.has(mail.email_type)) return mail.username === null ? 'account_gone' : undefined;
  return linkReason(mail, now);
}
