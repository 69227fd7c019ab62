/** Rows of the e-mail log -> wire. Reasons are stored as codes and worded for the reader. */
import type { EmailLogRow } from '../../db/email-logs.ts';
import type { ResendRefusal } from '../../domain/email-logs/resend.ts';
import type { ViewedEmail } from '../../domain/email-logs/view.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import type { AnyEmail, EmailView, QueuedEmail, SentEmail, SkippedEmail } from '../../shared/wire/email-logs.ts';
import { hasWords, translate } from '../../translate.ts';
import { serializeBasicUser } from './basic-user.ts';

type Common = Pick<
  EmailLogRow,
  'id' | 'to_address' | 'email_type' | 'user_id' | 'created_at' | 'smtp_transaction_response' | 'username' | 'name'
>;

const common = (row: Common) => ({
  id: row.id,
  to_address: row.to_address,
  email_type: row.email_type,
  user_id: row.user_id,
  created_at: row.created_at.toISOString(),
  post_url: null,
  post_description: null,
  ...(row.user_id === null || row.username === null
    ? {}
    : { user: serializeBasicUser({ id: row.user_id, username: row.username, name: row.name }) }),
});

/** The sentence of a reason. A code from an older version, without words by now, is shown as it is. */
export function explainReason(
  row: { reason: string | null; smtp_transaction_response: string | null },
  locale: Locale,
): string | null {
  if (row.reason === null) return null;
  const key = `reason_${row.reason}`;
  if (!hasWords('mail', key)) return row.reason;
  return translate(locale, 'mail', key, { response: row.smtp_transaction_response ?? '' });
}

export const serializeSentEmail = (row: Common): SentEmail => ({
  ...common(row),
  reply_key: null,
  bounced: false,
  bounce_key: null,
  smtp_transaction_response: row.smtp_transaction_response,
  cc_addresses: null,
});

export const serializeSkippedEmail = (row: EmailLogRow, locale: Locale): SkippedEmail => ({
  ...common(row),
  state: row.state,
  reason: row.reason,
  skipped_reason: explainReason(row, locale) ?? row.state,
});

export const serializeQueuedEmail = (row: EmailLogRow, locale: Locale): QueuedEmail => ({
  ...serializeSentEmail(row),
  state: row.state,
  attempts: row.attempts,
  next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
  waiting_reason: explainReason(row, locale),
});

type Fate = Pick<EmailLogRow, 'state' | 'attempts' | 'next_attempt_at' | 'reason'>;

export const serializeAnyEmail = (row: Common & Fate, locale: Locale): AnyEmail => ({
  ...serializeSentEmail(row),
  state: row.state,
  attempts: row.attempts,
  // What is being sent at this moment has a time too, at which it is tried again should that come to nothing.
  next_attempt_at: row.state === 'queued' ? (row.next_attempt_at?.toISOString() ?? null) : null,
  reason: row.reason,
  explanation: explainReason(row, locale),
});

function inviteState(mail: ViewedEmail['mail'], now: Date): NonNullable<EmailView['invite']>['state'] {
  if (mail.deleted_at) return 'revoked';
  if (mail.redemption_count! >= mail.max_redemptions_allowed!) return 'redeemed';
  return mail.invalidated_at || mail.invite_expires_at! <= now ? 'expired' : 'pending';
}

/** @param refusal why it cannot be sent again */
export const serializeEmailView = (
  { mail, masked, rendered }: ViewedEmail,
  refusal: ResendRefusal | undefined,
  { locale, now }: { locale: Locale; now: Date },
): EmailView => ({
  ...serializeAnyEmail(mail, locale),
  finished_at: mail.finished_at?.toISOString() ?? null,
  masked,
  subject: rendered?.subject ?? null,
  text: rendered?.text ?? null,
  html: rendered?.html ?? null,
  invite:
    mail.invite_id === null || mail.invite_expires_at === null
      ? null
      : { id: mail.invite_id, invited_by: mail.inviter_username, state: inviteState(mail, now) },
  can_resend: refusal === undefined,
  why_not_resend: refusal === undefined ? null : translate(locale, 'errors', refusal),
});
