/**
 * What joining groups does to a new account, and what leaving a group undoes (groups-and-users contract, 3.8). Pure.
 * What joining does to accounts that exist is in the statement `members.add` of src/db/members.ts, because there it is
 * decided row by row in the database.
 */

/** What a group does to whoever joins it. */
export interface Effects {
  id: number;
  grant_trust_level: number | null;
  title: string | null;
  primary_group: boolean;
}

/** What a new account has after joining these groups one after the other. */
export const combineEffects = (
  groups: readonly Effects[],
): {
  trust_level: number | null;
  title: string | null;
  primary_group_id: number | null;
  flair_group_id: number | null;
} => ({
  trust_level: groups.reduce<number | null>(
    (highest, { grant_trust_level }) =>
      grant_trust_level === null ? highest : Math.max(highest ?? 0, grant_trust_level),
    null,
  ),
  title: groups.find((group) => group.title)?.title ?? null,
  primary_group_id: groups.findLast((group) => group.primary_group)?.id ?? null,
  flair_group_id: groups.find((group) => group.primary_group)?.id ?? null,
});

export interface Standing {
  trust_level: number;
  title: string | null;
  primary_group_id: number | null;
  flair_group_id: number | null;
}

/** What a person's standing rests on once they are out of the group. */
export interface StandingFacts extends Standing {
  id: number;
  manual_locked_trust_level: number | null;
  /** Highest trust level that one of the remaining groups grants. */
  best_grant: number | null;
  /** Titles of the remaining groups, oldest group first. */
  titles: string[];
  /** Trust level that staff set last. */
  staff_level: number | null;
  /** The account was made by an invite. */
  invited: boolean;
}

export interface LevelDefaults {
  default_trust_level: number;
  default_invitee_trust_level: number;
}

/** Trust level somebody has by right: a lock wins, else the best of groups, staff and the way they came. */
export function earnedTrustLevel(facts: StandingFacts, defaults: LevelDefaults): number {
  if (facts.manual_locked_trust_level !== null) return facts.manual_locked_trust_level;
  return Math.max(
    facts.best_grant ?? 0,
    facts.staff_level ?? 0,
    facts.invited ? defaults.default_invitee_trust_level : 0,
    defaults.default_trust_level,
  );
}

/** Standing after leaving `group`; the same values where nothing came from the group. */
export function standingAfterLeaving(
  facts: StandingFacts,
  group: { id: number; title: string | null; grant_trust_level: number | null },
  defaults: LevelDefaults,
): Standing {
  const titleIsLost = Boolean(group.title) && facts.title === group.title && !facts.titles.includes(facts.title!);
  return {
    trust_level: group.grant_trust_level === null ? facts.trust_level : earnedTrustLevel(facts, defaults),
    title: titleIsLost ? (facts.titles[0] ?? null) : facts.title,
    primary_group_id: facts.primary_group_id === group.id ? null : facts.primary_group_id,
    flair_group_id: facts.flair_group_id === group.id ? null : facts.flair_group_id,
  };
}
