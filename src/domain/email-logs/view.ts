/** Reading one mail of the log, made anew from what the database says now. */
import type { Ctx } from '../../context.ts';
import { findMail, type MailRow } from '../../db/email-logs.ts';
import { notFound } from '../../errors.ts';
import { MailIncomplete, type Rendered, renderMail } from '../../mail/render.ts';
import { whyNotSent } from '../../mail/why-not-sent.ts';
import { logStaffAction } from '../logs/staff-actions.ts';

export interface ViewedEmail {
  mail: MailRow;
  masked: boolean;
  /** Undefined when what the mail was about has been deleted. */
  rendered: Rendered | undefined;
}

/**
 * The secret part of its link is masked, with one exception: a mail that was kept because nothing can be sent would
 * otherwise reach nobody, so admins see its link while it is good, and that they saw it is written down first.
 * @throws UsherError not_found
 */
export async function viewEmail(ctx: Ctx, id: number | undefined): Promise<ViewedEmail> {
  const mail = id === undefined ? undefined : await findMail(ctx.db, id);
  if (!mail) throw notFound();
  // Whether mail is switched off has no bearing on whether the link is still meant for this address.
  const good = whyNotSent(mail, { ...ctx.settings, disable_emails: 'no' }, ctx.now()) === undefined;
  // A key that may only do some things must not read a link that lets it do more.
  const limited = (ctx.actor.apiKey?.scopes ?? null) !== null;
  const masked = limited || !(mail.state === 'kept' && good);
  const rendered = render(ctx, mail, masked);
  if (!masked) {
    await logStaffAction(ctx, {
      action_name: 'view_kept_email',
      email: mail.to_address,
      subject: mail.email_type,
      details: `e-mail log ${mail.id}`,
      ...(mail.user_id === null ? {} : { target_user_id: mail.user_id }),
    });
  }
  return { mail, masked, rendered };
}

function render(ctx: Ctx, mail: MailRow, masked: boolean): Rendered | undefined {
  try {
    return renderMail(ctx.services, ctx.settings, mail, { masked });
  } catch (error) {
    if (error instanceof MailIncomplete) return undefined;
    throw error;
  }
}
