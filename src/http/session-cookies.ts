/**
 * Cookies: `_t` is the login (random, stored as a hash), `_usher_session` names a browser so that a CSRF token can be
 * bound to it. The CSRF token is derived from both, so it changes at login and is worthless in another browser.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../context.ts';
import type { Secrets } from '../secrets.ts';
import { randomToken, sameToken, tokenHash } from '../secrets.ts';
import { nameKey } from '../shared/normalise.ts';
import type { Settings } from '../shared/site-settings.ts';

const LOGIN_COOKIE = '_t';
const BROWSER_COOKIE = '_usher_session';
const SIGN_UP_COOKIE = '_usher_signup';
const SIGN_UP_SECONDS = 86_400;
const SAME_SITE = { Lax: 'lax', Strict: 'strict', None: 'none' } as const;

function cookieOptions(settings: Settings) {
  const site = settings.same_site_cookies;
  return {
    path: '/',
    httpOnly: true,
    secure: settings.force_https,
    ...(site === 'Disabled' ? {} : { sameSite: SAME_SITE[site] }),
  };
}

/** Hash of the login token in the request, as sessions are stored; undefined without one. */
export function loginTokenHash(request: FastifyRequest): Buffer | undefined {
  const token = request.cookies[LOGIN_COOKIE];
  return token && /^[0-9a-f]{64}$/.test(token) ? tokenHash(token) : undefined;
}

const csrfFor = (secrets: Secrets, browser: string, login: string) => secrets.mac('csrf', `${browser} ${login}`);

/** The CSRF token of this browser; gives the browser a name first if it has none. */
export function csrfToken(request: FastifyRequest, reply: FastifyReply, secrets: Secrets, settings: Settings): string {
  let browser = request.cookies[BROWSER_COOKIE];
  if (!browser) {
    browser = randomToken(16);
    reply.setCookie(BROWSER_COOKIE, browser, cookieOptions(settings));
  }
  return csrfFor(secrets, browser, request.cookies[LOGIN_COOKIE] ?? '');
}

/** Whether a state-changing request of a browser carries its own token, in the header or the form field. */
export function hasCsrfToken(request: FastifyRequest, secrets: Secrets, params: Record<string, unknown>): boolean {
  const browser = request.cookies[BROWSER_COOKIE];
  const given = request.headers['x-csrf-token'] ?? params.authenticity_token;
  if (!browser || typeof given !== 'string' || given === '') return false;
  return sameToken(given, csrfFor(secrets, browser, request.cookies[LOGIN_COOKIE] ?? ''));
}

/** Hands a new login to the browser, under a new browser name, so that nothing planted before login stays valid. */
export function setLoginCookie(reply: FastifyReply, token: string, settings: Settings): void {
  const options = cookieOptions(settings);
  reply.setCookie(BROWSER_COOKIE, randomToken(16), options);
  reply.setCookie(LOGIN_COOKIE, token, {
    ...options,
    ...(settings.persistent_sessions ? { maxAge: settings.maximum_session_age * 3600 } : {}),
  });
}

export function clearLoginCookie(reply: FastifyReply, settings: Settings): void {
  reply.setCookie(LOGIN_COOKIE, '', { ...cookieOptions(settings), maxAge: 0 });
}

const signUpMac = (secrets: Secrets, username: string, until: string) =>
  secrets.mac('sign-up cookie', `${nameKey(username)} ${until}`);

/**
 * Remembers for a day that this browser signed up under a username, or knew its password: it may have the activation
 * mail sent again. Set for a sign-up that only seemed to work as well, so that it does not give that away.
 */
export function setSignUpCookie(
  reply: FastifyReply,
  { secrets, now }: Pick<Services, 'secrets' | 'now'>,
  settings: Settings,
  username: string,
): void {
  const until = String(Math.floor(now().getTime() / 1000) + SIGN_UP_SECONDS);
  const value = `${until}.${signUpMac(secrets, username, until)}`;
  reply.setCookie(SIGN_UP_COOKIE, value, { ...cookieOptions(settings), maxAge: SIGN_UP_SECONDS });
}

export function hasSignUpCookie(
  request: FastifyRequest,
  { secrets, now }: Pick<Services, 'secrets' | 'now'>,
  username: string,
): boolean {
  const [until = '', mac = ''] = (request.cookies[SIGN_UP_COOKIE] ?? '').split('.');
  return Number(until) * 1000 > now().getTime() && sameToken(mac, signUpMac(secrets, username, until));
}
