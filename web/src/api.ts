/**
 * The one way to the server: same origin, cookie session, CSRF token. Knows no framework; both entries use it.
 * Shapes of replies come from src/shared/wire.
 */
import type { Csrf } from '../../src/shared/wire/session.ts';

/** Someone or some role that can lift a refusal. */
export interface Helper {
  role: string;
  usernames?: string[];
}

export interface ErrorExtras {
  /** Stable code of the rule that refused. */
  reason?: string;
  /** That rule as a sentence. */
  rule?: string;
  who_can_help?: Helper[];
  /** What is wrong with which field of the request. */
  fields?: Record<string, string[]>;
  wait_seconds?: number;
}

/** A refusal or a failure. `status` 0: the server could not be reached. `errors` may be empty, e.g. after a proxy's page. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: string[];
  readonly extras: ErrorExtras;
  readonly error_type: string | undefined;
  constructor(status: number, errors: string[], extras: ErrorExtras = {}, error_type?: string) {
    super(`${status} ${error_type ?? ''} ${errors.join(' ')}`);
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
    this.extras = extras;
    this.error_type = error_type;
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

let csrf: Promise<string> | undefined;

/** A session that begins or ends takes its token with it. */
export function forgetCsrf(): void {
  csrf = undefined;
}

function csrfToken(): Promise<string> {
  csrf ??= exchange<Csrf>('GET', '/session/csrf.json').then((reply) => reply.csrf);
  // A failure is told to whoever asked; the next request asks again.
  csrf.catch(forgetCsrf);
  return csrf;
}

/** Sends one request and gives its reply; throws ApiError for every status of 400 and above. */
export async function request<Reply>(method: Method, path: string, body?: object): Promise<Reply> {
  if (method === 'GET') return exchange(method, path);
  return withCsrf((token) => exchange(method, path, body, token));
}

/** Lets `send` do something with this session's token. */
export async function withCsrf<Reply>(send: (token: string) => Promise<Reply>): Promise<Reply> {
  try {
    return await send(await csrfToken());
  } catch (error) {
    if (!(error instanceof ApiError) || error.error_type !== 'bad_csrf') throw error;
    // Another tab logged in or out and so changed the session; nothing was done yet, so asking once more is safe.
    forgetCsrf();
    return send(await csrfToken());
  }
}

async function exchange<Reply>(method: Method, path: string, body?: object, token?: string): Promise<Reply> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-requested-with': 'XMLHttpRequest' };
  if (token) headers['x-csrf-token'] = token;
  if (body) headers['content-type'] = 'application/json';
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    text = await response.text();
  } catch (cause) {
    throw Object.assign(new ApiError(0, []), { cause });
  }
  return readReply(response.status, text);
}

/** @throws ApiError for every status of 400 and above */
export function readReply<Reply>(status: number, text: string): Reply {
  const reply = parse(text);
  if (status < 400) return reply as Reply;
  throw refusal(status, reply);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An empty body, or the page of a proxy in between: the status has to speak for itself.
    return null;
  }
}

function refusal(status: number, reply: unknown): ApiError {
  if (Array.isArray(reply)) return new ApiError(status, [], {}, reply[0] === 'BAD CSRF' ? 'bad_csrf' : undefined);
  const body = (reply ?? {}) as Record<string, unknown>;
  const said = Array.isArray(body.errors) && body.errors.length > 0 ? body.errors : [body.message ?? body.error];
  return new ApiError(
    status,
    said.filter((sentence): sentence is string => typeof sentence === 'string'),
    (body.extras as ErrorExtras | undefined) ?? {},
    typeof body.error_type === 'string' ? body.error_type : undefined,
  );
}
