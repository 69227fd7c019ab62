/** From the key in an address to the invite: found by the id in the key, then the whole key compared in constant time. */
import type { Ctx } from '../../context.ts';
import { type FactsAbout, findRedemptionFacts, type RedemptionFacts } from '../../db/redemptions.ts';
import { UsherError } from '../../errors.ts';
import { inviteEmailToken, inviteKey } from '../../links.ts';
import { sameToken, tokenRowId } from '../../secrets.ts';
import { type DeadReason, deadReason } from './decide.ts';

export const deadInvite = (reason: DeadReason) =>
  new UsherError('dead_invite', {
    code: 'dead_invite',
    reason: reason === 'inviter_gone' ? reason : `invite_${reason}`,
    whoCanHelp: [{ role: reason === 'inviter_gone' ? 'staff' : 'inviter' }],
  });

type Handles = Pick<Ctx, 'db' | 'now' | 'services'>;

/** The invite with everything a decision needs, whether it is alive or not; undefined for a key that is not one. */
export async function findByKey(
  ctx: Handles,
  key: string,
  about: FactsAbout = {},
): Promise<RedemptionFacts | undefined> {
  const id = tokenRowId(key);
  if (id === undefined) return undefined;
  const facts = await findRedemptionFacts(ctx.db, id, ctx.now(), about);
  if (!facts || !sameToken(key, inviteKey(ctx.services.secrets, facts))) return undefined;
  return facts;
}

/** Whether `token` is the one that the mail of this invite carried: its bearer reads that mailbox. */
export function provesMailbox(ctx: Handles, invite: RedemptionFacts, token: string | undefined): boolean {
  // An invite that was never mailed (skip_email) has a token nobody was sent.
  if (!token || invite.emailed_status === 0 || invite.email_token_nonce === null) return false;
  return sameToken(token, inviteEmailToken(ctx.services.secrets, invite));
}

/** Whether the invite may be used although its only use is taken: by the unconfirmed account of its own address. */
export const isOwnerComingBack = (ctx: Pick<Ctx, 'now'>, invite: RedemptionFacts, verified: boolean): boolean =>
  verified && invite.redeemed && invite.holder !== null && !invite.holder.confirmed && invite.expires_at > ctx.now();

/** @param token the one of the mail, if the reader showed it. @throws UsherError dead_invite */
export async function findAlive(
  ctx: Handles,
  key: string,
  about: FactsAbout = {},
  token?: string,
): Promise<RedemptionFacts> {
  const invite = await findByKey(ctx, key, about);
  const reason = invite ? deadReason(invite, ctx.now()) : 'unknown';
  const owner = invite && reason === 'exhausted' && about.userId === undefined;
  if (owner && isOwnerComingBack(ctx, invite, provesMailbox(ctx, invite, token))) return invite;
  // To somebody who came in by it, a used-up invite is not bad news.
  if (invite && reason && invite.redeemed && about.userId !== undefined) throw deadInvite('redeemed');
  if (!invite || reason) throw deadInvite(reason ?? 'unknown');
  return invite;
}
