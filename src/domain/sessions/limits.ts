/** Limits on what visitors can try about accounts, counted in PostgreSQL for all processes together. */
import { createHash } from 'node:crypto';
import type { Ctx } from '../../context.ts';
import { hitLimit, type Limit } from '../../db/rate-limits.ts';
import { UsherError } from '../../errors.ts';

/** Text of any length as a key of bounded length. */
const bounded = (subject: string) =>
  subject.length <= 100 ? subject : createHash('sha256').update(subject).digest('hex');

/** Counts one use of each limit. @throws UsherError of the kind (429, or 422 for `slow_down`) when one is used up */
export async function countAgainst(
  ctx: Ctx,
  limits: readonly Limit[],
  subject: string,
  kind: 'rate_limit' | 'slow_down' = 'rate_limit',
): Promise<void> {
  for (const limit of limits) {
    const waitSeconds = await hitLimit(ctx.db, limit, bounded(subject), ctx.now());
    if (waitSeconds !== undefined) throw new UsherError(kind, { code: 'rate_limit', waitSeconds });
  }
}

/** So many in a minute and so many in an hour. */
export const perMinuteAndHour = (name: string, minute: number, hour: number): Limit[] => [
  { name: `${name}_minute`, max: minute, windowSeconds: 60 },
  { name: `${name}_hour`, max: hour, windowSeconds: 3600 },
];

/** Whom a limit per network address counts. */
export const addressOf = (ctx: Ctx): string => ctx.ip ?? 'local';
