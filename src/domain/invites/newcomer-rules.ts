/** What a newcomer must bring: open registrations, a fitting address, a good password. Refusals leave no trace. */
import type { Ctx } from '../../context.ts';
import { findAccountByEmail } from '../../db/redeeming-accounts.ts';
import type { RedemptionFacts } from '../../db/redemptions.ts';
import { invalidAccess, preconditionFailed, UsherError } from '../../errors.ts';
import { emailCanonical, emailDomain } from '../../shared/normalise.ts';
import type { PasswordOwner } from '../../shared/password-rules.ts';
import { translate } from '../../translate.ts';
import { checkEmail } from '../users/email-rules.ts';
import { checkPassword } from '../users/password-policy.ts';
import type { Newcomer } from './newcomer.ts';
import { ownsAddress } from './validate.ts';

/** @throws UsherError when no new account can be made on this site */
export function ensureRegistrationsOpen(ctx: Ctx): void {
  if (!ctx.settings.enable_local_logins) {
    throw new UsherError('dead_invite', {
      code: 'local_logins_off',
      reason: 'local_logins_off',
      whoCanHelp: [{ role: 'admin' }],
    });
  }
  if (!ctx.settings.allow_new_registrations) {
    throw invalidAccess('registrations_closed', { whoCanHelp: [{ role: 'admin' }] });
  }
}

/** The address a link is used with, normalised. @throws UsherError precondition */
export function ensureNewcomerFits(ctx: Ctx, invite: RedemptionFacts, typed: string): string {
  const verdict = checkEmail(typed, ctx.settings);
  if (!verdict.ok) {
    const sentence = translate(ctx.locale, 'errors', verdict.code, { email: typed.trim() });
    throw preconditionFailed(
      verdict.code,
      { email: typed.trim() },
      { body: { extras: { fields: { email: [sentence] } } } },
    );
  }
  if (invite.domain !== null && emailDomain(verdict.address.key) !== invite.domain) {
    throw preconditionFailed(
      'redeem_domain_mismatch',
      {},
      { reason: 'domain_mismatch', whoCanHelp: [{ role: 'inviter' }] },
    );
  }
  return verdict.address.key;
}

/** @throws UsherError precondition naming every problem of the password */
export async function ensurePassword(ctx: Ctx, password: string, owner: PasswordOwner): Promise<void> {
  const problems = await checkPassword(password, owner, ctx.settings);
  const [first] = problems;
  if (!first) return;
  const sentences = problems.map(({ code, params }) => translate(ctx.locale, 'errors', code, params));
  throw preconditionFailed(first.code, first.params, {
    body: { errors: sentences, extras: { fields: { password: sentences } } },
  });
}

/**
 * While the site takes `a.b+c@x` for `ab@x`: the account that has another spelling of this address. One that never
 * confirmed gives way to whoever shows the mail, as it would with the same spelling.
 */
export async function findVariantOwner(
  ctx: Ctx,
  person: Newcomer,
  holderId: number | undefined,
): Promise<number | undefined> {
  if (!ctx.settings.normalize_emails) return undefined;
  const account = await findAccountByEmail(ctx.db, person.email, emailCanonical(person.email));
  if (!account || account.id === holderId || account.staged) return undefined;
  return person.verified && !ownsAddress(account, ctx.now()) ? undefined : account.id;
}
