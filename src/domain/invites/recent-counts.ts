/**
 * Counts for lists. Few are counted exactly each time; who has more is told counts that are at most a second old,
 * because counting 100,000 rows takes 10 ms.
 */
import type { Ctx, Services } from '../../context.ts';

export const EXACT_UP_TO = 1000;
const COUNT_TTL_MS = 1000;

/** A query on its way is kept too, so that many askers do not each count 100,000 rows. */
type Large = Map<string, { until: number; counts: Promise<Record<string, number>> }>;
const large = new WeakMap<Services, Large>();

/**
 * @param subject what is counted, e.g. `inviter 5`
 * @param count counts each kind up to the cap; null: to the end
 * @returns the counts; `recent` when they may be a second old
 */
export async function countRecently<C extends { [K in keyof C]: number }>(
  ctx: Pick<Ctx, 'services' | 'now'>,
  subject: string,
  count: (cap: number | null) => Promise<C>,
): Promise<{ counts: C; recent: boolean }> {
  const cache: Large = large.get(ctx.services) ?? new Map();
  large.set(ctx.services, cache);
  const now = ctx.now().getTime();
  const findKnown = () => {
    const entry = cache.get(subject);
    return entry && entry.until > now ? (entry.counts as unknown as Promise<C>) : undefined;
  };
  if (!findKnown()) {
    const counts = await count(EXACT_UP_TO);
    if (Math.max(...Object.values<number>(counts)) < EXACT_UP_TO) return { counts, recent: false };
  }
  // Looked for again: somebody else may have begun to count meanwhile.
  let counts = findKnown();
  if (!counts) {
    counts = count(null);
    cache.set(subject, {
      until: now + COUNT_TTL_MS,
      counts: counts as Promise<unknown> as Promise<Record<string, number>>,
    });
    counts.catch(() => cache.delete(subject));
  }
  return { counts: await counts, recent: true };
}
