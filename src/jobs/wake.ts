/**
 * Telling the workers, of whichever process, that something waits to be delivered. Losing the call costs at most a minute
 * (see sweep.ts).
 */
import type { Services, WakeTask } from '../context.ts';
import { addJob, hasJobsSchema } from '../db/jobs.ts';
import type { Db } from '../db/open.ts';
import { hasDueWebHookEvents } from '../db/web-hook-events.ts';

/** One delivery of a kind at a time over all processes. */
const QUEUES: Record<WakeTask, string> = {
  deliver_mail: 'mail',
  deliver_bulk_mail: 'bulk_mail',
  run_imports: 'imports',
  deliver_web_hooks: 'web_hooks',
  gather_members: 'gather_members',
};

/** The clock of the rules may be ahead of the database's: looking once an hour too often costs nothing. */
const LONGEST_WAIT_MS = 3_600_000;

/** Delivery as soon as possible; at most one such job waits. */
export const addDelivery = (db: Db, task: WakeTask): Promise<void> =>
  addJob(db, { task, queue: QUEUES[task], delayMs: 0, key: task });

/** Delivery after a while. Its own key, so that it never puts off one that is wanted at once. */
export const addDeliveryLater = (db: Db, task: WakeTask, delayMs: number): Promise<void> =>
  addJob(db, { task, queue: QUEUES[task], delayMs: Math.min(delayMs, LONGEST_WAIT_MS), key: `${task}_later` });

/** For commands beside a running server: has it send mail now. Does nothing on a database no server has worked on yet. */
export async function wakeOnce(db: Db): Promise<void> {
  if (!(await hasJobsSchema(db))) return;
  await addDelivery(db, 'deliver_mail');
  await addDelivery(db, 'deliver_bulk_mail');
}

/** Calls closer together than this become one. */
const DEBOUNCE_MS = 50;

/** `wake` for this process: never throws, never waits. */
export function debouncedWake({ db, log, now }: Pick<Services, 'db' | 'log' | 'now'>): {
  wake(task: WakeTask): void;
  stop(): void;
} {
  const timers = new Map<WakeTask, NodeJS.Timeout>();
  const last: Record<WakeTask, number> = {
    deliver_mail: 0,
    deliver_bulk_mail: 0,
    run_imports: 0,
    deliver_web_hooks: 0,
    gather_members: 0,
  };
  const add = async (task: WakeTask) => {
    // Told after every change, because triggers write the events: mostly there are none.
    if (task === 'deliver_web_hooks' && !(await hasDueWebHookEvents(db, now()))) return;
    await addDelivery(db, task);
  };
  const call = (task: WakeTask) => {
    timers.delete(task);
    last[task] = Date.now();
    add(task).catch((error) => log.error({ err: error, task }, 'waits for the next sweep: no job could be added'));
  };
  return {
    wake(task) {
      if (timers.has(task)) return;
      timers.set(
        task,
        setTimeout(() => call(task), Math.max(0, last[task] + DEBOUNCE_MS - Date.now())),
      );
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
