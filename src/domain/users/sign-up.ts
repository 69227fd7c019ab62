/** A visitor makes an account: not active until the mailed link is opened. */
import { isIP } from 'node:net';
import { type Ctx, inTransaction } from '../../context.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { findAccountByLogin } from '../../db/users.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { addressOf } from '../sessions/limits.ts';
import { ensureLocalLogins } from '../sessions/log-in.ts';
import { isEmailDomainAutoApproved } from './email-rules.ts';
import { mailActivation } from './mail-activation.ts';
import {
  type AccountInput,
  type CheckedAccount,
  checkAccount,
  EMAIL_TAKEN,
  type FieldProblem,
  problem,
  takenMeanwhile,
  writeAccount,
} from './new-account.ts';

const DAY_SECONDS = 86_400;

export interface SignUpInput extends AccountInput {
  invite_code?: string | undefined;
  timezone?: string | undefined;
}

export type SignedUp =
  | { kind: 'created'; id: number; email: string }
  /** Nothing was made, and the answer must look as if it had been. */
  | { kind: 'pretended'; email: string }
  | { kind: 'refused'; problems: FieldProblem[] };

const refused = (code: string): SignedUp => ({ kind: 'refused', problems: [problem('base', code)] });

function wrongInviteCode(ctx: Ctx, given = ''): boolean {
  const wanted = ctx.settings.invite_code.trim().toLowerCase();
  return wanted !== '' && given.trim().toLowerCase() !== wanted;
}

/** Whether this network address has made as many accounts today as it may. Counts the present one. */
async function tooManyFromAddress(ctx: Ctx): Promise<boolean> {
  const max = ctx.settings.max_new_accounts_per_registration_ip;
  if (max === 0) return false;
  const limit = { name: 'sign_up', max, windowSeconds: DAY_SECONDS };
  return (await hitLimit(ctx.db, limit, addressOf(ctx), ctx.now())) !== undefined;
}

/** The address is somebody's, and that is a secret: its owner hears about it, the visitor does not. */
async function pretend(ctx: Ctx, { address }: CheckedAccount): Promise<SignedUp> {
  const owner = await findAccountByLogin(ctx.db, address.key);
  await enqueueMail(ctx, {
    email_type: 'account_exists',
    to_address: owner?.email ?? address.email,
    ...(owner ? { user_id: owner.id } : {}),
  });
  return { kind: 'pretended', email: address.email };
}

async function write(ctx: Ctx, checked: CheckedAccount, password_hash: string, timezone?: string): Promise<SignedUp> {
  const { settings } = ctx;
  const { email, key } = checked.address;
  const written = await writeAccount(ctx, checked, {
    password_hash,
    approved: !settings.must_approve_users || isEmailDomainAutoApproved(email, settings),
    approved_by_id: null,
    staged: false,
    admin: false,
    trust_level: settings.default_trust_level,
    locale: ctx.locale === settings.default_locale ? null : ctx.locale,
    timezone: timezone?.slice(0, 100) || null,
    registration_ip: ctx.ip && isIP(ctx.ip) ? ctx.ip : null,
  });
  if ('problem' in written) return { kind: 'refused', problems: [written.problem] };
  await mailActivation(ctx, { id: written.id, email, email_key: key, has_password: true });
  return { kind: 'created', id: written.id, email };
}

/**
 * @param human the form was filled in by a browser that had asked for it (honeypot and challenge are right)
 * @throws UsherError invalid_access while local logins are off
 */
export async function signUp(ctx: Ctx, input: SignUpInput, human: boolean): Promise<SignedUp> {
  const { settings } = ctx;
  ensureLocalLogins(ctx);
  if (!settings.allow_new_registrations) return refused('registrations_closed');
  if (!human || settings.invite_only) return { kind: 'pretended', email: input.email.trim() };
  if (wrongInviteCode(ctx, input.invite_code)) return refused('invite_code_wrong');
  const { problems, checked } = await checkAccount(ctx, { ...input, password: input.password ?? '' });
  const secret = settings.hide_email_address_taken;
  const taken = problems.includes(EMAIL_TAKEN);
  const told = secret ? problems.filter((entry) => entry !== EMAIL_TAKEN) : problems;
  if (told.length > 0 || !checked) return { kind: 'refused', problems: told };
  if (await tooManyFromAddress(ctx)) return refused('too_many_accounts');
  // Hashed for a taken address too: the same work for both answers.
  const hash = await ctx.services.passwords.hash(checked.password!);
  if (taken) return inTransaction(ctx, (ctx) => pretend(ctx, checked));
  const done = await inTransaction(ctx, (ctx) => write(ctx, checked, hash, input.timezone)).catch((error) => {
    const meanwhile = takenMeanwhile(error);
    if (!meanwhile) throw error;
    return { kind: 'refused' as const, problems: [meanwhile] };
  });
  if (secret && done.kind === 'refused' && done.problems.includes(EMAIL_TAKEN))
    return inTransaction(ctx, (ctx) => pretend(ctx, checked));
  return done;
}
