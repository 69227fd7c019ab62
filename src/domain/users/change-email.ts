/** Another address for an account: asked for here, done when the link that is mailed to the new address is opened. */
import { type Ctx, inTransaction } from '../../context.ts';
import { updateEmail } from '../../db/account-changes.ts';
import { type EmailChangeRow, findEmailChange, spendEmailChanges, spendEmailToken } from '../../db/email-tokens.ts';
import type { TargetRow } from '../../db/staff-users.ts';
import { findAccountByLogin, findTaken, lockCanonicalEmail } from '../../db/users.ts';
import { invalidRecord } from '../../errors.ts';
import { accountToken } from '../../links.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { canChangeEmail } from '../../policy/users.ts';
import { sameToken, tokenRowId } from '../../secrets.ts';
import { emailCanonical } from '../../shared/normalise.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { addressOf, countAgainst, perMinuteAndHour } from '../sessions/limits.ts';
import { confirmAddress } from './confirm-address.ts';
import { checkEmail, type EmailAddress, parseEmail } from './email-rules.ts';
import { createEmailToken } from './email-tokens.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';

/** Per network address, because each attempt tells whether an address is taken. Keys have their own limit. */
const LIMITS = perMinuteAndHour('change_email', 3, 6);

const taken = () => invalidRecord('email_taken', {}, { body: { field: 'email' } });
const dead = () => invalidRecord('token_dead', {}, { reason: 'token_dead' });

/** Whether another account has the address. Locks it where no unique index guards the rule. */
async function isTaken(ctx: Ctx, user: { id: number }, { key }: EmailAddress): Promise<boolean> {
  const canonical = ctx.settings.normalize_emails ? emailCanonical(key) : null;
  if (canonical !== null) await lockCanonicalEmail(ctx.db, canonical);
  const { email_user_id, staged_user_id } = await findTaken(ctx.db, '', key, canonical);
  return [email_user_id, staged_user_id].some((id) => id !== null && id !== user.id);
}

async function mailLink(ctx: Ctx, user: TargetRow, address: EmailAddress): Promise<void> {
  if (await isTaken(ctx, user, address)) {
    if (!ctx.settings.hide_email_address_taken) throw taken();
    // That it is taken is a secret: its owner hears about the attempt, whoever made it does not.
    const owner = await findAccountByLogin(ctx.db, address.key);
    if (owner?.email)
      await enqueueMail(ctx, { email_type: 'account_exists', to_address: owner.email, user_id: owner.id });
    return;
  }
  const { email, key: email_key } = address;
  const token = await createEmailToken(ctx, { user_id: user.id, purpose: 'email_change', email_key, email });
  await enqueueMail(ctx, {
    email_type: 'confirm_new_email',
    to_address: email,
    user_id: user.id,
    email_token_id: token.id,
  });
}

/**
 * Mails a link to the new address; until it is opened nothing changes. A change that was asked for before is forgotten,
 * so asking for the present address withdraws it.
 * @throws UsherError invalid_access; 422 for an address that cannot be used; rate_limit
 */
export async function requestEmailChange(ctx: Ctx, target: { id: number }, typed: string): Promise<void> {
  ensureAllowed(canChangeEmail(ctx.actor, target, ctx.settings));
  const verdict = checkEmail(typed, ctx.settings);
  if (!verdict.ok) throw invalidRecord(verdict.code, { email: typed.trim() });
  if (!ctx.actor.admin && !ctx.actor.apiKey) await countAgainst(ctx, LIMITS, addressOf(ctx));
  await withTarget(ctx, target, async (ctx, user) => {
    await spendEmailChanges(ctx.db, user.id, ctx.now());
    if (verdict.address.key === user.email_key) return;
    await mailLink(ctx, user, verdict.address);
    if (ctx.actor.id !== user.id)
      await logStaffAction(ctx, {
        action_name: 'change_email',
        target_user_id: user.id,
        email: verdict.address.email,
      });
  });
}

/** The change a link is for. @throws UsherError 422 when the link is no good (any more) */
export async function findEmailChangeBy(ctx: Ctx, token: string): Promise<EmailChangeRow> {
  const id = tokenRowId(token);
  const row = id === undefined ? undefined : await findEmailChange(ctx.db, id, ctx.now());
  if (!row || !sameToken(token, accountToken(ctx.services.secrets, row))) throw dead();
  return row;
}

/** The link of the mail: the address becomes the account's, and the old one is told. @throws UsherError 422 */
export async function confirmEmailChange(ctx: Ctx, token: string): Promise<void> {
  const found = await findEmailChangeBy(ctx, token);
  const address = parseEmail(found.email);
  if (!address) throw dead();
  await inTransaction(ctx, (ctx) =>
    withTarget(ctx, { id: found.user_id }, async (ctx, user) => {
      if (!(await spendEmailToken(ctx.db, found.id, ctx.now()))) throw dead();
      if (await isTaken(ctx, user, address)) throw taken();
      await updateEmail(ctx.db, user.id, address, ctx.now());
      await confirmAddress(ctx, user.id);
      if (user.email !== null)
        await enqueueMail(ctx, {
          email_type: 'notify_old_email',
          to_address: user.email,
          user_id: user.id,
          params: { new_email: address.email },
        });
    }),
  );
}
