/** The reply to making an account. */

import type { FieldProblem } from '../../domain/users/new-account.ts';
import { escapeHtml } from '../../shared/escape-html.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import type { CreateUserReply } from '../../shared/wire/users.ts';
import { translate } from '../../translate.ts';
import { problemSentence, problemsByField } from './field-problems.ts';

/** Refusals that the contract tells by their message alone. */
const MESSAGE_ONLY = new Set(['username_reserved', 'password_too_long']);

export function serializeRefusedAccount(
  problems: readonly FieldProblem[],
  typed: { username: string; email: string; name?: string | undefined },
  locale: Locale,
): CreateUserReply {
  const message = problems.map((problem) => problemSentence(locale, problem)).join('\n');
  if (problems.some(({ field, code }) => field === 'base' || MESSAGE_ONLY.has(code)))
    return { success: false, message };
  return {
    success: false,
    message,
    errors: problemsByField(locale, problems),
    values: { name: typed.name ?? null, username: typed.username, email: typed.email },
    is_developer: false,
  };
}

/** @param id undefined: not told. A sign-up that only seems to work gets the same words as one that does */
export function serializeCreatedAccount(
  account: { id: number | undefined; email: string; active: boolean; waits: boolean },
  locale: Locale,
): CreateUserReply {
  const code = !account.active ? 'redeem_confirm' : account.waits ? 'redeem_approval' : 'account_active';
  return {
    success: true,
    active: account.active,
    message: translate(locale, 'errors', code, { email: escapeHtml(account.email) }),
    ...(account.id === undefined ? {} : { user_id: account.id }),
  };
}
