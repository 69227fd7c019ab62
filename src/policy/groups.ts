/** Who may see and edit groups. Pure rules; reference: groups-and-users contract, sections 3.2 and 3.3. */
import type { Settings } from '../shared/site-settings.ts';
import { type Actor, allowsIf, no, refusesIf, type Step, type Verdict, verdictOf, yes } from './actor.ts';
import { ADMINS } from './automatic-groups.ts';

/** What the rules need to know of a group. */
export interface GroupFacts {
  id: number;
  automatic: boolean;
  visibility_level: number;
  members_visibility_level?: number;
}

const EVERYONE = 0;
const LOGGED_ON = 1;
const MEMBERS = 2;
const STAFF = 3;

function reaches(actor: Actor, group: GroupFacts, level: number): boolean {
  if (actor.admin || actor.ownedGroupIds.has(group.id)) return true;
  if (level === EVERYONE) return true;
  if (level === LOGGED_ON) return actor.kind !== 'anonymous';
  if (level === MEMBERS) return actor.staff || actor.groupIds.has(group.id);
  return level === STAFF && actor.staff;
}

export const canSeeGroup = (actor: Actor, group: GroupFacts): boolean => reaches(actor, group, group.visibility_level);

/** Whether every member may know that they are one. */
export const membersSeeGroup = (group: { visibility_level: number }): boolean => group.visibility_level <= MEMBERS;

/** Groups that not even all staff may know of. */
export const isForAdminsOnly = (group: { visibility_level: number }): boolean => group.visibility_level > STAFF;

/** Who sees the list of members: never more than who sees the group. */
export const canSeeMembers = (actor: Actor, group: GroupFacts): boolean =>
  canSeeGroup(actor, group) && reaches(actor, group, group.members_visibility_level ?? EVERYONE);

/** Admins; with `moderators_manage_groups` also moderators, for groups they can see, except the admins' own. */
export function canManageGroup(actor: Actor, group: GroupFacts, settings: Settings): boolean {
  if (actor.admin) return true;
  return actor.moderator && settings.moderators_manage_groups && group.id !== ADMINS && canSeeGroup(actor, group);
}

/** Whether the actor may decide who is in this group, rule by rule. */
export function* memberRules(actor: Actor, group: GroupFacts, settings: Settings): Iterable<Step> {
  yield refusesIf('logged_in', actor.kind === 'anonymous', 'not_logged_in');
  yield refusesIf('group_automatic', group.automatic, 'group_automatic');
  yield allowsIf('group_owner', actor.ownedGroupIds.has(group.id));
  yield allowsIf('admin', actor.admin);
  yield allowsIf('moderators_manage_groups', canManageGroup(actor, group, settings));
  const closed = settings.moderators_manage_groups ? 'group_hidden_from_moderators' : 'moderators_manage_groups_off';
  yield refusesIf('moderators_manage_groups', actor.moderator, closed);
  yield { rule: 'group_owner', outcome: 'refuses', reason: 'not_group_owner' };
}

/**
 * Whether the actor may decide who is in this group: add and remove members, invite to it, answer requests, read its
 * log. The same rule is asked again when an invite is used, about the inviter.
 */
export const canEditMembers = (actor: Actor, group: GroupFacts, settings: Settings): Verdict =>
  verdictOf(memberRules(actor, group, settings));

/** Admins; moderators with the setting. */
export function canCreateGroup(actor: Actor, settings: Settings): Verdict {
  if (actor.admin || (actor.moderator && settings.moderators_manage_groups)) return yes;
  return no(actor.moderator ? 'moderators_manage_groups_off' : 'admins_only');
}

/** Logs of automatic groups are for who manages them; an owner reads those of their own group. */
export function canReadGroupLogs(actor: Actor, group: GroupFacts, settings: Settings): boolean {
  return canManageGroup(actor, group, settings) || (!group.automatic && actor.ownedGroupIds.has(group.id));
}

/** Which groups the actor may see, as bounds for a query: the same answer as `canSeeGroup` gives group by group. */
export function groupsInSight(actor: Actor): { level: number; memberOf: number[]; ownerOf: number[] } {
  const rank = actor.admin ? 4 : actor.staff ? STAFF : actor.kind === 'anonymous' ? EVERYONE : LOGGED_ON;
  return { level: rank, memberOf: [...actor.groupIds], ownerOf: [...actor.ownedGroupIds] };
}

/** Whether the actor may be told which groups there are; otherwise they see those they name. */
export const canListGroups = (actor: Actor, settings: Settings): boolean =>
  actor.staff || settings.enable_group_directory;

/** Levels of `mentionable_level` and `messageable_level`: 0 nobody, 1 admins, 2 moderators, 3 members, 4 owners, 99 all. */
export function reachesAlias(actor: Actor, group: GroupFacts, level: number): boolean {
  if (actor.admin || level === 99) return true;
  if (level >= 2 && actor.moderator) return true;
  if (level === 3) return actor.groupIds.has(group.id);
  return level === 4 && actor.ownedGroupIds.has(group.id);
}

/** What owners decide about their group. */
const OF_OWNERS = [
  'title',
  'full_name',
  'bio_raw',
  'flair_icon',
  'flair_bg_color',
  'flair_color',
  'public_admission',
  'public_exit',
  'allow_membership_requests',
  'membership_request_template',
  'default_notification_level',
  'mentionable_level',
  'messageable_level',
] as const;
const OF_STAFF = [
  ...OF_OWNERS,
  'name',
  'visibility_level',
  'members_visibility_level',
  'primary_group',
  'grant_trust_level',
  'automatic_membership_email_domains',
  'incoming_email',
  'publish_read_state',
] as const;
/** Who is in an automatic group, and what that does, is not for editing. */
const OF_AUTOMATIC = [
  'bio_raw',
  'default_notification_level',
  'mentionable_level',
  'messageable_level',
  'flair_icon',
  'flair_bg_color',
  'flair_color',
  'visibility_level',
  'members_visibility_level',
] as const;

/** Whether the actor may change attributes of the group; which ones, says `editableAttributes`. */
export function canEditGroup(actor: Actor, group: GroupFacts, settings: Settings): Verdict {
  if (!group.automatic) return canEditMembers(actor, group, settings);
  if (actor.kind === 'anonymous') return no('not_logged_in');
  if (canManageGroup(actor, group, settings)) return yes;
  if (!actor.moderator) return no('staff_only');
  if (!settings.moderators_manage_groups) return no('moderators_manage_groups_off');
  return no(group.id === ADMINS ? 'admins_only' : 'group_hidden_from_moderators');
}

/** For somebody who may edit the group. */
export const editableAttributes = (actor: Actor, group: GroupFacts): readonly string[] =>
  group.automatic ? OF_AUTOMATIC : actor.staff ? OF_STAFF : OF_OWNERS;

/** The rule that keeps the actor from changing the other attributes of the group, or all; undefined: may change every one. */
export function whyNotEditable(actor: Actor, group: GroupFacts, settings: Settings): string | undefined {
  const verdict = canEditGroup(actor, group, settings);
  if (!verdict.ok) return verdict.reason;
  if (group.automatic) return 'group_automatic_attributes';
  return actor.staff ? undefined : 'group_attributes_of_staff';
}

/** May the actor join without being asked or asking? */
export const canJoin = (actor: Actor, group: GroupFacts & { public_admission: boolean }): Verdict =>
  group.public_admission && !group.automatic && canSeeGroup(actor, group) ? yes : no('group_admission_closed');

export const canLeave = (group: GroupFacts & { public_exit: boolean }): Verdict =>
  group.public_exit && !group.automatic ? yes : no('group_exit_closed');

export const canRequestMembership = (
  actor: Actor,
  group: GroupFacts & { allow_membership_requests: boolean },
): Verdict =>
  group.allow_membership_requests && !group.automatic && canSeeGroup(actor, group) ? yes : no('group_requests_closed');
