/** Pure decisions about using an invite: is it alive, what does it give, and what does joining do. */
import type { InviteRow } from '../../db/invites.ts';
import type { AuthorityGroup, RedemptionFacts } from '../../db/redemptions.ts';
import { buildActor } from '../../policy/actor.ts';
import { canInviteToGroup } from '../../policy/invites.ts';
import type { Settings } from '../../shared/site-settings.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';
import { combineEffects } from '../groups/effects.ts';

/** Why an invite cannot be used; the page says it in words (`dead_<reason>`). */
export type DeadReason = 'redeemed' | 'unknown' | 'revoked' | 'inviter_gone' | 'exhausted' | 'invalidated' | 'expired';

/** @returns undefined for an invite that can be used. At its very expiry moment an invite is dead. */
export function deadReason(invite: InviteRow, now: Date): DeadReason | undefined {
  if (invite.deleted_at) return 'revoked';
  if (invite.invited_by_id === null) return 'inviter_gone';
  if (invite.redemption_count >= invite.max_redemptions_allowed) return 'exhausted';
  if (invite.invalidated_at) return 'invalidated';
  if (invite.expires_at <= now) return 'expired';
  return undefined;
}

export type WithheldReason = 'inviter_lost_right' | 'group_deleted' | 'group_automatic';
export interface GroupDecision {
  granted: AuthorityGroup[];
  /** Groups the person is in anyway: nothing to give, and nothing to withhold. */
  already: AuthorityGroup[];
  withheld: { id: number; name: string; reason: WithheldReason }[];
}

/** The inviter's right is asked again, with the same rule as when the invite was made. */
export function decideGroups(invite: RedemptionFacts, settings: Settings, now: Date): GroupDecision {
  const { inviter, groups } = invite.authority;
  const suspended = inviter?.suspended_till != null && new Date(inviter.suspended_till) > now;
  const actor =
    inviter?.active && !suspended ? buildActor({ ...inviter, ownedGroupIds: inviter.owned_group_ids }) : undefined;
  const decision: GroupDecision = { granted: [], already: [], withheld: [] };
  for (const group of groups) {
    const { id, name } = group;
    if (invite.member_of.includes(id)) decision.already.push(group);
    else if (group.automatic) decision.withheld.push({ id, name, reason: 'group_automatic' });
    else if (actor && canInviteToGroup(actor, group, settings).ok) decision.granted.push(group);
    else decision.withheld.push({ id, name, reason: 'inviter_lost_right' });
  }
  for (const { id, name } of invite.deleted_groups) decision.withheld.push({ id, name, reason: 'group_deleted' });
  return decision;
}

/** Withheld groups that still take people in get a membership request that an owner can accept (contract D13). */
export const groupsToRequest = ({ withheld }: GroupDecision): number[] =>
  withheld.filter((group) => group.reason === 'inviter_lost_right').map((group) => group.id);

/** What the inviter is told. */
export function notificationsFor(invite: RedemptionFacts, decision: GroupDecision, username: string) {
  const accepted = {
    type: notificationTypes.invitee_accepted,
    data: { display_username: username, invite_id: invite.id } as Record<string, unknown>,
  };
  if (decision.withheld.length === 0) return [accepted];
  return [
    accepted,
    {
      type: notificationTypes.groups_withheld,
      data: { display_username: username, invite_id: invite.id, groups: decision.withheld },
    },
  ];
}

/** What the effects of the granted groups come to for a new account. */
export function effectsOnNewAccount(granted: readonly AuthorityGroup[], settings: Settings) {
  const effects = combineEffects(granted);
  return { ...effects, trust_level: Math.max(settings.default_invitee_trust_level, effects.trust_level ?? 0) };
}

export interface Receipt {
  granted: { id: number; name: string; full_name: string | null }[];
  already: { id: number; name: string; full_name: string | null }[];
  withheld: { id: number; name: string; reason: WithheldReason }[];
  /** What joining raised the account's trust level to; null: it did not. */
  trust_level: number | null;
}
/** The account before it joins; a trust level that is locked no group raises. */
export interface Joining {
  trust_level: number;
  manual_locked_trust_level?: number | null;
}
const named = ({ id, name, full_name }: AuthorityGroup) => ({ id, name, full_name });

export function makeReceipt({ granted, already, withheld }: GroupDecision, account: Joining): Receipt {
  const level = combineEffects(granted).trust_level ?? 0;
  const raised = level > account.trust_level && (account.manual_locked_trust_level ?? null) === null;
  return {
    granted: granted.map(named),
    already: already.map(named),
    withheld,
    trust_level: raised ? level : null,
  };
}

/** A new account, before the groups of its invite. */
export const asNewcomer = (settings: Settings): Joining => ({ trust_level: settings.default_invitee_trust_level });

/**
 * For whoever gets an account by the invite: as if there had been none. It does not show that the address belongs to
 * somebody, nor to an account that nobody proved to own, and what that one was in is news to its owner.
 */
export const receiptOfNewcomer = (invite: RedemptionFacts, settings: Settings, now: Date): Receipt =>
  makeReceipt(decideGroups({ ...invite, member_of: [] }, settings, now), asNewcomer(settings));
