/**
 * The errors Usher raises on purpose. They are values with a code; the words and the HTTP status are given to them in
 * one place, src/http/reply-error.ts, so nothing here knows a framework or a language.
 */

/** Values that fill the placeholders of an error's sentence. */
export type ErrorParams = Record<string, string | number>;

/** Someone or some role that can lift a refusal, e.g. `{ role: 'admin' }` or `{ role: 'owner', usernames: ['ana'] }`. */
export interface Helper {
  role: 'admin' | 'staff' | 'owner' | 'inviter' | 'self';
  usernames?: string[];
}

export type ErrorKind =
  | 'not_logged_in' // 403: login needed, none present
  | 'invalid_credentials' // 403: API key and user do not fit
  | 'invalid_access' // 403: known person, not allowed
  | 'not_found' // 404: unknown, hidden, or a staff area asked by somebody else
  | 'invalid_parameters' // 400: malformed or unusable parameter
  | 'missing_parameter' // 400
  | 'invalid_record' // 422: a rule of the data refuses
  | 'conflict' // 409
  | 'precondition' // 412: redemption refused by the rules
  | 'dead_invite' // 404 with the body of a failed redemption
  | 'rate_limit' // 429
  | 'slow_down' // 422: the limits that answer so (reference: invites.md section 9)
  | 'bad_csrf' // 403 with a bare array
  | 'too_large' // 413
  | 'unavailable'; // 503

export interface ErrorDetails {
  /** Stable code of the sentence, a key of src/shared/i18n/en/errors.ts. */
  code: string;
  params?: ErrorParams;
  /** Stable code of the rule that refused; also the key of the rule's sentence. */
  reason?: string;
  whoCanHelp?: Helper[];
  /** Parameter of the request that is wrong: the sentence is told as that field's, too. */
  field?: string;
  /** Further keys of the reply body, e.g. `values` of a refused sign-up. */
  body?: Record<string, unknown>;
  /** For limits: value of the header Discourse-Rate-Limit-Error-Code. */
  header?: string;
  /** For limits: seconds until the next attempt may succeed. */
  waitSeconds?: number;
}

export class UsherError extends Error {
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;
  constructor(kind: ErrorKind, details: ErrorDetails) {
    super(`${kind}: ${details.code}`);
    this.name = 'UsherError';
    this.kind = kind;
    this.details = details;
  }
}

export const notLoggedIn = () => new UsherError('not_logged_in', { code: 'not_logged_in' });
export const invalidCredentials = () => new UsherError('invalid_credentials', { code: 'invalid_credentials' });
export const notFound = () => new UsherError('not_found', { code: 'not_found' });

/** The actor may not do this. `reason` names the rule; the wire text stays the one clients know. */
export const invalidAccess = (reason?: string, more: Omit<ErrorDetails, 'code' | 'reason'> = {}) =>
  new UsherError('invalid_access', { code: 'invalid_access', ...(reason ? { reason } : {}), ...more });

/** A parameter of the request cannot be used; `name` is told to the caller. */
export const invalidParameters = (name: string) =>
  new UsherError('invalid_parameters', { code: 'invalid_parameters', params: { name } });

export const missingParameter = (name: string) =>
  new UsherError('missing_parameter', { code: 'missing_parameter', params: { name } });

/** The data's own rules refuse; `code` is the sentence. */
export const invalidRecord = (code: string, params: ErrorParams = {}, more: Partial<ErrorDetails> = {}) =>
  new UsherError('invalid_record', { code, params, ...more });

/** A redemption refused by the rules (412). */
export const preconditionFailed = (code: string, params: ErrorParams = {}, more: Partial<ErrorDetails> = {}) =>
  new UsherError('precondition', { code, params, ...more });

/** A start-up problem an operator can mend: one sentence what happened, one what to do. Printed without a stack. */
export class StartupError extends Error {
  readonly advice: string;
  constructor(message: string, advice: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StartupError';
    this.advice = advice;
  }
}
