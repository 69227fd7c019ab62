/** Whether mail can leave, and in whose name. */
import validator from 'validator';
import type { Services } from '../context.ts';
import type { Env } from '../env.ts';
import type { Settings } from '../shared/site-settings.ts';
import { oneLine } from './text.ts';

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
  if (!validator.isEmail(address, { require_tld: false })) return undefined;
  return { name: oneLine(name).replace(/^"(.*)"$/, '$1'), address };
}

/** The setting notification_email goes before MAIL_FROM; a sender without a name is called like the site. */
export function mailSetup(env: Pick<Env, 'smtpUrl' | 'mailFrom'>, settings: Settings): MailSetup {
  const parsed = parseSender(settings.notification_email || env.mailFrom || '');
  const from = parsed && { ...parsed, name: parsed.name || oneLine(settings.title) };
  if (!env.smtpUrl) return { configured: false, from, reason: 'no_smtp' };
  return from ? { configured: true, from, reason: undefined } : { configured: false, from, reason: 'no_from' };
}

/** For start-up, `usher doctor` and whoever else asks outside a request. */
export const mailConfigured = async (services: Pick<Services, 'env' | 'settings'>): Promise<MailSetup> =>
  mailSetup(services.env, await services.settings.now());
