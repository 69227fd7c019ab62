/** The mail that proves an address: it carries the link that activates the account. */
import { type Ctx, inTransaction } from '../../context.ts';
import { type AccountRow, findAccountByLogin } from '../../db/users.ts';
import { invalidAccess, notFound, UsherError } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { addressOf, countAgainst, perMinuteAndHour } from '../sessions/limits.ts';
import { loginKey } from '../sessions/log-in.ts';
import { createEmailToken } from './email-tokens.ts';

export interface Addressee {
  id: number;
  email: string;
  email_key: string;
  /** Without a password the link leads to choosing one. */
  has_password: boolean;
}

/** Queues the mail, in the caller's transaction. */
export async function mailActivation(ctx: Ctx, to: Addressee): Promise<void> {
  const purpose = to.has_password ? 'signup' : 'password_reset';
  const token = await createEmailToken(ctx, { user_id: to.id, purpose, email_key: to.email_key });
  await enqueueMail(ctx, {
    email_type: to.has_password ? 'signup' : 'account_created',
    to_address: to.email,
    user_id: to.id,
    email_token_id: token.id,
  });
}

const addressee = ({ id, email, email_key, password_hash }: AccountRow): Addressee | undefined =>
  email === null || email_key === null ? undefined : { id, email, email_key, has_password: password_hash !== null };

/**
 * Sends the activation mail once more.
 * @param login username or address
 * @param signedUpAs whether this browser signed up under that username, or has just shown its password
 * @throws UsherError invalid_access, not_found, conflict when the account is active already, rate_limit
 */
export async function resendActivation(
  ctx: Ctx,
  login: string,
  signedUpAs: (username: string) => boolean,
): Promise<void> {
  const found = await findAccountByLogin(ctx.db, loginKey(login));
  const account = found?.staged ? undefined : found;
  if (!ctx.actor.staff) {
    if (!signedUpAs(account?.username ?? login))
      throw invalidAccess('not_just_signed_up', { whoCanHelp: [{ role: 'staff' }] });
    await countAgainst(ctx, perMinuteAndHour('activation_mail', 6, 30), addressOf(ctx));
    // While addresses are kept secret a sign-up with a taken one only seemed to work; this must look the same.
    if (!account && ctx.settings.hide_email_address_taken) return;
  }
  const to = account && addressee(account);
  if (!account || !to) throw notFound();
  if (account.active) throw new UsherError('conflict', { code: 'already_active' });
  await inTransaction(ctx, (ctx) => mailActivation(ctx, to));
}
