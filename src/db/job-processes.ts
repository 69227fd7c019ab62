/**
 * Which processes are alive. Each one that works jobs holds a session-level advisory lock on a connection of its own,
 * under a number made from its worker id; PostgreSQL gives the lock back when the process dies, however it dies. Locks on
 * jobs of workers without that lock can be released at once (graphile-worker by itself waits four hours).
 */
import pg from 'pg';
import { type Database, type Db, statement } from './open.ts';

/** First half of the advisory lock's key; the second is the worker's number. */
const CLASS = 7002;

/** A signed 32-bit number from a worker id, which ends in 18 random hexadecimal digits. */
const workerNumber = (workerId: string): number => Number.parseInt(workerId.slice(-8), 16) | 0;

export interface Presence {
  /** Announces this process as alive; returns once it is, or once `release` is called. A lost connection is made again. */
  announce(workerId: string): Promise<void>;
  /** False while nobody can see us: others may take this process for dead, so it must not start anything. */
  held(): boolean;
  release(): Promise<void>;
}

/** Wait between attempts to get a connection. */
const RECONNECT_MS = 500;

export function openPresence(db: Database): Presence {
  let client: pg.Client | undefined;
  let released = false;
  let announced: Promise<void> | undefined;

  const connect = async (workerId: string): Promise<void> => {
    const fresh = new pg.Client({ ...db.pool.options, application_name: 'usher jobs' });
    const lost = () => {
      if (client !== fresh) return;
      client = undefined;
      void keepTrying(workerId);
    };
    fresh.on('error', lost);
    fresh.on('end', lost);
    await fresh.connect();
    await fresh.query('select pg_advisory_lock($1::int, $2::int)', [CLASS, workerNumber(workerId)]);
    if (released) await fresh.end();
    else client = fresh;
  };
  const keepTrying = async (workerId: string): Promise<void> => {
    while (!released && !client) {
      // A failure is told by `held()`; whoever asks waits, as we do.
      const failed = await connect(workerId).then(
        () => false,
        () => true,
      );
      if (failed) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  };

  return {
    announce(workerId) {
      announced ??= keepTrying(workerId);
      return announced;
    },
    held: () => client !== undefined,
    async release() {
      released = true;
      const held = client;
      client = undefined;
      await held?.end();
    },
  };
}

const lockers = statement<{ worker: string }>(
  'jobProcesses.lockers',
  'select distinct locked_by as worker from graphile_worker.jobs where locked_by is not null',
);
const alive = statement<{ number: number }>(
  'jobProcesses.alive',
  `select objid::bigint as number from pg_locks
   where locktype = 'advisory' and classid = $1::bigint::oid and objsubid = 2 and granted
     and database = (select oid from pg_database where datname = current_database())`,
);
const unlock = statement<never>('jobProcesses.unlock', 'select graphile_worker.force_unlock_workers($1::text[])');

/** Workers that hold jobs although their process is gone. */
export async function listDeadWorkers(db: Db): Promise<string[]> {
  // Lockers first: a worker takes its lock before its first job, so one that is seen here would be seen below.
  const workers = (await db.query(lockers)).map((row) => row.worker);
  const living = new Set((await db.query(alive, [CLASS])).map((row) => row.number | 0));
  return workers.filter((worker) => !living.has(workerNumber(worker)));
}

/** Lets others take the jobs and queues that these workers hold. */
export async function unlockWorkers(db: Db, workers: readonly string[]): Promise<void> {
  await db.query(unlock, [workers]);
}
