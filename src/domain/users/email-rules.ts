/**
 * The one judge of e-mail addresses, for the API, the pages, CSV files and the command line alike: what is an address,
 * how it is written, and whether this site takes it.
 */
import isEmailModule from 'validator/lib/isEmail.js';
import { emailCanonical, emailDomain, emailKey, isWithinHosts } from '../../shared/normalise.ts';
import { type Settings, splitList } from '../../shared/site-settings.ts';

// The typings describe a default export; what Node imports of this CommonJS file is the function itself.
const isEmail = isEmailModule as unknown as typeof isEmailModule.default;

export interface EmailAddress {
  /** As it is kept and mailed to: trimmed, the domain in ASCII. */
  email: string;
  /** Two spellings of one address have one key. */
  key: string;
  /** Key without dots and +tag, where that differs from `key`; else null. */
  canonical: string | null;
}

/**
 * What nearly every address looks like. It says no more than what follows in `parseEmail` for such a text, in a tenth of
 * the time; a list has a million of them.
 */
const PLAIN = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,}$/;
/** So short that neither its local part nor a label of its domain is too long. */
const SHORT = 63;

function parsePlain(text: string): EmailAddress | undefined {
  if (text.length > SHORT || !PLAIN.test(text)) return undefined;
  const canonical = /[.+]/.test(text.slice(0, text.indexOf('@'))) ? emailCanonical(text) : text;
  return { email: text, key: text, canonical: canonical === text ? null : canonical };
}

/**
 * Reads an address. International domains become their ASCII form, so that no two scripts look alike in a rule; the part
 * before the @ is plain ASCII without quotes, because hardly a mail server takes more.
 * @returns undefined when it is no address that mail can be sent to
 */
export const parseEmail = (given: string): EmailAddress | undefined => parsePlain(given) ?? parseAnyEmail(given);

/** The same for every text. */
export function parseAnyEmail(given: string): EmailAddress | undefined {
  const text = given.trim().normalize('NFC');
  const key = emailKey(text);
  // What is not ASCII by now is no letter of a name or domain: invisible characters, symbols.
  if (!/^[\p{ASCII}]*$/u.test(key) || text.length > 254 || key.includes('"') || !isEmail(key)) return undefined;
  const canonical = emailCanonical(key);
  // The local part is kept as written: strictly, only the server it belongs to knows whether case matters there.
  const email = text.slice(0, text.lastIndexOf('@')) + key.slice(key.lastIndexOf('@'));
  return { email, key, canonical: canonical === key ? null : canonical };
}

/** Whether accounts with this address need no approval. */
export const isEmailDomainAutoApproved = (email: string, settings: Settings): boolean =>
  isWithinHosts(emailDomain(email), splitList(settings.auto_approve_email_domains));

export type EmailVerdict = { ok: true; address: EmailAddress } | { ok: false; code: string };

/** The address, or the code of the sentence that says why it cannot be used here (the sentence names `{{email}}`). */
export function checkEmail(given: string, settings: Settings): EmailVerdict {
  const address = parseEmail(given);
  if (!address) return { ok: false, code: 'email_invalid' };
  const domain = address.key.slice(address.key.lastIndexOf('@') + 1);
  const allowed = splitList(settings.allowed_email_domains);
  const refused =
    allowed.length > 0
      ? !isWithinHosts(domain, allowed)
      : isWithinHosts(domain, splitList(settings.blocked_email_domains));
  return refused ? { ok: false, code: 'email_domain_not_allowed' } : { ok: true, address };
}
