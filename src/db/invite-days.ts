/** Invites made, mailed and used per day. Inviter 0 is everybody, group 0 any or none. */
import { type Db, statement } from './open.ts';

const state = statement<{ counted_to: Date | null; took_ms: number }>(
  'inviteDays.state',
  'select counted_to, took_ms from invite_counts for update skip locked',
);
/** How far has been counted, locked for whoever counts; undefined: somebody is at it. */
export const lockInviteCounts = async (db: Db) => (await db.query(state))[0];

const noted = statement<never>('inviteDays.noted', 'update invite_counts set counted_to = $1, took_ms = $2');
export const updateInviteCounts = (db: Db, countedTo: Date, tookMs: number) => db.query(noted, [countedTo, tookMs]);

const DAY = (time: string) => `(${time} at time zone 'UTC')::date`;

// The days are counted anew, so that counting twice, or late, is no mistake. The insert reads `gone`, so it runs after it.
// Totals follow by the difference.
const count = statement<never>(
  'inviteDays.count',
  `with gone as (
     delete from invite_days where day >= ${DAY('$1::timestamptz')} returning *
   ), happened as (
     select invited_by_id, group_ids, ${DAY('created_at')} as day, 1 as invited, 0 as sent, 0 as redeemed
     from invites where created_at >= $1
     union all
     select i.invited_by_id, i.group_ids, ${DAY('e.finished_at')}, 0, 1, 0
     from email_logs e join invites i on i.id = e.invite_id
     where e.finished_at >= $1 and e.state = 'sent' and e.email_type = 'invite'
     union all
     select r.invited_by_id, i.group_ids, ${DAY('r.redeemed_at')}, 0, 0, 1
     from invite_redemptions r join invites i on i.id = r.invite_id where r.redeemed_at >= $1
   ), fresh as (
     insert into invite_days (inviter_id, group_id, day, invited, sent, redeemed)
     select who.id, g, h.day, sum(h.invited), sum(h.sent), sum(h.redeemed)
     from happened h
     cross join lateral (select 0 as id union all select h.invited_by_id where h.invited_by_id is not null) who
     cross join lateral unnest(0 || h.group_ids) g
     where (select count(*) from gone) >= 0
     group by who.id, g, h.day returning *
   )
   insert into invite_totals as t (inviter_id, group_id, invited, sent, redeemed)
   select inviter_id, group_id, sum(invited), sum(sent), sum(redeemed) from (
     select inviter_id, group_id, invited, sent, redeemed from fresh
     union all
     select inviter_id, group_id, -invited, -sent, -redeemed from gone) d
   group by inviter_id, group_id
   having sum(invited) <> 0 or sum(sent) <> 0 or sum(redeemed) <> 0
   on conflict (inviter_id, group_id) do update set
     invited = t.invited + excluded.invited, sent = t.sent + excluded.sent, redeemed = t.redeemed + excluded.redeemed`,
);
/** Counts everything since the beginning of a day. @param from midnight, UTC */
export const updateInviteDays = (db: Db, from: Date) => db.query(count, [from]);

export interface InviteDay {
  /** YYYY-MM-DD. */
  day: string;
  invited: number;
  sent: number;
  redeemed: number;
}
const days = statement<InviteDay>(
  'inviteDays.list',
  `select to_char(day, 'YYYY-MM-DD') as day, invited, sent, redeemed from invite_days
   where inviter_id = $1 and group_id = $2 and day >= $3::date and day <= $4::date order by invite_days.day`,
);
/** Days on which something happened. @param from YYYY-MM-DD, like `to`; both are included */
export const listInviteDays = (db: Db, inviterId: number, groupId: number, from: string, to: string) =>
  db.query(days, [inviterId, groupId, from, to]);

export interface GroupTotal {
  id: number;
  name: string;
  full_name: string | null;
  automatic: boolean;
  visibility_level: number;
  invited: number;
  sent: number;
  redeemed: number;
}
const totals = statement<GroupTotal>(
  'inviteDays.totals',
  `select g.id, g.name, g.full_name, g.automatic, g.visibility_level, t.invited, t.sent, t.redeemed
   from (select * from invite_totals where inviter_id = $1 order by invited desc, group_id limit $2) t
   join groups g on g.id = t.group_id order by t.invited desc, t.group_id`,
);
/** The groups invited to most, of all time. */
export const listGroupTotals = (db: Db, inviterId: number, limit: number) => db.query(totals, [inviterId, limit]);

const countedTo = statement<{ counted_to: Date | null }>(
  'inviteDays.countedTo',
  'select counted_to from invite_counts',
);
export const findCountedTo = async (db: Db) => (await db.query(countedTo))[0]!.counted_to;
