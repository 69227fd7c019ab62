/** Counting invites day by day: the job of every minute. */
import type { Services } from '../../context.ts';
import { lockInviteCounts, updateInviteCounts, updateInviteDays } from '../../db/invite-days.ts';

const DAY_MS = 86_400_000;
/** A transaction that began before midnight may have come to its end after the last count. */
const OVERLAP_MS = 300_000;
/** Counting takes at most this part of the time, however much there is to count. */
const SHARE = 20;

/** Counts today anew, and what came since the last count; the first time everything. */
export async function countInviteDays({ db, now }: Pick<Services, 'db' | 'now'>): Promise<void> {
  const time = now();
  await db.transaction(async (tx) => {
    const state = await lockInviteCounts(tx);
    if (!state) return;
    const { counted_to, took_ms } = state;
    if (counted_to && time.getTime() - counted_to.getTime() < SHARE * took_ms) return;
    const since = counted_to ? counted_to.getTime() - OVERLAP_MS : 0;
    const begun = performance.now();
    await updateInviteDays(tx, new Date(since - (since % DAY_MS)));
    await updateInviteCounts(tx, time, Math.round(performance.now() - begun));
  });
}
