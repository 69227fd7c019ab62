/** Whether mail leaves this server now, for whoever shows or sends mail. */
import type { Ctx } from '../../context.ts';
import { mailSetup, type Sender } from '../../mail/configured.ts';

export interface DeliveryState {
  delivers: boolean;
  from: Sender | undefined;
  /** Code of the sentence `warning_<code>` in src/shared/i18n/en/mail.ts. */
  warning: 'no_smtp' | 'no_from' | 'emails_disabled' | 'emails_disabled_non_staff' | undefined;
}

export function deliveryState(ctx: Ctx): DeliveryState {
  const { configured, from, reason } = mailSetup(ctx.services.env, ctx.settings);
  const { disable_emails } = ctx.settings;
  if (!configured) return { delivers: false, from, warning: reason };
  if (disable_emails === 'yes') return { delivers: false, from, warning: 'emails_disabled' };
  return { delivers: true, from, warning: disable_emails === 'non-staff' ? 'emails_disabled_non_staff' : undefined };
}
