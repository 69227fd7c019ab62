/** Asking for the link that sets a new password. The answer does not depend on whether there is an account. */
import { type Ctx, inTransaction } from '../../context.ts';
import { findAccountByLogin } from '../../db/users.ts';
import { invalidParameters } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { addressOf, countAgainst, perMinuteAndHour } from '../sessions/limits.ts';
import { ensureLocalLogins, loginKey } from '../sessions/log-in.ts';
import { parseEmail } from './email-rules.ts';
import { createEmailToken } from './email-tokens.ts';

const PER_ADDRESS = perMinuteAndHour('forgot_password', 3, 6);
const PER_USER = { name: 'forgot_password_user', max: 6, windowSeconds: 86_400 };

/**
 * @returns whether there is such an account; for the caller's own use while addresses are kept secret
 * @throws UsherError slow_down; invalid_parameters for a username while addresses are kept secret
 */
export async function forgotPassword(ctx: Ctx, login: string): Promise<boolean> {
  ensureLocalLogins(ctx);
  if (ctx.settings.hide_email_address_taken && !parseEmail(login)) throw invalidParameters('login');
  await countAgainst(ctx, PER_ADDRESS, addressOf(ctx), 'slow_down');
  const key = loginKey(login);
  const account = await findAccountByLogin(ctx.db, key);
  const { id, email, email_key } = account ?? { id: 0, email: null, email_key: null };
  return inTransaction(ctx, async (ctx) => {
    // Counted, and so written, for accounts that do not exist as well: the same work.
    await countAgainst(ctx, [PER_USER], account ? `user ${id}` : key, 'slow_down');
    if (email === null || email_key === null || account?.staged) return false;
    const token = await createEmailToken(ctx, { user_id: id, purpose: 'password_reset', email_key });
    await enqueueMail(ctx, {
      email_type: 'forgot_password',
      to_address: email,
      user_id: id,
      email_token_id: token.id,
    });
    return true;
  });
}
