/**
 * Mail to be sent is a row, written in the transaction that causes it: type, language and ids, never text or a token.
 * A job sends it after the commit. Statements that insert such rows themselves call `wake` the same way.
 */
import type { Ctx } from '../context.ts';
import { type EmailType, insertEmailLog } from '../db/email-logs.ts';

export interface Mail {
  email_type: EmailType;
  to_address: string;
  /** Account it is for; leave out for a stranger. */
  user_id?: number;
  invite_id?: number;
  /** Activation or password-reset token whose link it carries. */
  email_token_id?: number;
  /** Without it: the language of the account, else of the visitor who causes the mail, else the site's. */
  locale?: string;
  /** Plain values for the text; never a secret. */
  params?: Record<string, string | number | boolean>;
}

/** Queues a mail in the caller's transaction. @returns its id in the e-mail log */
export async function enqueueMail(ctx: Ctx, mail: Mail): Promise<number> {
  const { settings } = ctx;
  const own = ctx.actor.kind === 'anonymous' || ctx.actor.id === mail.user_id;
  const id = await insertEmailLog(
    ctx.db,
    {
      email_type: mail.email_type,
      to_address: mail.to_address,
      user_id: mail.user_id ?? null,
      invite_id: mail.invite_id ?? null,
      email_token_id: mail.email_token_id ?? null,
      locale: mail.locale ?? (settings.allow_user_locale ? null : settings.default_locale),
      fallback_locale: own ? ctx.locale : settings.default_locale,
      params: mail.params ?? {},
    },
    ctx.now(),
  );
  ctx.afterCommit(() => ctx.services.wake('deliver_mail'));
  return id;
}
