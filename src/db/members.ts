/**
 * Joining and leaving custom groups, one statement for any number of people. All of them lock the people first, in order
 * of id, then the group, so that no two of them can wait for each other. (Lists of members: member-lists.ts.)
 */
import { membersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

// `who` has the people as they are once locked, which may be newer than what the rest of the statement sees of them.
// The count makes the group wait until they are. The ids are hidden, so that one plan serves any list of them.
export const LOCKS = `who as (select u.id, u.username_key, u.trust_level, u.manual_locked_trust_level, u.title, u.primary_group_id, u.flair_group_id
    from users u where u.id = any (array(select unnest($2::integer[]))) and u.id > 0 order by u.id for no key update),
  g as (select * from groups where id = $1 and not automatic and (select count(*) from who) >= 0 for key share)`;

export const logs = (action: string, people: string, invite = 'null::bigint') =>
  `logs as (insert into group_logs (group_id, action, acting_user_id, target_user_id, invite_id, created_at)
    select $1, '${action}', $3::integer, user_id, ${invite}, $4 from ${people} order by user_id)`;

const add = statement<{ joined: number[] }>(
  'members.add',
  `with ${LOCKS},
  joined as (insert into group_users (group_id, user_id, username_key, notification_level, invite_id, created_at)
    select g.id, who.id, who.username_key, g.default_notification_level, $5::bigint, $4::timestamptz from who, g order by who.id
    on conflict (group_id, user_id) do nothing returning user_id),
  effects as (update users u set updated_at = $4,
      trust_level = case when w.manual_locked_trust_level is null then greatest(w.trust_level, g.grant_trust_level) else w.trust_level end,
      title = coalesce(nullif(w.title, ''), g.title),
      primary_group_id = case when g.primary_group then g.id else w.primary_group_id end,
      flair_group_id = case when g.primary_group then coalesce(w.flair_group_id, g.id) else w.flair_group_id end
    from joined j join who w on w.id = j.user_id, g
    where u.id = w.id and (g.primary_group or (coalesce(w.title, '') = '' and g.title <> '')
      or (g.grant_trust_level > w.trust_level and w.manual_locked_trust_level is null))),
  answered as (delete from membership_requests r using joined j where r.group_id = $1 and r.user_id = j.user_id),
  ${logs('add_user_to_group', 'joined', '$5::bigint')}
  select array(select user_id from joined order by user_id) as joined from g`,
);

/**
 * Makes people members, with the effects of joining and a log line, unless they are already.
 * @param acting who did it; for a redemption the inviter
 * @returns ids of those who were not members before; undefined: there is no such custom group
 */
export async function insertMembers(
  db: Db,
  groupId: number,
  userIds: readonly number[],
  { acting, now, inviteId }: { acting: number | null; now: Date; inviteId?: number | undefined },
): Promise<number[] | undefined> {
  const changes = membersChanged(groupId, userIds);
  return (await db.query(add, [groupId, userIds, acting, now, inviteId ?? null], changes))[0]?.joined;
}

/** What leaving a group may undo. */
export interface LeftGroup {
  id: number;
  title: string | null;
  grant_trust_level: number | null;
}
const remove = statement<LeftGroup & { gone: number[] }>(
  'members.remove',
  `with ${LOCKS},
  gone as (delete from group_users m using who where m.group_id = $1 and m.user_id = who.id returning m.*),
  kept as (insert into removed_members (group_id, user_id, owner, notification_level, invite_id, joined_at, title, primary_group_id,
      flair_group_id, removed_by_id, removed_at)
    select $1, m.user_id, m.owner, m.notification_level, m.invite_id, m.created_at, who.title, who.primary_group_id, who.flair_group_id,
      $3, $4 from gone m join who on who.id = m.user_id
    on conflict (group_id, user_id) do update set owner = excluded.owner, notification_level = excluded.notification_level,
      invite_id = excluded.invite_id, joined_at = excluded.joined_at, title = excluded.title, primary_group_id = excluded.primary_group_id,
      flair_group_id = excluded.flair_group_id, removed_by_id = excluded.removed_by_id, removed_at = excluded.removed_at),
  ${logs('remove_user_from_group', 'gone')}
  select g.id, g.title, g.grant_trust_level, array(select user_id from gone order by user_id) as gone from g`,
);

/**
 * What they were is kept for a while (removed-members.ts).
 * @returns ids of those who were members, and the group as it was for them at the end; undefined: there is no such custom
 *   group
 */
export async function deleteMembers(
  db: Db,
  groupId: number,
  userIds: readonly number[],
  { acting, now }: { acting: number | null; now: Date },
): Promise<{ group: LeftGroup; gone: number[] } | undefined> {
  const [row] = await db.query(remove, [groupId, userIds, acting, now], membersChanged(groupId, userIds));
  if (!row) return undefined;
  const { gone, ...group } = row;
  return { group, gone };
}

const owners = (name: string, owner: boolean) =>
  statement<{ changed: number[] }>(
    name,
    `with ${LOCKS},
    changed as (update group_users m set owner = ${owner} from who
      where m.group_id = $1 and m.user_id = who.id and m.owner <> ${owner} returning m.user_id),
    ${logs(owner ? 'make_user_group_owner' : 'remove_user_as_group_owner', 'changed')}
    select array(select user_id from changed order by user_id) as changed from g`,
  );
const appoint = owners('members.appoint', true);
const dismiss = owners('members.dismiss', false);

/** Makes members owners, or owners plain members. @returns ids of those for whom that was a change */
export async function updateOwners(
  db: Db,
  groupId: number,
  userIds: readonly number[],
  owner: boolean,
  { acting, now }: { acting: number | null; now: Date },
): Promise<number[] | undefined> {
  const changes = membersChanged(groupId, userIds);
  return (await db.query(owner ? appoint : dismiss, [groupId, userIds, acting, now], changes))[0]?.changed;
}

const allMembers = statement<{ user_id: number }>(
  'members.all',
  'select user_id from group_users where group_id = $1 order by user_id',
);
export const listMemberIds = async (db: Db, groupId: number) =>
  (await db.query(allMembers, [groupId])).map((row) => row.user_id);

export interface SelectedUser {
  id: number;
  username: string;
  email_key: string | null;
  member: boolean;
  /** The address is surely theirs: confirmed, or vouched for by staff. */
  settled: boolean;
}
const select = (name: string, where: string) =>
  statement<SelectedUser>(
    name,
    `select u.id, u.username, u.email_key, m.user_id is not null as member,
       not u.staged and (u.active or u.email_confirmed_at is not null) as settled
     from users u left join group_users m on m.group_id = $1 and m.user_id = u.id
     where u.id > 0 and ${where} order by u.username_key`,
  );
// The values are hidden from PostgreSQL, which would plan anew for each list of them: five times the work for one name.
const oneOf = (type: 'text' | 'integer') => `any (array(select unnest($2::${type}[])))`;
const selectors = {
  username_keys: select('members.selectByName', `u.username_key = ${oneOf('text')}`),
  ids: select('members.selectById', `u.id = ${oneOf('integer')}`),
  email_keys: select('members.selectByEmail', `u.email_key = ${oneOf('text')}`),
};
export type UserSelector = keyof typeof selectors;

/** The people a request means, by name, and whether they are in the group. Who is not found is not in the answer. */
export const listSelectedUsers = (db: Db, groupId: number, by: UserSelector, values: readonly (string | number)[]) =>
  db.query(selectors[by], [groupId, values]);
