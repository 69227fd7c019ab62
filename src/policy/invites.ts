/**
 * Who may invite, and to which groups. Pure rules, used by the API, the flags the browser sees, redemption and the
 * command line alike; reference: invites contract, section 3. Each refusal is a stable code: its sentence is
 * `rule_<code>` in src/shared/i18n/en/errors.ts, and `whoCanHelp` says who can lift it.
 */
import type { Helper } from '../errors.ts';
import { type Settings, splitList } from '../shared/site-settings.ts';
import { type Actor, no, type Verdict, yes } from './actor.ts';
import { canEditMembers, type GroupFacts } from './groups.ts';

/** May the actor invite at all, without naming a group they own? */
export function canInvite(actor: Actor, settings: Settings): Verdict {
  if (actor.kind === 'anonymous') return no('not_logged_in');
  if (actor.silenced) return no('silenced');
  if (actor.staff) return yes;
  if (settings.max_invites_per_day <= 0) return no('max_invites_per_day_zero');
  const allowed = splitList(settings.invite_allowed_groups).map(Number);
  return allowed.some((id) => actor.groupIds.has(id)) ? yes : no('not_in_invite_allowed_groups');
}

/**
 * May the actor invite, naming these groups? Owners may for groups they own, whatever their trust level, while
 * `group_owners_may_invite` is on. (Whether each group is theirs to fill is asked by `canInviteToGroup`.)
 */
export function canInviteAtAll(actor: Actor, groupIds: readonly number[], settings: Settings): Verdict {
  const general = canInvite(actor, settings);
  if (general.ok || general.reason !== 'not_in_invite_allowed_groups' || !settings.group_owners_may_invite)
    return general;
  return groupIds.some((id) => actor.ownedGroupIds.has(id)) ? yes : general;
}

/** May the actor invite to this group? (Whether they may invite at all is asked by `canInviteToGroups`.) */
export const canInviteToGroup = (actor: Actor, group: GroupFacts, settings: Settings): Verdict =>
  canEditMembers(actor, group, settings);

/**
 * May the actor invite to all of these groups? Every one must be theirs to fill.
 * @returns the first refusal, with the groups it concerns
 */
export function canInviteToGroups<G extends GroupFacts>(
  actor: Actor,
  groups: readonly G[],
  settings: Settings,
): { ok: true } | { ok: false; reason: string; groups: G[] } {
  const refused = groups.flatMap((group) => {
    const verdict = canInviteToGroup(actor, group, settings);
    return verdict.ok ? [] : [{ group, reason: verdict.reason }];
  });
  const general = canInviteAtAll(
    actor,
    groups.map((group) => group.id),
    settings,
  );
  if (!general.ok) return { ok: false, reason: general.reason, groups: [] };
  const reason = refused[0]?.reason;
  if (reason === undefined) return { ok: true };
  return { ok: false, reason, groups: refused.filter((entry) => entry.reason === reason).map((entry) => entry.group) };
}

/** Many addresses in one call: admins only (contract section 3). */
export const canInviteMany = (actor: Actor): Verdict =>
  actor.kind === 'anonymous' ? no('not_logged_in') : actor.admin ? yes : no('admins_only');

/** Resend all, remove all expired. */
export const canManageOwnInvitesInBulk = (actor: Actor): Verdict =>
  actor.kind === 'anonymous' ? no('not_logged_in') : actor.staff ? yes : no('staff_only');

/** The inviter may change and resend; nobody else, not even an admin. */
export const canUpdateInvite = (actor: Actor, invite: { invited_by_id: number | null }): boolean =>
  invite.invited_by_id === actor.id;

/** The inviter, and any admin. */
export const canDeleteInvite = (actor: Actor, invite: { invited_by_id: number | null }): boolean =>
  canUpdateInvite(actor, invite) || (actor.admin && actor.kind !== 'anonymous');

/** Addresses and keys are for the inviter and staff. */
export const canSeeInviteDetails = (actor: Actor, inviterId: number): boolean => actor.id === inviterId || actor.staff;

/** Uses a link of this inviter may have. */
export const maxLinkRedemptions = (actor: Actor, settings: Settings): number =>
  actor.staff ? settings.invite_link_max_redemptions_limit : settings.invite_link_max_redemptions_limit_users;

/** Who can lift a refusal. `owners` are the owners of the groups concerned, known to the caller. */
export function whoCanHelp(reason: string, owners: readonly string[] = []): Helper[] {
  const owner: Helper[] = owners.length > 0 ? [{ role: 'owner', usernames: [...owners] }] : [];
  if (reason === 'not_logged_in') return [{ role: 'self' }];
  if (reason === 'group_automatic' || reason === 'group_automatic_attributes') return [];
  return [...owner, { role: 'admin' }];
}
