/** The mail by which staff tell somebody that their account is suspended or silenced. */
import type { Ctx } from '../../context.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { isForGood } from '../../policy/users.ts';

/** Only when staff have something to say. Call it in the transaction of the deed. */
export async function tellRestricted(
  ctx: Ctx,
  email_type: 'account_suspended' | 'account_silenced',
  user: { id: number; email: string | null },
  until: Date,
  message = '',
): Promise<void> {
  const text = message.trim();
  if (text === '' || user.email === null) return;
  await enqueueMail(ctx, {
    email_type,
    to_address: user.email,
    user_id: user.id,
    params: { message: text, ...(isForGood(until, ctx.now()) ? {} : { until: until.toISOString() }) },
  });
}
