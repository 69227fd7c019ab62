/**
 * The only place that turns an error into a status and a body. The body is Discourse's (`errors`, `error_type`), with
 * Usher's `extras` beside it: a stable reason, the rule in words, who can help, how long to wait.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type ErrorKind, type Helper, UsherError } from '../errors.ts';
import type { Locale } from '../shared/i18n/locales.ts';
import { BadParameter } from '../shared/wire/coerce.ts';
import { duration, hasWords, translate } from '../translate.ts';

const replies: Record<ErrorKind, { status: number; error_type?: string }> = {
  not_logged_in: { status: 403, error_type: 'not_logged_in' },
  invalid_credentials: { status: 403, error_type: 'invalid_access' },
  invalid_access: { status: 403, error_type: 'invalid_access' },
  not_found: { status: 404, error_type: 'not_found' },
  invalid_parameters: { status: 400, error_type: 'invalid_parameters' },
  missing_parameter: { status: 400 },
  invalid_record: { status: 422 },
  conflict: { status: 409 },
  precondition: { status: 412 },
  dead_invite: { status: 404 },
  rate_limit: { status: 429, error_type: 'rate_limit' },
  slow_down: { status: 422 },
  bad_csrf: { status: 403 },
  too_large: { status: 413 },
  unavailable: { status: 503 },
};

interface Extras {
  reason?: string;
  rule?: string;
  who_can_help?: Helper[];
  wait_seconds?: number;
  time_left?: string;
  fields?: Record<string, string[]>;
}

export interface ErrorBody {
  errors: string[];
  error_type?: string;
  failed?: 'FAILED';
  message?: string;
  extras?: Extras;
}

/** Words of an error, for the reply and for whoever lists errors row by row (create-multiple). */
export function sentence(error: UsherError, locale: Locale): string {
  const { code, params = {}, waitSeconds } = error.details;
  return translate(
    locale,
    'errors',
    code,
    waitSeconds === undefined ? params : { ...params, time_left: duration(locale, waitSeconds) },
  );
}

function body(error: UsherError, locale: Locale): unknown {
  const { details, kind } = error;
  if (kind === 'bad_csrf') return ['BAD CSRF'];
  const message = sentence(error, locale);
  const extras: Extras = {};
  if (details.reason) {
    extras.reason = details.reason;
    if (hasWords('errors', `rule_${details.reason}`)) {
      extras.rule = translate(locale, 'errors', `rule_${details.reason}`);
    }
  }
  if (details.field) extras.fields = { [details.field]: [message] };
  if (details.whoCanHelp) extras.who_can_help = details.whoCanHelp;
  if (details.waitSeconds !== undefined) {
    extras.wait_seconds = details.waitSeconds;
    extras.time_left = duration(locale, details.waitSeconds);
  }
  const { error_type } = replies[kind];
  const result: ErrorBody = { errors: [message] };
  if (error_type) result.error_type = error_type;
  // Redemption and conflicts answer in the older form; `errors` beside it serves clients that read only that.
  if (kind === 'precondition' || kind === 'dead_invite' || kind === 'conflict')
    Object.assign(result, { failed: 'FAILED', message });
  if (Object.keys(extras).length > 0) result.extras = extras;
  return mergeBody(result, details.body);
}

function mergeBody(result: ErrorBody, more: Record<string, unknown> | undefined): ErrorBody {
  if (!more) return result;
  const { extras, ...rest } = more as { extras?: Extras };
  const merged = { ...result, ...rest };
  return extras ? { ...merged, extras: { ...result.extras, ...extras } } : merged;
}

/** Errors of Fastify itself and of parameter reading, as our own. */
function asUsherError(error: unknown): UsherError | undefined {
  if (error instanceof UsherError) return error;
  if (error instanceof BadParameter) {
    const params = { name: error.parameter };
    return error.missing
      ? new UsherError('missing_parameter', { code: 'missing_parameter', params })
      : new UsherError('invalid_parameters', { code: 'invalid_parameters', params });
  }
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 413 || code === 'FST_REQ_FILE_TOO_LARGE')
    return new UsherError('too_large', { code: 'too_large' });
  if (statusCode === 415) return new UsherError('invalid_parameters', { code: 'unsupported_media_type' });
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new UsherError('invalid_parameters', { code: 'bad_request' });
  return undefined;
}

/** Answers with the error. Unknown errors are logged whole and told as one plain sentence with the request's id. */
export function replyError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  locale: Locale,
  log: Logger,
): void {
  const known = asUsherError(error);
  if (!known) {
    log.error(
      { err: error, requestId: request.id, method: request.method, route: request.routeOptions.url },
      'request failed',
    );
    reply.code(500).send({ errors: [translate(locale, 'errors', 'internal', { id: request.id })] });
    return;
  }
  if (known.kind === 'unavailable') log.warn({ err: known.cause, requestId: request.id }, 'database unavailable');
  if (known.details.header) reply.header('Discourse-Rate-Limit-Error-Code', known.details.header);
  if (known.details.waitSeconds !== undefined) reply.header('Retry-After', String(known.details.waitSeconds));
  reply.code(replies[known.kind].status).send(body(known, locale));
}

/** Node's code for bytes that are no request, or do not become one -> status and words. */
const unreadable: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'too_large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'bad_request'],
};

/** Answers, in the form of every refusal, what Node could not read as a request; then the connection ends. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const [status, code] = unreadable[error.code ?? ''] ?? [400, 'bad_request'];
  const text = JSON.stringify({ errors: [translate('en', 'errors', code)], error_type: 'invalid_parameters' });
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${text}`);
}
