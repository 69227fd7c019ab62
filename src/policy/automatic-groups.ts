/** Automatic groups: their ids (Discourse's) and who is in them. Members are computed, so they follow a role at once. */

export const ADMINS = 1;
export const MODERATORS = 2;
const STAFF = 3;
const TRUST_LEVEL_0 = 10;

/** A person is in the group of their own trust level and of every lower one. */
export function automaticGroupIds(person: { admin: boolean; moderator: boolean; trust_level: number }): number[] {
  const ids = person.admin ? [ADMINS] : [];
  if (person.moderator) ids.push(MODERATORS);
  if (ids.length > 0) ids.push(STAFF);
  for (let level = 0; level <= person.trust_level; level++) ids.push(TRUST_LEVEL_0 + level);
  return ids;
}
