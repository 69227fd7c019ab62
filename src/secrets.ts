/**
 * Keys and tokens that must be shown again (in a mail, in the list of invites) are not stored but derived, with a secret
 * that lives outside the database: a stolen dump lets nobody in. Random ones that are shown once (sessions, API keys)
 * are stored as SHA-256 instead.
 */
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a derived token is for. One HKDF key per purpose, so a token of one kind is never good for another. */
export type Purpose = 'invite key' | 'invite email token' | 'account token' | 'csrf' | 'honeypot' | 'sign-up cookie';

export interface Secrets {
  /** Id of the secret that new rows are derived with. */
  readonly currentId: number;
  /** `<id in base 36>-<23 base-62 characters>` for a row; the same arguments give the same token. */
  token(purpose: Purpose, row: { id: number; secretId: number; nonce: string }): string;
  /** Base-62 MAC of a text, e.g. a CSRF token of a session. */
  mac(purpose: Purpose, text: string): string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 17 bytes are 136 bits; in base 62 they take up to 23 characters. */
const TOKEN_BYTES = 17;
const TOKEN_CHARS = 23;

/** Eight digits at a time, so that nearly all of the work is in ordinary numbers: a page of invites makes many keys. */
const EIGHT_DIGITS = 62n ** 8n;

function base62(hex: string): string {
  let rest = BigInt(`0x${hex.slice(0, 2 * TOKEN_BYTES)}`);
  let text = '';
  while (text.length < TOKEN_CHARS) {
    let digits = Number(rest % EIGHT_DIGITS);
    rest /= EIGHT_DIGITS;
    for (let place = 0; place < 8 && text.length < TOKEN_CHARS; place++) {
      text = ALPHABET[digits % 62] + text;
      digits = Math.floor(digits / 62);
    }
  }
  return text;
}

const hkdf = (secret: Buffer, info: string) => Buffer.from(hkdfSync('sha256', secret, 'usher', info, 32));

/** SHA-256 that recognises a secret without telling it. */
export const fingerprint = (secret: Buffer): Buffer =>
  createHash('sha256').update(hkdf(secret, 'fingerprint')).digest();

/** @param known the secrets by id; rows may name any of them. */
export function makeSecrets(currentId: number, known: ReadonlyMap<number, Buffer>): Secrets {
  const keys = new Map<string, Buffer>();
  const keyFor = (id: number, purpose: Purpose): Buffer => {
    const cached = keys.get(`${id} ${purpose}`);
    if (cached) return cached;
    const secret = known.get(id);
    if (!secret) throw new Error(`secret ${id} is not known to this process`);
    const key = hkdf(secret, purpose);
    keys.set(`${id} ${purpose}`, key);
    return key;
  };
  const mac = (id: number, purpose: Purpose, text: string) =>
    base62(createHmac('sha256', keyFor(id, purpose)).update(text).digest('hex'));
  return {
    currentId,
    token: (purpose, { id, secretId, nonce }) => `${id.toString(36)}-${mac(secretId, purpose, `${id} ${nonce}`)}`,
    mac: (purpose, text) => mac(currentId, purpose, text),
  };
}

/** Row id a token names, or undefined when it cannot be one. Says nothing about whether the token is right. */
export function tokenRowId(token: string): number | undefined {
  const match = /^([0-9a-z]{1,10})-[0-9A-Za-z]{22,32}$/.exec(token);
  if (!match) return undefined;
  const id = Number.parseInt(match[1]!, 36);
  return Number.isSafeInteger(id) ? id : undefined;
}

/** Compares in time that does not depend on where the texts differ. */
export function sameToken(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}

/** A fresh random secret that is shown once, e.g. a session token (32 hex digits) or an API key (64). */
export const randomToken = (bytes: number): string => randomBytes(bytes).toString('hex');

/** How a random token is stored and looked up. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
