/** Whether a username or address can still be had, for forms that tell while one types. */
import type { Ctx } from '../../context.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { findTaken, listTakenNames } from '../../db/users.ts';
import { emailCanonical, nameKey } from '../../shared/normalise.ts';
import { addressOf } from '../sessions/limits.ts';
import { checkEmail } from './email-rules.ts';
import { EMAIL_TAKEN, type FieldProblem, problem } from './new-account.ts';
import { checkUsername, checkUsernameForm, suggestUsername } from './suggest-username.ts';

export type Availability =
  | { kind: 'free' }
  | { kind: 'taken'; suggestion: string }
  | { kind: 'malformed'; problem: FieldProblem };

export async function checkUsernameAvailable(ctx: Ctx, typed: string): Promise<Availability> {
  const username = typed.trim().normalize('NFC');
  const malformed = checkUsernameForm(username, ctx.settings);
  if (malformed) return { kind: 'malformed', problem: problem('username', malformed.code, malformed.params) };
  const reserved = checkUsername(username, ctx.settings) !== undefined;
  const taken = reserved || (await listTakenNames(ctx.db, [nameKey(username)])).length > 0;
  return taken
    ? { kind: 'taken', suggestion: await suggestUsername(ctx.db, ctx.settings, username) }
    : { kind: 'free' };
}

const LIMIT = { name: 'check_email', max: 10, windowSeconds: 60 };

/** What is wrong with an address; undefined also when the site keeps that secret or is asked too often. */
export async function checkEmailAvailable(ctx: Ctx, typed: string): Promise<FieldProblem | undefined> {
  if (ctx.settings.hide_email_address_taken) return undefined;
  if ((await hitLimit(ctx.db, LIMIT, addressOf(ctx), ctx.now())) !== undefined) return undefined;
  const verdict = checkEmail(typed, ctx.settings);
  if (!verdict.ok) return problem('email', verdict.code, { email: typed.trim() });
  const { key } = verdict.address;
  const taken = await findTaken(ctx.db, '', key, ctx.settings.normalize_emails ? emailCanonical(key) : null);
  return taken.email_user_id === null ? undefined : EMAIL_TAKEN;
}
