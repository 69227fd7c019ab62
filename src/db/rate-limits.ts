/** Limits counted in PostgreSQL, so that they hold for all processes together and under any concurrency. */
import { type Db, statement } from './open.ts';

const hit = statement<{ one: number }>(
  'rateLimits.hit',
  `insert into rate_limits as r (name, subject, hits, expires_at)
   values ($1, $2, array[$3::timestamptz], $3::timestamptz + ($4 || ' seconds')::interval)
   on conflict (name, subject) do update
     set hits = array(select h from unnest(r.hits) h where h > $3::timestamptz - ($4 || ' seconds')::interval) || $3::timestamptz,
         expires_at = excluded.expires_at
     where (select count(*) from unnest(r.hits) h where h > $3::timestamptz - ($4 || ' seconds')::interval) < $5
   returning 1 as one`,
);
const free = statement<{ at: Date | null }>(
  'rateLimits.free',
  `select (select h from unnest(hits) h where h > $3::timestamptz - ($4 || ' seconds')::interval order by h desc offset $5 - 1 limit 1)
     as at from rate_limits where name = $1 and subject = $2`,
);

export interface Limit {
  name: string;
  /** Times within the window. */
  max: number;
  windowSeconds: number;
}

/**
 * Counts one use. In a transaction the count is part of it: rolled back, it was never made; and the row lock makes
 * parallel callers queue, so exactly `max` get through.
 * @returns undefined if allowed, otherwise the seconds until the next use is
 */
export async function hitLimit(
  db: Db,
  { name, max, windowSeconds }: Limit,
  subject: string,
  now: Date,
): Promise<number | undefined> {
  if (max > 0) {
    const rows = await db.query(hit, [name, subject, now, windowSeconds, max]);
    if (rows.length > 0) return undefined;
  }
  const [row] = max > 0 ? await db.query(free, [name, subject, now, windowSeconds, max]) : [];
  const since = row?.at ? (now.getTime() - row.at.getTime()) / 1000 : 0;
  return Math.min(windowSeconds, Math.max(1, Math.ceil(windowSeconds - since)));
}

const lease = statement<{ granted: number }>(
  'rateLimits.lease',
  `insert into request_leases as l (name, window_start, taken) values ($1, $2, $3::int)
   on conflict (name, window_start) do update set taken = l.taken + $3::int where l.taken < $4::int
   returning least($3::int, $4::int - (l.taken - $3::int)) as granted`,
);

/** Reserves up to `wanted` of the `max` requests of a minute for this process; 0: none are left. */
export async function leaseRequests(
  db: Db,
  name: string,
  windowStart: Date,
  wanted: number,
  max: number,
): Promise<number> {
  return (await db.query(lease, [name, windowStart, wanted, max]))[0]?.granted ?? 0;
}

const purge = statement<never>('rateLimits.purge', 'delete from rate_limits where expires_at < $1');
const purgeLeases = statement<never>('rateLimits.purgeLeases', 'delete from request_leases where window_start < $1');

/** Removes what no longer counts. */
export async function deleteExpiredLimits(db: Db, now: Date): Promise<void> {
  await db.query(purge, [now]);
  await db.query(purgeLeases, [new Date(now.getTime() - 3_600_000)]);
}
