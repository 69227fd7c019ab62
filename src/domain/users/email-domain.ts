/** E-mail domains as people type them into a setting or a group. */
import { domainToASCII } from 'node:url';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+${LABEL}$`);

/** `https://Acme.org/about` -> `acme.org`, in ASCII; undefined when it is no host name of at least two labels. */
export function parseEmailDomain(text: string): string | undefined {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^@/, '')
    .replace(/[/?#].*$/s, '');
  // Checked before the conversion, which would quietly drop or decode other characters.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(host)) return undefined;
  const ascii = domainToASCII(host);
  return ascii.length <= 253 && DOMAIN.test(ascii) ? ascii : undefined;
}
