/** Groups as invites see them. */
import { nameKey } from '../shared/normalise.ts';
import { type Db, lookup, statement } from './open.ts';

export interface InviteGroup {
  id: number;
  automatic: boolean;
  name: string;
  name_key: string;
  full_name: string | null;
  visibility_level: number;
  members_visibility_level: number;
  user_count: number;
}

/** Query of groups in this shape. @param where condition on `g` */
export const selectInviteGroups = (where: string) =>
  `select g.id, g.automatic, g.name, g.name_key, g.full_name, g.visibility_level, g.members_visibility_level,
     coalesce((select sum(c.members) from group_counters c where c.group_id = g.id), 0)::integer as user_count
   from groups g where ${where} order by g.id`;
const select = (name: string, where: string) => lookup<InviteGroup>(name, selectInviteGroups(where));
// Which ids, PostgreSQL is not to see: planning anew for each list of them takes longer than finding them.
const byIds = select('inviteGroups.list', 'g.id = any (array(select unnest($1::integer[])))');
const byIdsOrNames = select(
  'inviteGroups.listByName',
  'g.id = any ($1::integer[] || array(select id from groups where name_key = any ($3::text[]) and name = any ($2::text[])))',
);
/** Groups with one of these ids or one of these exact names, by id. */
export const listGroupsForInvite = async (db: Db, ids: readonly number[], names: readonly string[] = []) => {
  if (names.length > 0) return db.query(byIdsOrNames, [ids, names, names.map(nameKey)]);
  return ids.length === 0 ? [] : db.query(byIds, [ids]);
};

const byKey = statement<InviteGroup>(
  'inviteGroups.byKey',
  `select g.id, g.automatic, g.name, g.name_key, g.full_name, g.visibility_level, g.members_visibility_level, 0 as user_count
   from groups g where g.name_key = any ($1::text[])`,
);
/** Groups by name in any case; their members are not counted. */
export const listGroupsByKey = (db: Db, nameKeys: readonly string[]) =>
  nameKeys.length === 0 ? Promise.resolve([]) : db.query(byKey, [nameKeys]);

const named = statement<InviteGroup>(
  'inviteGroups.named',
  `select g.id, g.automatic, g.name, g.name_key, g.full_name, g.visibility_level, g.members_visibility_level, 0 as user_count
   from groups g where g.full_name is not null`,
);
/** All groups with a full name, which is compared here: SQL's lower() depends on the server's locale. */
export const listNamedGroups = (db: Db) => db.query(named);

const owners = statement<{ username: string }>(
  'inviteGroups.owners',
  `select u.username from group_users m join users u on u.id = m.user_id
   where m.group_id = any ($1::integer[]) and m.owner and u.active order by u.last_seen_at desc nulls last, u.id limit 5`,
);
/** Names of a few owners who could help, most recently seen first. */
export const listOwnerNames = async (db: Db, groupIds: readonly number[]): Promise<string[]> =>
  groupIds.length === 0 ? [] : (await db.query(owners, [groupIds])).map((row) => row.username);

const ownersOfEach = statement<{ group_id: number; username: string }>(
  'inviteGroups.ownersOfEach',
  `select g as group_id, o.username from unnest($1::integer[]) g cross join lateral (
     select u.username from group_users m join users u on u.id = m.user_id
     where m.group_id = g and m.owner and u.active order by u.last_seen_at desc nulls last, u.id limit 5) o`,
);
/** The same for each of several groups. */
export async function listOwnerNamesOfEach(db: Db, groupIds: readonly number[]): Promise<Map<number, string[]>> {
  const names = new Map<number, string[]>();
  const rows = groupIds.length === 0 ? [] : await db.query(ownersOfEach, [groupIds]);
  for (const { group_id, username } of rows) names.set(group_id, [...(names.get(group_id) ?? []), username]);
  return names;
}

const updateGroups = statement<{ id: number }>(
  'inviteGroups.update',
  'update invites set group_ids = $2, updated_at = $3 where id = $1 returning id',
);
/** For whoever holds the lock of the invite's row. */
export const updateInviteGroups = async (db: Db, inviteId: number, groupIds: readonly number[], now: Date) => {
  await db.query(updateGroups, [inviteId, groupIds, now]);
};
