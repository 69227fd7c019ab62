/** Groups themselves; who is in them is in members.ts. */
import { membersChanged } from './changes.ts';
import { type Db, lookup, statement } from './open.ts';

export interface GroupAttributes {
  name: string;
  name_key: string;
  full_name: string | null;
  title: string | null;
  bio_raw: string | null;
  visibility_level: number;
  members_visibility_level: number;
  mentionable_level: number;
  messageable_level: number;
  primary_group: boolean;
  grant_trust_level: number | null;
  automatic_membership_email_domains: string | null;
  public_admission: boolean;
  public_exit: boolean;
  allow_membership_requests: boolean;
  membership_request_template: string | null;
  default_notification_level: number;
  incoming_email: string | null;
  flair_icon: string | null;
  flair_bg_color: string | null;
  flair_color: string | null;
  publish_read_state: boolean;
}

export interface GroupRow extends GroupAttributes {
  id: number;
  automatic: boolean;
  created_at: Date;
  /** Of custom groups; those of automatic ones are counted by `countAutomaticMembers`. */
  user_count: number;
  /** Grows with each change to the members of a custom group; the same number is the same members (decision 0006). */
  member_changes: number;
}

const COLUMNS = [
  'name',
  'name_key',
  'full_name',
  'title',
  'bio_raw',
  'visibility_level',
  'members_visibility_level',
  'mentionable_level',
  'messageable_level',
  'primary_group',
  'grant_trust_level',
  'automatic_membership_email_domains',
  'public_admission',
  'public_exit',
  'allow_membership_requests',
  'membership_request_template',
  'default_notification_level',
  'incoming_email',
  'flair_icon',
  'flair_bg_color',
  'flair_color',
  'publish_read_state',
] as const satisfies (keyof GroupAttributes)[];

const SELECT = `select g.id, g.automatic, g.created_at, ${COLUMNS.map((column) => `g.${column}`).join(', ')},
  c.user_count, c.member_changes from groups g cross join lateral (
    select coalesce(sum(c.members), 0)::integer as user_count, coalesce(sum(c.changes), 0)::bigint as member_changes
    from group_counters c where c.group_id = g.id) c`;

const byId = lookup<GroupRow>('groups.byId', `${SELECT} where g.id = $1`);
const byName = lookup<GroupRow>('groups.byName', `${SELECT} where g.name_key = $1`);
const byIds = statement<GroupRow>('groups.byIds', `${SELECT} where g.id = any ($1::integer[]) order by g.id`);

export const findGroup = async (db: Db, id: number) => (await db.query(byId, [id]))[0];
export const findGroupByName = async (db: Db, nameKey: string) => (await db.query(byName, [nameKey]))[0];
export const listGroups = (db: Db, ids: readonly number[]) =>
  ids.length === 0 ? Promise.resolve([]) : db.query(byIds, [ids]);

/** What of the groups somebody may see; made by `groupsInSight` of src/policy/groups.ts. */
export interface Sight {
  level: number;
  memberOf: readonly number[];
  ownerOf: readonly number[];
}
const visibleNames = statement<{ name: string }>(
  'groups.visibleNames',
  `select name from groups
   where visibility_level <= $1 or (visibility_level = 2 and id = any ($2::integer[])) or id = any ($3::integer[])
   order by name_key`,
);
export const listVisibleGroupNames = async (db: Db, { level, memberOf, ownerOf }: Sight) =>
  (await db.query(visibleNames, [level, memberOf, ownerOf])).map((row) => row.name);

const insert = statement<{ id: number }>(
  'groups.insert',
  `insert into groups (${COLUMNS.join(', ')}, created_at, updated_at)
   values (${COLUMNS.map((_, index) => `$${index + 1}`).join(', ')}, $${COLUMNS.length + 1}, $${COLUMNS.length + 1}) returning id`,
);
/** @returns the new group's id @throws UsherError 422 when a group or a user has the name */
export async function insertGroup(db: Db, group: GroupAttributes, now: Date): Promise<number> {
  const [row] = await db.query(
    insert,
    [...COLUMNS.map((column) => group[column]), now],
    [`groups:${group.visibility_level}`],
  );
  return row!.id;
}

const update = statement<never>(
  'groups.update',
  `update groups set ${COLUMNS.map((column, index) => `${column} = $${index + 3}`).join(', ')}, updated_at = $2 where id = $1`,
);
/**
 * @param before its visibility level until now: whoever sees the group no longer is told as well
 * @throws UsherError 422 when a group or a user has the name
 */
export const updateGroup = (db: Db, id: number, before: number, group: GroupAttributes, now: Date) =>
  db.query(
    update,
    [id, now, ...COLUMNS.map((column) => group[column])],
    [
      `group:${id}`,
      `groups:${group.visibility_level}`,
      ...(before === group.visibility_level ? [] : [`groups:${before}` as const]),
    ],
  );

const lock = statement<{ id: number }>('groups.lock', 'select id from groups where id = $1 for update');
/** Makes whoever joins or leaves wait for the end of the transaction. @returns whether the group is (still) there */
export const lockGroup = async (db: Db, id: number) => (await db.query(lock, [id])).length > 0;

const remove = statement<{ id: number }>(
  'groups.delete',
  `with gone as (delete from groups where id = $1 and not automatic returning id, name)
   insert into deleted_groups (id, name, deleted_at) select id, name, $2 from gone returning id`,
);
/** Removes a group with its members, requests and log; its name is kept for receipts. */
export const deleteGroup = (db: Db, id: number, now: Date) =>
  db.query(remove, [id, now], [`group_invites:${id}`, ...membersChanged(id, []), 'user:*']);
