/** Whether mail can leave, and in whose name. */
import isEmailModule from 'validator/lib/isEmail.js';
import type { Services } from '../context.ts';
import type { Env } from '../env.ts';
import type { Settings } from '../shared/site-settings.ts';
import { translate } from '../translate.ts';
import { oneLine } from './text.ts';

// As in domain/users/email-rules.ts: the function itself is what Node imports. All of validator would be four megabytes.
const isEmail = isEmailModule as unknown as typeof isEmailModule.default;

export interface Sender {
  name: string;
  address: string;
}

export type MailSetup =
  | { configured: true; from: Sender; reason: undefined }
  /** Mails are kept. `reason`: there is no SMTP_URL, or no usable address to send from. */
  | { configured: false; from: Sender | undefined; reason: 'no_smtp' | 'no_from' };

/** `Name <address>` or `address` -> its parts; undefined when there is no address in it. */
function parseSender(text: string): Sender | undefined {
  const [, name = '', bracketed] = /^(.*?)<([^<>]*)>\s*$/s.exec(text) ?? [];
  const address = (bracketed ?? text).trim();
  if (!isEmail(address, { require_tld: false })) return undefined;
  return { name: oneLine(name).replace(/^"(.*)"$/, '$1'), address };
}

/** The setting notification_email goes before MAIL_FROM; a sender without a name is called like the site. */
export function mailSetup(env: Pick<Env, 'smtpUrl' | 'mailFrom'>, settings: Settings): MailSetup {
  const parsed = parseSender(settings.notification_email || env.mailFrom || '');
  const from = parsed && { ...parsed, name: parsed.name || oneLine(settings.title) };
  if (!env.smtpUrl) return { configured: false, from, reason: 'no_smtp' };
  return from ? { configured: true, from, reason: undefined } : { configured: false, from, reason: 'no_from' };
}

/** Why no mail leaves, or undefined: it does. */
export function whyNoMail(
  env: Pick<Env, 'smtpUrl' | 'mailFrom'>,
  settings: Settings,
): 'no_smtp' | 'no_from' | 'disabled' | undefined {
  const { configured, reason } = mailSetup(env, settings);
  if (!configured) return reason;
  return settings.disable_emails === 'yes' ? 'disabled' : undefined;
}

type MailConfigured = { configured: true; from: string } | { configured: false; reason: string };

/** For start-up, `usher doctor` and the command line: in whose name mail leaves, or why none does (one English sentence). */
export async function mailConfigured(services: Pick<Services, 'env' | 'settings'>): Promise<MailConfigured> {
  const settings = await services.settings.now();
  const { configured, from, reason } = mailSetup(services.env, settings);
  if (!configured) return { configured, reason: translate('en', 'mail', `why_${reason}`) };
  if (settings.disable_emails === 'yes') {
    return { configured: false, reason: translate('en', 'mail', 'why_emails_disabled') };
  }
  return { configured, from: `${from.name} <${from.address}>` };
}
