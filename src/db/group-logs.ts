/** What happened to a group, newest first. */
import { type Db, statement } from './open.ts';

export interface GroupLogRow {
  action: string;
  subject: string | null;
  prev_value: string | null;
  new_value: string | null;
  created_at: Date;
  invite_id: number | null;
  acting_id: number | null;
  acting_username: string | null;
  acting_name: string | null;
  target_id: number | null;
  target_username: string | null;
  target_name: string | null;
}

export interface GroupLogFilter {
  action?: string | undefined;
  subject?: string | undefined;
  /** Normalised usernames. */
  acting_user?: string | undefined;
  target_user?: string | undefined;
}

const list = statement<GroupLogRow>(
  'groupLogs.list',
  `select l.action, l.subject, l.prev_value, l.new_value, l.created_at, l.invite_id, a.id as acting_id, a.username as acting_username,
     a.name as acting_name, t.id as target_id, t.username as target_username, t.name as target_name
   from (
     select * from group_logs l where l.group_id = $1 and ($2::text is null or l.action = $2) and ($3::text is null or l.subject = $3)
       and ($4::text is null or l.acting_user_id = (select id from users where username_key = $4))
       and ($5::text is null or l.target_user_id = (select id from users where username_key = $5))
     order by l.id desc limit $6 offset $7
   ) l
   left join users a on a.id = l.acting_user_id left join users t on t.id = l.target_user_id
   order by l.id desc`,
);

/** One page of a group's log. */
export const listGroupLogs = (
  db: Db,
  groupId: number,
  { action, subject, acting_user, target_user }: GroupLogFilter,
  { limit, offset }: { limit: number; offset: number },
) =>
  db.query(list, [groupId, action ?? null, subject ?? null, acting_user ?? null, target_user ?? null, limit, offset]);

export interface JoiningRow {
  user_id: number;
  invite_id: number | null;
  acting_id: number | null;
  username: string | null;
  name: string | null;
}
// The line of the moment they joined; of others (somebody taken out and put back) the last.
const joinings = statement<JoiningRow>(
  'groupLogs.joinings',
  `with l as materialized (
     select m.user_id, j.invite_id, j.acting_user_id from unnest($2::integer[], $3::timestamptz[]) m (user_id, added_at)
     cross join lateral (select l.invite_id, l.acting_user_id from group_logs l
       where l.target_user_id = m.user_id and l.group_id = $1 and l.action = 'add_user_to_group'
       order by l.created_at = m.added_at desc, l.id desc limit 1) j),
   a as materialized (select u.id, u.username, u.name from (select distinct acting_user_id from l) d
     cross join lateral (select * from users u where u.id = d.acting_user_id limit 1) u)
   select l.user_id, l.invite_id, a.id as acting_id, a.username, a.name from l left join a on a.id = l.acting_user_id`,
);
/** How members came into a group: by whom, through which invite. By user id; who is not in the log is left out. */
export async function listJoinings(
  db: Db,
  groupId: number,
  members: readonly { id: number; added_at: Date }[],
): Promise<Map<number, JoiningRow>> {
  const rows = await db.query(joinings, [groupId, members.map((m) => m.id), members.map((m) => m.added_at)]);
  return new Map(rows.map((row) => [row.user_id, row]));
}

const insertChanges = statement<never>(
  'groupLogs.insertChanges',
  `insert into group_logs (group_id, action, acting_user_id, subject, prev_value, new_value, created_at)
   select $1, 'change_group_setting', $2, c.subject, c.prev_value, c.new_value, $3
   from unnest($4::text[], $5::text[], $6::text[]) with ordinality c (subject, prev_value, new_value, place) order by c.place`,
);
export interface SettingChange {
  subject: string;
  prev_value: string | null;
  new_value: string | null;
}
/** A line for each attribute that changed. */
export async function insertGroupChanges(
  db: Db,
  groupId: number,
  changes: readonly SettingChange[],
  { acting, now }: { acting: number; now: Date },
): Promise<void> {
  if (changes.length === 0) return;
  const column = (name: keyof SettingChange) => changes.map((change) => change[name]);
  await db.query(insertChanges, [groupId, acting, now, column('subject'), column('prev_value'), column('new_value')]);
}

/** What the log says of a group's invites and of requests to invite, besides who came by them. */
export type GroupInviteAction =
  | 'remove_group_from_invite'
  | 'restore_group_to_invite'
  | 'approve_invite_request'
  | 'decline_invite_request';

const insertAboutInvite = statement<never>(
  'groupLogs.insertAboutInvite',
  `insert into group_logs (group_id, action, acting_user_id, target_user_id, subject, invite_id, created_at)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);
export async function insertGroupInviteLog(
  db: Db,
  line: {
    group_id: number;
    action: GroupInviteAction;
    acting: number;
    target_user_id: number | null;
    subject: string | null;
    invite_id: number | null;
  },
  now: Date,
): Promise<void> {
  const { group_id, action, acting, target_user_id, subject, invite_id } = line;
  await db.query(insertAboutInvite, [group_id, action, acting, target_user_id, subject, invite_id, now]);
}

const lastAboutInvite = statement<{ action: string; acting_user_id: number | null; created_at: Date }>(
  'groupLogs.lastAboutInvite',
  `select action, acting_user_id, created_at from group_logs
   where group_id = $1 and invite_id = $2 and created_at >= $3 and action in ('remove_group_from_invite', 'restore_group_to_invite')
   order by id desc limit 1`,
);
/** The last time an invite lost or got back the group, since a moment. */
export const findLastGroupInviteLog = async (db: Db, groupId: number, inviteId: number, since: Date) =>
  (await db.query(lastAboutInvite, [groupId, inviteId, since]))[0];
