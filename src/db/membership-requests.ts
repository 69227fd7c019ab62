/** People who ask to join a group. Who is in the group asks for nothing: joining removes the request. */
import { type Db, statement } from './open.ts';

const insert = statement<{ id: number }>(
  'membershipRequests.insert',
  `insert into membership_requests (group_id, user_id, reason, created_at) values ($1, $2, $3, $4)
   on conflict on constraint membership_requests_once do nothing returning id`,
);
/** @returns false when the person has asked before */
export const insertRequest = async (db: Db, groupId: number, userId: number, reason: string, now: Date) =>
  (await db.query(insert, [groupId, userId, reason, now], [`group_requests:${groupId}`])).length > 0;

export interface RequestRow {
  user_id: number;
  username: string;
  name: string | null;
  reason: string | null;
  invite_id: number | null;
  requested_at: Date;
}
const FROM = `from membership_requests r join users u on u.id = r.user_id
  where r.group_id = $1 and ($2::text[] = '{}' or exists (select 1 from unnest($2) f where strpos(u.username_key, f) > 0))`;
const page = (name: string, direction: 'asc' | 'desc') =>
  statement<RequestRow>(
    name,
    `select r.user_id, u.username, u.name, r.reason, r.invite_id, r.created_at as requested_at ${FROM}
     order by r.created_at ${direction}, r.id ${direction} limit $3 offset $4`,
  );
const oldest = page('membershipRequests.oldest', 'asc');
const newest = page('membershipRequests.newest', 'desc');
/** @param filter parts of usernames, normalised; [] for everybody */
export const listRequests = (
  db: Db,
  groupId: number,
  {
    filter,
    newestFirst,
    limit,
    offset,
  }: { filter: readonly string[]; newestFirst: boolean; limit: number; offset: number },
) => db.query(newestFirst ? newest : oldest, [groupId, filter, limit, offset]);

const count = statement<{ count: number }>(
  'membershipRequests.count',
  'select count(*) from membership_requests where group_id = $1',
);
export const countRequests = async (db: Db, groupId: number) => (await db.query(count, [groupId]))[0]!.count;

const requested = statement<{ asked: boolean }>(
  'membershipRequests.requested',
  'select exists (select 1 from membership_requests where group_id = $1 and user_id = $2) as asked',
);
/** Whether the person has asked to join and has had no answer yet. */
export const findRequested = async (db: Db, groupId: number, userId: number) =>
  (await db.query(requested, [groupId, userId]))[0]!.asked;

export interface AskerRow {
  id: number;
  username: string;
  email: string | null;
  member: boolean;
  /** There is a request of theirs. */
  asked: boolean;
  /** Invite it came from. */
  invite_id: number | null;
}
const asker = statement<AskerRow>(
  'membershipRequests.asker',
  `select u.id, u.username, u.email, m.user_id is not null as member, r.id is not null as asked, r.invite_id
   from users u left join group_users m on m.group_id = $1 and m.user_id = u.id
   left join membership_requests r on r.group_id = $1 and r.user_id = u.id where u.id = $2`,
);
export const findAsker = async (db: Db, groupId: number, userId: number) =>
  (await db.query(asker, [groupId, userId]))[0];

const remove = statement<{ id: number }>(
  'membershipRequests.delete',
  'delete from membership_requests where group_id = $1 and user_id = $2 returning id',
);
/** @returns whether there was one */
export const deleteRequest = async (db: Db, groupId: number, userId: number) =>
  (await db.query(remove, [groupId, userId], [`group_requests:${groupId}`])).length > 0;

export interface Answerer {
  id: number;
  email: string | null;
  /** Owns the group; else an admin, who stands in where there is no owner. */
  owner: boolean;
}
const answerers = statement<Answerer>(
  'membershipRequests.answerers',
  `with owners as materialized (
     select u.id, u.email, u.last_seen_at from group_users m join users u on u.id = m.user_id
     where m.group_id = $1 and m.owner and u.active and (u.suspended_till is null or u.suspended_till <= $2)
     order by u.last_seen_at desc nulls last, u.id limit $3)
   select id, email, true as owner from owners union all
   (select id, email, false from users where admin and id > 0 and active and (suspended_till is null or suspended_till <= $2)
      and not exists (select 1 from owners) order by last_seen_at desc nulls last, id limit $3)`,
);
/** Who can act on a request about this group (0: about none), the most recently seen first: its owners; if there is none, admins. */
export const listAnswerers = (db: Db, groupId: number, now: Date, limit: number) =>
  db.query(answerers, [groupId, now, limit]);
