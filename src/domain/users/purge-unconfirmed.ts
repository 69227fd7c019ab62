/** Accounts that never confirmed their address do not block it for ever (contract: purge_unactivated_users_grace_period_days). */
import type { Services } from '../../context.ts';
import { deleteUnconfirmedUsers } from '../../db/unconfirmed.ts';

const DAY_MS = 86_400_000;
/** Per statement, so that locks are short. */
const BATCH = 500;

/** Deletes those past the grace period; the use each took of a link comes back (contract D16). 0 days: never. */
export async function purgeUnconfirmedUsers(services: Services): Promise<number> {
  const { purge_unactivated_users_grace_period_days: days } = await services.settings.now();
  if (days === 0) return 0;
  const before = new Date(services.now().getTime() - days * DAY_MS);
  let purged = 0;
  for (;;) {
    const removed = await deleteUnconfirmedUsers(services.db, before, BATCH);
    purged += removed;
    if (removed < BATCH) return purged;
  }
}
