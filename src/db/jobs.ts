/** Adding jobs. The functions belong to graphile-worker, whose schema the first process that works jobs creates. */
import { type Db, statement } from './open.ts';

const add = statement<never>(
  'jobs.add',
  `select graphile_worker.add_job($1, queue_name => $2, run_at => now() + $3 * interval '1 millisecond', job_key => $4)`,
);

export interface NewJob {
  task: string;
  /** Jobs of one queue never run at the same time, in whichever process. */
  queue: string;
  delayMs: number;
  /** A waiting job with this key is replaced; a running one is not, the new job runs after it. */
  key: string;
}

export async function addJob(db: Db, job: NewJob): Promise<void> {
  await db.query(add, [job.task, job.queue, job.delayMs, job.key]);
}

const schema = statement<{ there: boolean }>(
  'jobs.schema',
  "select to_regclass('graphile_worker.jobs') is not null as there",
);

/** Whether jobs can be added: false until some process has worked jobs on this database. */
export const hasJobsSchema = async (db: Db): Promise<boolean> => (await db.query(schema))[0]!.there;
