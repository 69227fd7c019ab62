/** Telling the workers, of whichever process, that mail waits. Losing the call costs at most a minute (see sweep.ts). */
import type { Services } from '../context.ts';
import { addJob, hasJobsSchema } from '../db/jobs.ts';
import type { Db } from '../db/open.ts';

/** One delivery at a time over all processes. */
const QUEUE = 'mail';

/** Delivery as soon as possible; at most one such job waits. */
export const addDelivery = (db: Db): Promise<void> =>
  addJob(db, { task: 'deliver_mail', queue: QUEUE, delayMs: 0, key: 'deliver_mail' });

/** Delivery after a while. Its own key, so that it never puts off one that is wanted at once. */
export const addDeliveryLater = (db: Db, delayMs: number): Promise<void> =>
  addJob(db, { task: 'deliver_mail', queue: QUEUE, delayMs, key: 'deliver_mail_later' });

/** For commands beside a running server: has it deliver now. Does nothing on a database no server has worked on yet. */
export async function wakeOnce(db: Db): Promise<void> {
  if (await hasJobsSchema(db)) await addDelivery(db);
}

/** Calls closer together than this become one. */
const DEBOUNCE_MS = 50;

/** `wake` for this process: never throws, never waits. */
export function debouncedWake({ db, log }: Pick<Services, 'db' | 'log'>): { wake(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  const call = () => {
    timer = undefined;
    last = Date.now();
    addDelivery(db).catch((error) => log.error({ err: error }, 'mail waits for the next sweep: no job could be added'));
  };
  return {
    wake() {
      timer ??= setTimeout(call, Math.max(0, last + DEBOUNCE_MS - Date.now()));
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
