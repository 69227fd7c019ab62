/** What a group sets for its members when its attributes change, and what a member sets for themselves in it. */
import { usersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

const lock = statement<never>(
  'memberSettings.lock',
  `select count(*) from (select u.id from group_users m join users u on u.id = m.user_id where m.group_id = $1
     order by u.id for no key update of u) locked`,
);
/** Makes others who change these people wait. People first, in order of id, then their group: as joining does. */
export const lockMembers = (db: Db, groupId: number) => db.query(lock, [groupId]);

const lockSome = statement<never>(
  'memberSettings.lockPeople',
  'select count(*) from (select id from users where id = any ($1::integer[]) order by id for no key update) locked',
);
export const lockPeople = (db: Db, userIds: readonly number[]) => db.query(lockSome, [userIds]);

const MEMBERS = 'u.id in (select m.user_id from group_users m where m.group_id = $1)';

const title = statement<never>(
  'memberSettings.title',
  `update users u set title = $3, updated_at = $4
   where ${MEMBERS} and (coalesce(u.title, '') = '' or u.title = $2) and u.title is distinct from $3`,
);
/** Gives members the group's new title, unless they wear another one. */
export const updateTitles = (
  db: Db,
  groupId: number,
  { before, after }: { before: string | null; after: string | null },
  now: Date,
) => db.query(title, [groupId, before, after, now]);

const primary = statement<never>(
  'memberSettings.primary',
  `update users u set primary_group_id = $1, flair_group_id = coalesce(u.flair_group_id, $1), updated_at = $2
   where ${MEMBERS} and ($3::integer[] is null or u.id = any ($3)) and u.primary_group_id is distinct from $1`,
);
const notPrimary = statement<never>(
  'memberSettings.notPrimary',
  `update users u set primary_group_id = nullif(u.primary_group_id, $1), flair_group_id = nullif(u.flair_group_id, $1), updated_at = $2
   where ${MEMBERS} and ($3::integer[] is null or u.id = any ($3)) and $1 in (u.primary_group_id, u.flair_group_id)`,
);
/** Makes the group the primary one of its members, or no longer. @param userIds these only; left out: all */
export const updatePrimary = (db: Db, groupId: number, on: boolean, now: Date, userIds?: readonly number[]) =>
  db.query(on ? primary : notPrimary, [groupId, now, userIds ?? null]);

export interface EffectCounts {
  title_changes: number;
  primary_group_changes: number;
  title_holders: number;
  primary_group_holders: number;
  below_trust_level: number;
  trust_level_holders: number;
}
// The conditions are those of the statements above, of joining, and of leaving (earnedTrustLevel).
const effects = statement<EffectCounts>(
  'memberSettings.effects',
  `select count(*) filter (where $2::text is distinct from $3::text and (coalesce(u.title, '') = '' or u.title = $2) and u.title is distinct from $3)
       as title_changes,
     count(*) filter (where $4::boolean <> $5::boolean and (u.primary_group_id is not distinct from $1) <> $5) as primary_group_changes,
     count(*) filter (where u.title = $2) as title_holders,
     count(*) filter (where u.primary_group_id = $1) as primary_group_holders,
     count(*) filter (where u.trust_level < $6::integer and u.manual_locked_trust_level is null) as below_trust_level,
     count(*) filter (where $7::smallint is not null and u.manual_locked_trust_level is null and u.trust_level > $8::integer
       and u.trust_level > coalesce((select max(g.grant_trust_level) from group_users o join groups g on g.id = o.group_id
         where o.user_id = u.id and o.group_id <> $1), 0)
       and u.trust_level > coalesce((select l.new_value::integer from staff_action_logs l
         where l.target_user_id = u.id and l.action_name = 'change_trust_level' order by l.id desc limit 1), 0)
       and (u.trust_level > $9::integer or not exists (select 1 from invite_redemptions r where r.user_id = u.id and r.made_account)))
       as trust_level_holders
   from group_users m join users u on u.id = m.user_id where m.group_id = $1`,
);
type Effects = { title: string | null; primary_group: boolean; grant_trust_level: number | null };
/** How many members of a custom group a change of its effects would change, and how many have what it gives. */
export async function countEffects(
  db: Db,
  before: Effects & { id: number },
  after: Effects,
  defaults: { default_trust_level: number; default_invitee_trust_level: number },
): Promise<EffectCounts> {
  const values = [
    before.id,
    before.title,
    after.title,
    before.primary_group,
    after.primary_group,
    after.grant_trust_level,
    before.grant_trust_level,
    defaults.default_trust_level,
    defaults.default_invitee_trust_level,
  ];
  return (await db.query(effects, values))[0]!;
}

const countLevel = statement<{ count: number }>(
  'memberSettings.countLevel',
  'select count(*) from group_users where group_id = $1 and notification_level = $2',
);
/** Members with this notification level. */
export const countMembersAtLevel = async (db: Db, groupId: number, level: number) =>
  (await db.query(countLevel, [groupId, level]))[0]!.count;

const levels = statement<never>(
  'memberSettings.levels',
  'update group_users set notification_level = $3 where group_id = $1 and notification_level = $2',
);
export const updateLevels = (db: Db, groupId: number, before: number, after: number) =>
  db.query(levels, [groupId, before, after], []);

const level = statement<{ user_id: number }>(
  'memberSettings.level',
  'update group_users set notification_level = $3 where group_id = $1 and user_id = $2 returning user_id',
);
/** @returns false when the person is no member */
export const updateLevel = async (db: Db, groupId: number, userId: number, notificationLevel: number) =>
  (await db.query(level, [groupId, userId, notificationLevel], usersChanged([userId]))).length > 0;

const owned = statement<{ owned: boolean }>(
  'memberSettings.owned',
  'select exists (select 1 from group_users where group_id = $1 and owner) as owned',
);
export const findHasOwners = async (db: Db, groupId: number) => (await db.query(owned, [groupId]))[0]!.owned;
