/** What a username may look like. Pure: the server decides with it, the browser hints with it while somebody types. */
import { nameKey } from './normalise.ts';

export interface UsernameRules {
  min: number;
  max: number;
  /** Letters and digits of any script, not only a-z and 0-9. */
  unicode: boolean;
  /** Names nobody may take; a trailing `*` stands for any ending. The browser does not know them. */
  reserved: readonly string[];
}

/** Code of the sentence in src/shared/i18n/en/errors.ts, with its values. */
export interface UsernameProblem {
  code: string;
  params: Record<string, number>;
}

const problem = (code: string, params: Record<string, number> = {}): UsernameProblem => ({ code, params });

/** Addresses of ours below `/u/`: a person of that name could not be reached. */
const ROUTES = ['by-external', 'search', 'check_username', 'check_email', 'action'];
const FILE_ENDING = /\.(json|html|htm|js|css|xml|jpe?g|png|gif|ico|txt)$/i;

/** Whether the name is reserved by the site or by an address of ours. */
export function isReservedUsername(username: string, reserved: readonly string[]): boolean {
  const key = nameKey(username);
  return [...ROUTES, ...reserved].some((entry) => {
    const word = nameKey(entry);
    return word.endsWith('*') ? key.startsWith(word.slice(0, -1)) : key === word;
  });
}

/** The first rule the form of the name breaks. Whether it is reserved or taken is another question. */
export function findUsernameProblem(
  username: string,
  { min, max, unicode }: Omit<UsernameRules, 'reserved'>,
): UsernameProblem | undefined {
  // Spread counts code points: a person counts letters, not UTF-16 units.
  const length = [...username].length;
  const letters = unicode ? /^[\p{L}\p{M}\p{N}._-]*$/u : /^[a-z0-9._-]*$/i;
  if (length < min) return problem('username_too_short', { min });
  if (length > max) return problem('username_too_long', { max });
  if (!letters.test(username)) return problem('username_characters');
  if (!/^[\p{L}\p{N}_]/u.test(username)) return problem('username_start');
  if (!/[\p{L}\p{M}\p{N}_]$/u.test(username)) return problem('username_end');
  if (/[._-]{2}/.test(username)) return problem('username_doubled');
  if (FILE_ENDING.test(username)) return problem('username_suffix');
  return undefined;
}

/**
 * The nearest well-formed name to what somebody is called, without a number yet: accents and foreign letters go, odd
 * characters become `_`. '' when nothing is left to make a name from.
 */
export function usernameFrom(hint: string, { min, max, unicode }: Omit<UsernameRules, 'reserved'>): string {
  const plain = unicode ? hint.normalize('NFC') : hint.normalize('NFKD').replace(/\p{M}/gu, '');
  const name = plain
    .replace(unicode ? /[^\p{L}\p{M}\p{N}._-]+/gu : /[^a-z0-9._-]+/gi, '_')
    .replace(/[._-]{2,}/g, '_')
    .replace(/^[._-]+/, '');
  const cut = [...name]
    .slice(0, max)
    .join('')
    .replace(/[._-]+$/, '');
  const dated = FILE_ENDING.test(cut) ? cut.replaceAll('.', '_') : cut;
  return dated === '' ? '' : dated.padEnd(min, '1');
}
