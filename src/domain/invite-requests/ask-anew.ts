/**
 * Whoever opened a dead link asks for a new invite. The answer is the same whatever becomes of it: for keys that are none,
 * for links that work, for addresses that have an account, are asked for already, or that the link was not meant for.
 */
import { type Ctx, inTransaction } from '../../context.ts';
import { findIdentity } from '../../db/authentication.ts';
import { violates } from '../../db/constraints.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import { insertInviteRequests } from '../../db/invite-requests.ts';
import { listAnswerers } from '../../db/membership-requests.ts';
import type { RedemptionFacts } from '../../db/redemptions.ts';
import { findAccount } from '../../db/users.ts';
import { invalidRecord } from '../../errors.ts';
import { actorOf, mayAct } from '../../policy/identity.ts';
import { canInviteToGroups } from '../../policy/invites.ts';
import { tokenHash } from '../../secrets.ts';
import { escapeHtml } from '../../shared/escape-html.ts';
import { emailDomain } from '../../shared/normalise.ts';
import { deadReason } from '../invites/decide.ts';
import { findByKey } from '../invites/find.ts';
import { addressOf, countAgainst, perMinuteAndHour } from '../sessions/limits.ts';
import { checkEmail, type EmailAddress } from '../users/email-rules.ts';
import { tellOfInviteRequest } from './tell.ts';

const PER_ADDRESS = perMinuteAndHour('ask_anew', 5, 20);
/** Whole classes come late. */
const PER_INVITE = [{ name: 'ask_anew_invite', max: 30, windowSeconds: 86_400 }];
const MAX_TOLD = 20;
/** What the request was about was deleted at this very moment. */
const GONE = ['group_id', 'invite_id', 'for_user_id'].map((column) => `invite_requests_${column}_fkey`);

/** @throws UsherError invalid_record for what is no address or not taken by this site; rate_limit */
export async function askAnew(ctx: Ctx, key: string, text: string): Promise<void> {
  const verdict = checkEmail(text, ctx.settings);
  if (!verdict.ok) throw invalidRecord(verdict.code, { email: escapeHtml(text.trim()) }, { field: 'email' });
  await countAgainst(ctx, PER_ADDRESS, addressOf(ctx));
  const invite = await findByKey(ctx, key);
  await inTransaction(ctx, async (ctx) => {
    // Counted for keys that are none as well. The key itself is a secret and stays out of the table.
    await countAgainst(ctx, PER_INVITE, invite ? `invite ${invite.id}` : tokenHash(key).toString('hex'));
    if (invite && deadReason(invite, ctx.now()) && fits(invite, verdict.address))
      await request(ctx, invite, verdict.address);
  }).catch((error: unknown) => {
    if (!violates(error, ...GONE)) throw error;
  });
}

const fits = ({ domain }: RedemptionFacts, { key }: EmailAddress) => domain === null || emailDomain(key) === domain;

/** Whether the inviter could make the same invite today. */
async function inviterCan(ctx: Ctx, invite: RedemptionFacts, groups: readonly InviteGroup[]): Promise<boolean> {
  const inviter = invite.invited_by_id === null ? undefined : await findIdentity(ctx.db, invite.invited_by_id);
  if (!inviter || !mayAct(inviter, ctx.settings, ctx.now())) return false;
  return canInviteToGroups(actorOf(inviter, ctx.now()), groups, ctx.settings).ok;
}

/** To the inviter; to the owners of each group if the inviter cannot invite any more; to admins if there is no group. */
async function request(ctx: Ctx, invite: RedemptionFacts, address: EmailAddress): Promise<void> {
  const groups = (await listGroupsForInvite(ctx.db, invite.group_ids)).filter((group) => !group.automatic);
  const can = await inviterCan(ctx, invite, groups);
  const about = can || groups.length === 0 ? [undefined] : groups;
  const for_user_id = can ? invite.invited_by_id : null;
  const told = new Map<number, { id: number; email: string | null }>();
  let first: InviteGroup | undefined;
  for (const group of about) {
    const row = { group_id: group?.id ?? null, for_user_id, asker_id: null, invite_id: invite.id, reason: null };
    const written = await insertInviteRequests(ctx.db, { ...row, addresses: [address] }, ctx.now());
    if (written.length === 0) continue;
    first ??= group;
    const people =
      for_user_id === null
        ? await listAnswerers(ctx.db, group?.id ?? 0, ctx.now(), MAX_TOLD)
        : [{ id: for_user_id, email: (await findAccount(ctx.db, for_user_id))?.email ?? null }];
    for (const person of people) told.set(person.id, person);
  }
  if (told.size > 0)
    await tellOfInviteRequest(ctx, [...told.values()], {
      asker: undefined,
      group: first,
      emails: [address.email],
      reason: null,
    });
}
