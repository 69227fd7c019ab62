/** Working jobs: which tasks there are, when the regular ones run, and what happens when the process starts and stops. */
import { Logger, parseCronItems, type Runner, run, runMigrations, type TaskList, type Worker } from 'graphile-worker';
import type { Services, WakeTask } from '../context.ts';
import { openPresence } from '../db/job-processes.ts';
import { gatherMembers } from '../domain/groups/email-domains.ts';
import { runImports } from '../domain/imports/run-all.ts';
import { countInviteDays } from '../domain/invites/count-days.ts';
import { type Delivery, openDelivery } from '../mail/deliver.ts';
import { daily } from './daily.ts';
import { deliverMail } from './deliver-mail.ts';
import { deliverWebHookEvents } from './deliver-web-hooks.ts';
import { sweep } from './sweep.ts';
import { debouncedWake } from './wake.ts';

export interface Jobs {
  /** Lets the jobs in hand finish (a delivery ends after the mail or event it is sending). */
  stop(): Promise<void>;
  wake(task: WakeTask): void;
}

/** Jobs worked at once: each of the long ones may run and still leave room for the sweep. */
const CONCURRENCY = 6;
/** How often scheduled jobs are looked for; new ones are announced. */
const POLL_MS = 1000;
const RESTART_MS = 2000;
/** A job works no longer at a time: after four hours graphile-worker takes its worker for dead and gives it to another. */
const LONGEST_MS = 3_600_000;

/** Regular tasks: task, minute pattern (UTC), and how far back a missed run is made up for. */
const REGULAR = [
  { task: 'sweep', match: '* * * * *', options: { backfillPeriod: 0, maxAttempts: 1 } },
  { task: 'count_invites', match: '* * * * *', options: { backfillPeriod: 0, maxAttempts: 1 } },
  { task: 'daily', match: '17 3 * * *', options: { backfillPeriod: 86_400_000, maxAttempts: 3 } },
];

/** For a job that begins now: whether it may go on. What is left when it may not is taken up soon, by another job. */
function forAWhile(keepGoing: () => boolean): () => boolean {
  const end = performance.now() + LONGEST_MS;
  return () => performance.now() < end && keepGoing();
}

const tasks = (
  services: Services,
  deliveries: { single: Delivery; bulk: Delivery },
  keepGoing: () => boolean,
): TaskList => ({
  deliver_mail: () => deliverMail('deliver_mail', services, deliveries.single, forAWhile(keepGoing)),
  deliver_bulk_mail: () => deliverMail('deliver_bulk_mail', services, deliveries.bulk, forAWhile(keepGoing)),
  deliver_web_hooks: () => deliverWebHookEvents(services, forAWhile(keepGoing)),
  run_imports: () => runImports(services, forAWhile(keepGoing)),
  gather_members: () => gatherMembers(services, forAWhile(keepGoing)),
  sweep: () => sweep(services),
  count_invites: () => countInviteDays(services),
  daily: () => daily(services),
});

/** graphile-worker's lines in our log; what it calls information is detail here. */
const workerLogger = ({ log }: Services) =>
  new Logger(() => (level, message, meta) => {
    const to = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    log[to]({ err: meta?.error }, `jobs: ${message}`);
  });

/** Stops a runner, or waits for one that is ending by itself, say because the database has gone: it refuses to be stopped. */
const end = (runner: Runner) =>
  runner.stop().catch(() =>
    // Why it ended is in the log already.
    runner.promise.catch(() => undefined),
  );

/** @throws when the database cannot be prepared for jobs */
export async function startJobs(services: Services): Promise<Jobs> {
  const { db, log } = services;
  const logger = workerLogger(services);
  const waker = debouncedWake(services);
  const deliveries = { single: openDelivery(services, { bulk: false }), bulk: openDelivery(services, { bulk: true }) };
  let stopping = false;
  let runner: Runner | undefined;
  let presence = openPresence(db);
  let restart: NodeJS.Timeout | undefined;
  /** The start at work after the pool ended by itself. */
  let restarting: Promise<unknown> = Promise.resolve();

  const start = async () => {
    if (stopping) return;
    const mine = openPresence(db);
    presence = mine;
    // Awaited before a worker looks for its first job. All workers of a pool lock jobs under the pool's id.
    const startWorker = (_context: unknown, { worker }: { worker: Worker }) => mine.announce(worker.workerPool.id);
    runner = await run({
      pgPool: db.pool,
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      logger,
      taskList: tasks(services, deliveries, () => !stopping && mine.held()),
      parsedCronItems: parseCronItems(REGULAR),
      preset: {
        plugins: [{ name: 'usher-presence', version: '1', worker: { hooks: { startWorker } } }],
        // Written down in batches (of whatever is there), because without them a failure to write down how a job ended,
        // say when the database has gone, is a rejection nobody handles: it would end the process, not the pool.
        worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      },
    });
    runner.promise.then(() => again(undefined), again);
  };
  // What the ended pool had in hand, the mail queue with it, is held under its name until a sweep; the regular one may be
  // a minute away.
  const takeUp = () =>
    sweep(services).catch((err) => log.warn({ err }, 'the next sweep takes up what the ended job worker held'));
  // The pool gives up when the database is away for long. The process goes on, so the pool is started again.
  const again = (error: unknown) => {
    if (stopping) return;
    log.error({ err: error }, 'the job worker ended; starting it again');
    restart = setTimeout(() => {
      restarting = presence.release().then(start).then(takeUp, again);
    }, RESTART_MS);
  };

  await runMigrations({ pgPool: db.pool, logger });
  // Without grace: nothing of ours runs yet, and mail should not wait for a predecessor that was killed.
  await sweep(services, 0);
  await start();

  return {
    wake: waker.wake,
    async stop() {
      stopping = true;
      clearTimeout(restart);
      waker.stop();
      // Who cannot be seen anyway need not wait to be.
      if (!presence.held()) await presence.release();
      await restarting;
      if (runner) await end(runner);
      deliveries.single.close();
      deliveries.bulk.close();
      await presence.release();
    },
  };
}
