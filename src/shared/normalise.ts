/**
 * The one normaliser for addresses, usernames and group names: surrounding space, Unicode NFC, case. The result is
 * stored beside the text as its key and compared exactly; SQL's lower() is never used, because it depends on the
 * server's locale.
 */

/** Key under which two spellings of a username or group name are the same. */
export const nameKey = (name: string): string => name.trim().normalize('NFC').toLowerCase();

/** An international host name in its ASCII form, so that look-alike letters stay apart; anything else as it is. */
function asciiHost(host: string): string {
  // Only letters, digits, dots and hyphens: the URL parser would cut or decode other characters.
  const url = /^[\p{L}\p{M}\p{N}.-]+$/u.test(host) ? `http://${host}` : '';
  return URL.canParse(url) ? new URL(url).hostname : host;
}

/** Key under which two spellings of an address are the same. */
export function emailKey(email: string): string {
  const key = email.trim().normalize('NFC').toLowerCase();
  const host = key.slice(key.lastIndexOf('@') + 1);
  return /^[\p{ASCII}]*$/u.test(host) ? key : key.slice(0, key.length - host.length) + asciiHost(host);
}

/** Address without dots and `+tag` in the local part: who `normalize_emails` takes for the same person. */
export function emailCanonical(email: string): string {
  const key = emailKey(email);
  const at = key.lastIndexOf('@');
  if (at < 1) return key;
  const local = key.slice(0, at).replace(/\+.*$/, '').replaceAll('.', '');
  return local ? local + key.slice(at) : key;
}

/** Domain of an address, lower-cased; '' when there is none. */
export const emailDomain = (email: string): string => emailKey(email).split('@').at(-1) ?? '';

/** Whether `host` is one of `hosts` or below one (`mail.example.com` is below `example.com`). */
export const isWithinHosts = (host: string, hosts: readonly string[]): boolean =>
  hosts.some((entry) => {
    const wanted = entry.trim().toLowerCase();
    return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`));
  });
