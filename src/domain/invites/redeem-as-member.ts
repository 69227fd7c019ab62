/** An account that exists uses an invite: logged in, or when its address is confirmed. */
import { type Ctx, inTransaction } from '../../context.ts';
import { lockAccount } from '../../db/redeeming-accounts.ts';
import { claimForUser, findRedemptionFacts, type RedemptionFacts } from '../../db/redemptions.ts';
import { notLoggedIn, preconditionFailed, UsherError } from '../../errors.ts';
import { emailDomain } from '../../shared/normalise.ts';
import { addMembers } from '../groups/members.ts';
import {
  deadReason,
  decideGroups,
  type GroupDecision,
  groupsToRequest,
  type Joining,
  makeReceipt,
  notificationsFor,
  type Receipt,
  receiptOfNewcomer,
} from './decide.ts';
import { deadInvite, findByKey } from './find.ts';
import { tellOfWithheld } from './tell-of-withheld.ts';

/** Facts change between reading and writing only when somebody edits at that very moment. */
const ATTEMPTS = 8;

const isNotFound = (error: unknown) => error instanceof UsherError && error.kind === 'not_found';

/** Joins the granted groups, each with its effects and a log line that names the invite. */
export async function joinGranted(
  ctx: Ctx,
  invite: RedemptionFacts,
  decision: GroupDecision,
  userId: number,
): Promise<void> {
  for (const group of decision.granted) {
    const joining = {
      group_id: group.id,
      user_ids: [userId],
      acting_user_id: invite.invited_by_id!,
      invite_id: invite.id,
    };
    // Only a deletion at this very moment gets here; nothing has been kept then.
    await addMembers(ctx, joining).catch((error: unknown) => {
      throw isNotFound(error) ? new UsherError('conflict', { code: 'try_again' }) : error;
    });
  }
}

/**
 * Takes one use for an account and joins its groups, inside the caller's transaction, with the account locked.
 * @returns undefined when the invite can no longer be used
 */
export async function claimAndJoin(
  ctx: Ctx,
  inviteId: number,
  user: Joining & { id: number; username: string },
  madeAccount = false,
): Promise<Receipt | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const now = ctx.now();
    const invite = await findRedemptionFacts(ctx.db, inviteId, now, { userId: user.id });
    if (!invite || deadReason(invite, now) || invite.redeemed) return undefined;
    const settings = await ctx.services.settings.at(invite.authority.settings_version);
    const decision = decideGroups(invite, settings, now);
    const claimed = await claimForUser(
      ctx.db,
      {
        invite_id: invite.id,
        now,
        updated_at: invite.updated_at,
        authority: invite.authority,
        made_account: madeAccount,
        granted_group_ids: decision.granted.map((group) => group.id),
        withheld: decision.withheld,
        requested_group_ids: groupsToRequest(decision),
        notifications: notificationsFor(invite, decision, user.username),
      },
      user.id,
    );
    if (!claimed) continue;
    await joinGranted(ctx, invite, decision, user.id);
    await tellOfWithheld(ctx, invite.authority.groups, decision, user);
    return madeAccount ? receiptOfNewcomer(invite, settings, now) : makeReceipt(decision, user);
  }
  throw new UsherError('conflict', { code: 'try_again' });
}

function ensureFits(invite: RedemptionFacts, emailKey: string | null): void {
  if (invite.email_key !== null && invite.email_key !== emailKey) {
    throw preconditionFailed(
      'redeem_email_mismatch',
      {},
      { reason: 'email_mismatch', whoCanHelp: [{ role: 'inviter' }] },
    );
  }
  if (invite.domain !== null && emailDomain(emailKey ?? '') !== invite.domain) {
    throw preconditionFailed(
      'redeem_domain_mismatch',
      {},
      { reason: 'domain_mismatch', whoCanHelp: [{ role: 'inviter' }] },
    );
  }
}

/**
 * The logged-in person uses an invite: the account's own address counts, nothing of the request does.
 * @throws UsherError dead_invite, precondition (412), conflict
 */
export async function redeemAsMember(ctx: Ctx, key: string): Promise<{ receipt: Receipt; topic_id: number | null }> {
  return inTransaction(ctx, async (ctx) => {
    const user = await lockAccount(ctx.db, ctx.actor.id);
    if (!user) throw notLoggedIn();
    const invite = await findByKey(ctx, key, { userId: user.id });
    // Someone who came in by this link before is told so, even when it has no uses left.
    if (invite?.redeemed && invite.email_key === null && !invite.deleted_at) {
      throw preconditionFailed('already_redeemed', {}, { reason: 'already_redeemed' });
    }
    const dead = invite ? deadReason(invite, ctx.now()) : 'unknown';
    if (!invite || dead) throw deadInvite(dead ?? 'unknown');
    ensureFits(invite, user.email_key);
    const settings = await ctx.services.settings.at(invite.authority.settings_version);
    const decision = decideGroups(invite, settings, ctx.now());
    const receipt = makeReceipt(decision, user);
    const nothingNew = decision.already.length > 0 && decision.already.length === invite.authority.groups.length;
    // Member of all its groups: a link keeps its use for somebody else; an e-mail invite is done (contract D18).
    if (nothingNew && invite.email_key === null) return { receipt, topic_id: invite.topic_id };
    const done = await claimAndJoin(ctx, invite.id, user);
    if (!done) throw deadInvite('exhausted');
    return { receipt: done, topic_id: invite.topic_id };
  });
}
