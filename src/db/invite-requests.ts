/** Requests to invite somebody: of a person who may not invite to a group, and of whoever opened a dead link. */
import type { Change } from './changes.ts';
import { type Db, statement } from './open.ts';

export interface InviteRequestRow {
  id: number;
  /** Group whose owners answer; null: see for_user_id. */
  group_id: number | null;
  /** Inviter who answers; null with a null group: admins do. */
  for_user_id: number | null;
  /** null: whoever opened a dead link. */
  asker_id: number | null;
  email: string;
  email_key: string;
  reason: string | null;
  created_at: Date;
  answer: 'approved' | 'declined' | null;
  answered_by_id: number | null;
  answered_at: Date | null;
  result: 'invited' | 'added' | 'already_member' | null;
  /** Who made the dead invite. */
  invited_by_id: number | null;
  from_link: boolean;
  /** What the request is about: its group, or those of the dead invite. */
  group_ids: number[];
}

const changed = ({ group_id, for_user_id }: { group_id: number | null; for_user_id: number | null }): Change[] => [
  // 0 is nobody: only admins, who follow everybody's, hear of it.
  group_id === null ? `user_requests:${for_user_id ?? 0}` : `group_requests:${group_id}`,
];

export interface NewRequests {
  group_id: number | null;
  for_user_id: number | null;
  asker_id: number | null;
  invite_id: number | null;
  reason: string | null;
  addresses: readonly { email: string; key: string }[];
}
const insert = statement<{ email_key: string }>(
  'inviteRequests.insert',
  `insert into invite_requests (group_id, for_user_id, asker_id, invite_id, reason, created_at, email, email_key)
   select $1, $2, $3, $4, $5, $6, a.email, a.key from unnest($7::text[], $8::text[]) a(email, key) order by a.key
   on conflict (email_key, coalesce(group_id, 0), coalesce(for_user_id, 0), coalesce(asker_id, 0)) where answered_at is null
   do nothing returning email_key`,
);
/** @returns keys of the addresses that were not asked for already */
export async function insertInviteRequests(db: Db, asked: NewRequests, now: Date): Promise<string[]> {
  const { group_id, for_user_id, asker_id, invite_id, reason, addresses } = asked;
  const [emails, keys] = [addresses.map((one) => one.email), addresses.map((one) => one.key)];
  const values = [group_id, for_user_id, asker_id, invite_id, reason, now, emails, keys];
  const rows = await db.query(insert, values, (written) => (written.length > 0 ? changed(asked) : []));
  return rows.map((row) => row.email_key);
}

const COLUMNS = `r.id, r.group_id, r.for_user_id, r.asker_id, r.email, r.email_key, r.reason, r.created_at, r.answer, r.answered_by_id,
  r.answered_at, r.result, i.invited_by_id, r.invite_id is not null as from_link,
  case when r.group_id is not null then array[r.group_id] else coalesce(i.group_ids, '{}') end as group_ids`;
const FROM = 'from invite_requests r left join invites i on i.id = r.invite_id';

/** Whose requests: all; those to this person, and those about these groups. */
export type RequestScope = 'all' | { userId: number | null; groupIds: readonly number[] };
// Each has an index of its own, which one statement for all of them could not use.
const scoped = (first: number) => `and (r.for_user_id = $${first} or r.group_id = any ($${first + 1}::integer[]))`;
const valuesOf = (scope: RequestScope) => (scope === 'all' ? [] : [scope.userId, scope.groupIds]);

const page = (name: string, state: 'null' | 'not null', scope: string) =>
  statement<InviteRequestRow>(
    `inviteRequests.${name}`,
    `select ${COLUMNS} ${FROM} where r.answered_at is ${state} and ($1::bigint is null or r.id < $1) ${scope} order by r.id desc limit $2`,
  );
const lists = {
  waiting: { all: page('listWaiting', 'null', ''), own: page('listOwnWaiting', 'null', scoped(3)) },
  answered: { all: page('listAnswered', 'not null', ''), own: page('listOwnAnswered', 'not null', scoped(3)) },
};
/** Newest first. @param before only those with smaller ids */
export const listInviteRequests = (
  db: Db,
  scope: RequestScope,
  { state, before, limit }: { state: 'waiting' | 'answered'; before: number | undefined; limit: number },
) => db.query(lists[state][scope === 'all' ? 'all' : 'own'], [before ?? null, limit, ...valuesOf(scope)]);

const count = (name: string, scope: string) =>
  statement<{ count: number }>(
    `inviteRequests.${name}`,
    `select count(*)::integer as count from invite_requests r where r.answered_at is null ${scope}`,
  );
const counts = { all: count('count', ''), own: count('countOwn', scoped(1)) };
export const countWaitingRequests = async (db: Db, scope: RequestScope) =>
  (await db.query(counts[scope === 'all' ? 'all' : 'own'], valuesOf(scope)))[0]!.count;

const find = statement<InviteRequestRow>('inviteRequests.find', `select ${COLUMNS} ${FROM} where r.id = $1`);
export const findInviteRequest = async (db: Db, id: number) => (await db.query(find, [id]))[0];

// All that ask the same answerers for the same address, in one order, so that two who answer never wait for each other.
const lock = statement<{ id: number }>(
  'inviteRequests.lock',
  `select r.id from invite_requests q join invite_requests r on r.email_key = q.email_key
     and r.group_id is not distinct from q.group_id and r.for_user_id is not distinct from q.for_user_id
   where q.id = $1 and (r.id = q.id or r.answered_at is null) order by r.id for update of r`,
);
export const lockInviteRequests = async (db: Db, id: number) => (await db.query(lock, [id])).map((row) => row.id);

export interface Answer {
  answer: 'approved' | 'declined';
  answered_by_id: number;
  result: InviteRequestRow['result'];
  result_invite_id: number | null;
}
const answer = statement<{ asker_id: number | null; group_id: number | null; for_user_id: number | null }>(
  'inviteRequests.answer',
  `update invite_requests set answer = $2, answered_by_id = $3, answered_at = $4, result = $5, result_invite_id = $6
   where id = any ($1::bigint[]) and answered_at is null returning asker_id, group_id, for_user_id`,
);
/** @returns who asked, those that are known */
export async function answerInviteRequests(db: Db, ids: readonly number[], a: Answer, now: Date): Promise<number[]> {
  const values = [ids, a.answer, a.answered_by_id, now, a.result, a.result_invite_id];
  const rows = await db.query(answer, values, (written) => written.flatMap(changed));
  return [...new Set(rows.flatMap((row) => row.asker_id ?? []))];
}

const purge = statement<never>(
  'inviteRequests.purge',
  'delete from invite_requests where coalesce(answered_at, created_at) < $1',
);
/** Forgets requests answered before, or never answered since. */
export const deleteOldInviteRequests = async (db: Db, before: Date): Promise<void> => {
  await db.query(purge, [before]);
};
