/** Task `sweep`, every minute and at start: what dead processes left behind is taken up again. */
import type { Services } from '../context.ts';
import { findWantingGroup } from '../db/group-domains.ts';
import { findRunningImport } from '../db/imports.ts';
import { listDeadWorkers, unlockWorkers } from '../db/job-processes.ts';
import { hasDueMail } from '../db/outbox.ts';
import { hasDueWebHookEvents } from '../db/web-hook-events.ts';
import { addDelivery } from './wake.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param graceMs a worker is dead when it is missed twice, this far apart: one that only lost its connection (the database
 * was restarted) is back by then
 */
export async function sweep({ db, log, now }: Services, graceMs = 2000): Promise<void> {
  let dead = await listDeadWorkers(db);
  if (dead.length > 0 && graceMs > 0) {
    await wait(graceMs);
    const still = new Set(await listDeadWorkers(db));
    dead = dead.filter((worker) => still.has(worker));
  }
  if (dead.length > 0) {
    log.warn({ workers: dead }, 'released the jobs of workers that died');
    await unlockWorkers(db, dead);
  }
  if (await hasDueMail(db, now(), false)) await addDelivery(db, 'deliver_mail');
  if (await hasDueMail(db, now(), true)) await addDelivery(db, 'deliver_bulk_mail');
  if ((await findRunningImport(db)) !== undefined) await addDelivery(db, 'run_imports');
  if (await findWantingGroup(db)) await addDelivery(db, 'gather_members');
  if (await hasDueWebHookEvents(db, now())) await addDelivery(db, 'deliver_web_hooks');
}
