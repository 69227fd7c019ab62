/** Sending a mail of the log once more, as long as what it says still holds. */
import { type Ctx, inTransaction } from '../../context.ts';
import { findMail, type MailRow } from '../../db/email-logs.ts';
import { invalidRecord, notFound } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { whyNotSent } from '../../mail/why-not-sent.ts';
import { logStaffAction } from '../logs/staff-actions.ts';

export type ResendRefusal =
  | 'resend_waits'
  | 'resend_emails_disabled'
  | 'resend_account_gone'
  | 'resend_dead_invite'
  | 'resend_dead_link';

/** Code of the sentence why it cannot be sent again; undefined: it can. */
export function whyNotResent(ctx: Ctx, mail: MailRow): ResendRefusal | undefined {
  if (mail.state === 'queued' || mail.state === 'sending') return 'resend_waits';
  const why = whyNotSent(mail, ctx.settings, ctx.now());
  if (why === undefined) return undefined;
  if (why.startsWith('emails_disabled')) return 'resend_emails_disabled';
  if (why === 'account_gone') return 'resend_account_gone';
  return mail.email_type === 'invite' ? 'resend_dead_invite' : 'resend_dead_link';
}

/**
 * A line of its own in the log; the old one stays as it is.
 * @returns the id of the new one. @throws UsherError not_found; invalid_record when it waits still or its link is dead
 */
export function resendMail(ctx: Ctx, id: number | undefined): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const mail = id === undefined ? undefined : await findMail(ctx.db, id);
    if (!mail) throw notFound();
    const why = whyNotResent(ctx, mail);
    if (why !== undefined) throw invalidRecord(why);
    await logStaffAction(ctx, {
      action_name: 'resend_email',
      email: mail.to_address,
      subject: mail.email_type,
      details: `e-mail log ${mail.id}`,
      ...(mail.user_id === null ? {} : { target_user_id: mail.user_id }),
    });
    return enqueueMail(ctx, {
      email_type: mail.email_type,
      to_address: mail.to_address,
      locale: mail.locale,
      params: mail.params as Record<string, string | number | boolean>,
      ...(mail.user_id === null ? {} : { user_id: mail.user_id }),
      ...(mail.invite_id === null ? {} : { invite_id: mail.invite_id }),
      ...(mail.email_token_id === null ? {} : { email_token_id: mail.email_token_id }),
    });
  });
}
