/** What the admin area's start page tells: counts that stop at a bound, so that it costs the same on any site. */
import { type Db, statement } from './open.ts';

/** Counting stops here. */
export const COUNTED_UP_TO = 10_000;

const upTo = (from: string) => `(select count(*) from (select 1 from ${from} limit ${COUNTED_UP_TO + 1}) c)`;

const counts = statement<{ users: number; groups: number; invites: number; redemptions: number }>(
  'overview.counts',
  `select ${upTo('users where id > 0')} as users, ${upTo('groups where not automatic')} as groups,
     ${upTo('invites where deleted_at is null')} as invites, ${upTo('invite_redemptions')} as redemptions`,
);
export const countOverview = async (db: Db) => (await db.query(counts))[0]!;

const pending = statement<{ users: number }>(
  'overview.pending',
  `select ${upTo('users where id > 0 and not approved and active and not admin and not moderator')} as users`,
);
/** People who wait for approval. */
export const countPendingUsers = async (db: Db): Promise<number> => (await db.query(pending))[0]!.users;

const mails = statement<{ queued: number; delayed: number; failed: number; kept: number; last_problem: string | null }>(
  'overview.mails',
  `select ${upTo("email_logs where state in ('queued', 'sending')")} as queued,
     ${upTo("email_logs where state = 'queued' and attempts > 0")} as delayed,
     ${upTo("email_logs where state = 'failed'")} as failed, ${upTo("email_logs where state = 'kept'")} as kept,
     (select smtp_transaction_response from email_logs where state = 'queued' and attempts > 0
      order by id desc limit 1) as last_problem`,
);
export const countMailsByFate = async (db: Db) => (await db.query(mails))[0]!;
