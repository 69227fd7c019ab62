/**
 * Who may invite, and to which groups. Pure rules, used by the API, the flags the browser sees, redemption and the
 * command line alike; reference: invites contract, section 3. Each refusal is a stable code: its sentence is
 * `rule_<code>` in src/shared/i18n/en/errors.ts, and `whoCanHelp` says who can lift it.
 */
import type { Helper } from '../errors.ts';
import { type Settings, splitList } from '../shared/site-settings.ts';
import { type Actor, allowsIf, no, refusesIf, type Step, type Verdict, verdictOf, walk, yes } from './actor.ts';
import { canEditMembers, type GroupFacts, memberRules } from './groups.ts';

/** Whether the actor may invite at all, rule by rule. @param ownsGroup they own a group that the invite names */
function* inviteRules(actor: Actor, ownsGroup: boolean, settings: Settings): Iterable<Step> {
  yield refusesIf('logged_in', actor.kind === 'anonymous', 'not_logged_in');
  yield refusesIf('silenced', actor.silenced, 'silenced');
  yield allowsIf('staff', actor.staff);
  yield refusesIf('max_invites_per_day', settings.max_invites_per_day <= 0, 'max_invites_per_day_zero');
  const allowed = splitList(settings.invite_allowed_groups).map(Number);
  yield allowsIf(
    'invite_allowed_groups',
    allowed.some((id) => actor.groupIds.has(id)),
  );
  yield allowsIf('group_owners_may_invite', ownsGroup && settings.group_owners_may_invite);
  yield { rule: 'invite_allowed_groups', outcome: 'refuses', reason: 'not_in_invite_allowed_groups' };
}

/** May the actor invite at all, without naming a group they own? */
export const canInvite = (actor: Actor, settings: Settings): Verdict => verdictOf(inviteRules(actor, false, settings));

const ownsOne = (actor: Actor, groupIds: readonly number[]) => groupIds.some((id) => actor.ownedGroupIds.has(id));

/**
 * May the actor invite, naming these groups? Owners may for groups they own, whatever their trust level, while
 * `group_owners_may_invite` is on. (Whether each group is theirs to fill is asked by `canInviteToGroup`.)
 */
export const canInviteAtAll = (actor: Actor, groupIds: readonly number[], settings: Settings): Verdict =>
  verdictOf(inviteRules(actor, ownsOne(actor, groupIds), settings));

/**
 * Whether somebody who names these groups invites as an owner. Who owns others than these does too: that these are not
 * theirs is what they are told then, and not that they may not invite.
 */
const invitesAsOwner = (actor: Actor, groups: readonly GroupFacts[], settings: Settings): boolean =>
  groups.some(({ id }) => actor.ownedGroupIds.has(id)) ||
  (actor.ownedGroupIds.size > 0 && groups.some((group) => !canInviteToGroup(actor, group, settings).ok));

/** Both chains about inviting to a group, each up to the rule that decides; without a group only the first. */
export const explainInviting = (actor: Actor, group: GroupFacts | undefined, settings: Settings) => ({
  inviting: walk(inviteRules(actor, group !== undefined && invitesAsOwner(actor, [group], settings), settings)),
  group: group ? walk(memberRules(actor, group, settings)) : [],
});

/** May the actor ask the owners of a group to invite somebody? Whoever may invite need not ask. */
export function canAskToInvite(actor: Actor, group: GroupFacts, settings: Settings): Verdict {
  if (actor.kind === 'anonymous') return no('not_logged_in');
  if (actor.silenced) return no('silenced');
  if (group.automatic) return no('group_automatic');
  return canInviteToGroups(actor, [group], settings).ok ? no('may_invite_already') : yes;
}

/**
 * May the actor answer a request to be invited? Of a group: whoever decides who is in it. Of a dead link: its inviter, who
 * must still decide about all its groups, and admins. (Whether they may invite is asked when the invite is made.)
 */
export function canAnswerInviteRequest(
  actor: Actor,
  { for_user_id, groups }: { for_user_id: number | null; groups: readonly GroupFacts[] },
  settings: Settings,
): Verdict {
  if (actor.kind === 'anonymous') return no('not_logged_in');
  if ((for_user_id !== null || groups.length === 0) && for_user_id !== actor.id && !actor.admin)
    return no('admins_only');
  for (const group of groups) {
    const verdict = canEditMembers(actor, group, settings);
    if (!verdict.ok) return verdict;
  }
  return yes;
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
  const general = verdictOf(inviteRules(actor, invitesAsOwner(actor, groups, settings), settings));
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

/** Everybody's invites, addresses included. */
export const canListAllInvites = (actor: Actor): boolean => actor.staff;

/**
 * The invites that touch a group, whoever made them, are for whoever decides who is in it; they may take the group off
 * each. (Keys, notes and other groups stay the inviter's: see `canSeeInviteDetails` and `canSeeGroup`.)
 */
export const canManageGroupInvites = (actor: Actor, group: GroupFacts, settings: Settings): Verdict =>
  canEditMembers(actor, group, settings);

/** Counts of one's own invites; of everybody's: staff, and whoever decides who is in the group, about that group. */
export function canSeeFunnel(
  actor: Actor,
  scope: 'own' | 'all',
  group: GroupFacts | undefined,
  settings: Settings,
): Verdict {
  if (actor.kind === 'anonymous') return no('not_logged_in');
  if (scope === 'own' || canListAllInvites(actor)) return yes;
  return group ? canManageGroupInvites(actor, group, settings) : no('staff_only');
}

/** Uses a link of this inviter may have. */
export const maxLinkRedemptions = (actor: Actor, settings: Settings): number =>
  actor.staff ? settings.invite_link_max_redemptions_limit : settings.invite_link_max_redemptions_limit_users;

/** Who decides about a rule of the chains, and which site setting it is. */
const DECIDERS: Record<string, { role?: Helper['role'] }> = {
  logged_in: { role: 'self' },
  account: { role: 'staff' },
  silenced: { role: 'staff' },
  staff: { role: 'admin' },
  admin: { role: 'admin' },
  group_owner: { role: 'owner' },
  group_automatic: {},
};
export function whoDecides(rule: string, owners: readonly string[]): { setting: string | null; who: Helper[] } {
  const decider = DECIDERS[rule];
  // The others are called like the site setting they are.
  if (!decider) return { setting: rule, who: [{ role: 'admin' }] };
  if (decider.role === 'owner') return { setting: null, who: whoCanHelp('not_group_owner', owners) };
  return { setting: null, who: decider.role ? [{ role: decider.role }] : [] };
}

/** Who can lift a refusal. `owners` are the owners of the groups concerned, known to the caller. */
export function whoCanHelp(reason: string, owners: readonly string[] = []): Helper[] {
  const owner: Helper[] = owners.length > 0 ? [{ role: 'owner', usernames: [...owners] }] : [];
  if (reason === 'not_logged_in') return [{ role: 'self' }];
  if (reason === 'silenced') return [{ role: 'staff' }];
  if (reason === 'group_automatic' || reason === 'group_automatic_attributes') return [];
  return [...owner, { role: 'admin' }];
}
