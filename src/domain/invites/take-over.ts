/**
 * The address belongs to an account nobody proved to own (staged, or never confirmed, contract D16): it becomes the
 * newcomer's, under the same id. Its password, sessions, keys and tokens die.
 */
import { type Ctx, inTransaction } from '../../context.ts';
import { lockAccount, takeOverAccount } from '../../db/redeeming-accounts.ts';
import type { Holder, RedemptionFacts } from '../../db/redemptions.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { nameKey } from '../../shared/normalise.ts';
import { joinGroupsOfAddress } from '../groups/email-domains.ts';
import { openSession } from '../sessions/open.ts';
import { createEmailToken } from '../users/email-tokens.ts';
import { receiptOfNewcomer } from './decide.ts';
import { chooseUsername, confirmation, decide, type Newcomer, needsMail, type Redeemed, stateOf } from './newcomer.ts';
import { claimAndJoin, joinGranted } from './redeem-as-member.ts';
import { redeemPendingInvites } from './redeem-pending.ts';

/** Whether this holder of the address gives way to the newcomer. */
export function givesWay(
  holder: { staged: boolean; confirmed: boolean; suspended_till: Date | string | null },
  verified: boolean,
  now: Date,
): boolean {
  // Who is suspended cannot act, not even by coming again under the same address.
  if (holder.suspended_till !== null && new Date(holder.suspended_till) > now) return false;
  return holder.staged || (!holder.confirmed && verified);
}

/** @returns undefined when somebody else was faster: look again */
export function takeOver(
  ctx: Ctx,
  invite: RedemptionFacts,
  holder: Holder,
  person: Newcomer,
  attempt: number,
): Promise<Redeemed | undefined> {
  return inTransaction(ctx, async (ctx) => {
    const account = await lockAccount(ctx.db, holder.id);
    if (!account || !givesWay(account, person.verified, ctx.now())) return undefined;
    const username = await chooseUsername(ctx, person, invite, attempt);
    const { email, password_hash, approved, timezone, locale, verified } = person;
    await takeOverAccount(
      ctx.db,
      holder.id,
      {
        username,
        username_key: nameKey(username),
        name: person.name || username,
        password_hash,
        approved,
        confirmed: verified,
        trust_level: ctx.settings.default_invitee_trust_level,
        timezone,
        locale,
        ip: ctx.ip,
      },
      ctx.now(),
    );
    let receipt = await claimAndJoin(ctx, invite.id, { ...account, username }, true);
    if (!receipt) {
      if (!invite.redeemed) throw new InviteGone();
      // Its only use was taken by the unconfirmed account itself, without the token: the owner gets what that got.
      const { decision } = decide(ctx, invite, username);
      await joinGranted(ctx, invite, decision, holder.id);
      receipt = receiptOfNewcomer(invite, ctx.settings, ctx.now());
    }
    const state = stateOf(person);
    const sessionToken = state === 'joined' ? await openSession(ctx, holder.id) : undefined;
    if (verified) {
      await redeemPendingInvites(ctx, { id: holder.id, email_key: email });
      await joinGroupsOfAddress(ctx, holder.id);
    }
    if (needsMail(person)) await mailConfirmation(ctx, holder.id, person);
    return {
      state,
      email,
      username,
      withPassword: password_hash !== null,
      receipt,
      topic_id: invite.topic_id,
      sessionToken,
    };
  }).catch((error: unknown) => {
    if (error instanceof InviteGone) return undefined;
    throw error;
  });
}

/** Rolls the transaction back: the invite was used up or withdrawn in the meantime. */
class InviteGone extends Error {}

async function mailConfirmation(ctx: Ctx, userId: number, person: Newcomer): Promise<void> {
  const { email_type, purpose } = confirmation(person);
  const token = await createEmailToken(ctx, { user_id: userId, purpose, email_key: person.email });
  await enqueueMail(ctx, {
    email_type,
    to_address: person.email,
    user_id: userId,
    email_token_id: token.id,
    locale: ctx.locale,
  });
}
