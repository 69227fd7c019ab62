/** Clients that speak the wire: scripts with an API key, and browsers with a cookie jar and CSRF token. */
import type { Services } from '../../src/context.ts';
import { statement } from '../../src/db/open.ts';
import { randomToken, tokenHash } from '../../src/secrets.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came; wire shapes are checked by schemas
export interface Reply<B = any> {
  status: number;
  headers: Headers;
  body: B;
  text: string;
}
export interface RequestOptions {
  headers?: Record<string, string>;
  /** json by default; `form` writes Rails nesting. */
  encoding?: 'json' | 'form' | 'raw';
  /** false: send no CSRF token. */
  csrf?: boolean;
}
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export interface Client {
  request(method: Method, path: string, body?: unknown, options?: RequestOptions): Promise<Reply>;
  get(path: string, query?: Record<string, unknown>, options?: RequestOptions): Promise<Reply>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Reply>;
  put(path: string, body?: unknown, options?: RequestOptions): Promise<Reply>;
  del(path: string, body?: unknown, options?: RequestOptions): Promise<Reply>;
  cookies: Map<string, string>;
}
export interface Clients {
  /** Acts as this user with an all-users API key. */
  as(user: { username: string } | string): Client;
  /** A browser that is not logged in. */
  browser(): Client;
  /** A browser that is logged in (a session is made directly, without hashing a password). */
  loggedIn(user: { id: number }): Promise<Client>;
  apiKey: string;
}

/** {a: [1], g: {n: 1}} -> a[]=1&g[n]=1 */
function toForm(values: Record<string, unknown>): string {
  const parts: string[] = [];
  const add = (key: string, value: unknown) => {
    if (value === undefined) return;
    if (Array.isArray(value)) for (const item of value) add(`${key}[]`, item);
    else if (value !== null && typeof value === 'object')
      for (const [k, v] of Object.entries(value)) add(`${key}[${k}]`, v);
    else parts.push(`${encodeURIComponent(key)}=${encodeURIComponent(value === null ? '' : String(value))}`);
  };
  for (const [key, value] of Object.entries(values)) add(key, value);
  return parts.join('&');
}

const insertKey = statement<never>(
  'tests.insertKey',
  `insert into api_keys (key_hash, truncated_key, description, created_at, updated_at) values ($1, $2, 'tests', $3, $3)`,
);
const insertSession = statement<never>(
  'tests.insertSession',
  'insert into sessions (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)',
);

export function makeClient(base: string, fixed: Record<string, string> | undefined): Client {
  const cookies = new Map<string, string>();
  let csrf: string | undefined;
  const request: Client['request'] = async (method, path, body, options = {}) => {
    const headers: Record<string, string> = { Accept: 'application/json', ...fixed };
    let url = path.startsWith('http') ? path : base + path;
    if (!fixed) {
      headers['X-Requested-With'] = 'XMLHttpRequest';
      if (method !== 'GET' && options.csrf !== false) {
        csrf ??= (await request('GET', '/session/csrf.json')).body.csrf as string;
        headers['X-CSRF-Token'] = csrf;
      }
      if (cookies.size > 0) headers.Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    let payload: string | undefined;
    if (body !== undefined && method === 'GET')
      url += `${url.includes('?') ? '&' : '?'}${toForm(body as Record<string, unknown>)}`;
    else if (options.encoding === 'form') {
      headers['Content-Type'] = 'application/x-www-form-urlencoded';
      payload = toForm(body as Record<string, unknown>);
    } else if (options.encoding === 'raw') payload = body as string;
    else if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      payload = JSON.stringify(body);
    }
    Object.assign(headers, options.headers);
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(payload === undefined ? {} : { body: payload }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair, ...attributes] = cookie.split(';');
      const cut = pair!.indexOf('=');
      const [name, value] = [pair!.slice(0, cut).trim(), pair!.slice(cut + 1)];
      if (value === '' || attributes.some((attribute) => /max-age=0\b/i.test(attribute))) cookies.delete(name);
      else cookies.set(name, value);
      csrf = undefined;
    }
    const text = await response.text();
    let parsed: unknown = null;
    if (response.headers.get('content-type')?.includes('json') && text) parsed = JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed, text };
  };
  return {
    request,
    cookies,
    get: (path, query, options) => request('GET', path, query, options),
    post: (path, body, options) => request('POST', path, body, options),
    put: (path, body, options) => request('PUT', path, body, options),
    del: (path, body, options) => request('DELETE', path, body, options),
  };
}

export async function makeClients(services: Services, base: string): Promise<Clients> {
  const apiKey = randomToken(32);
  await services.db.query(insertKey, [tokenHash(apiKey), apiKey.slice(0, 4), services.now()]);
  return {
    apiKey,
    as: (user) =>
      makeClient(base, { 'Api-Key': apiKey, 'Api-Username': typeof user === 'string' ? user : user.username }),
    browser: () => makeClient(base, undefined),
    async loggedIn(user) {
      const token = randomToken(32);
      const now = services.now();
      await services.db.query(insertSession, [tokenHash(token), user.id, now, new Date(now.getTime() + 86_400_000)]);
      const client = makeClient(base, undefined);
      client.cookies.set('_t', token);
      return client;
    },
  };
}
