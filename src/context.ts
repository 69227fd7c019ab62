/**
 * What a piece of work is given: the database handle, who acts, the settings in force, the clock. Time, randomness and
 * the actor are inputs, so tests move the clock and nothing depends on hidden state.
 */
import type { Logger } from 'pino';
import type { ChangeFeed } from './db/change-feed.ts';
import type { Database, Db } from './db/open.ts';
import type { Env } from './env.ts';
import type { Passwords } from './passwords.ts';
import type { Actor } from './policy/actor.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './shared/site-settings.ts';

/** What `wake` can be told to look after. */
export type WakeTask = 'deliver_mail' | 'deliver_bulk_mail' | 'run_imports' | 'deliver_web_hooks' | 'gather_members';

/** Parts that live as long as the process. */
export interface Services {
  env: Env;
  db: Database;
  secrets: Secrets;
  passwords: Passwords;
  settings: LiveSettings;
  log: Logger;
  now(): Date;
  /** Tells the job worker that work has been committed; losing the call costs at most a minute, never the work. */
  wake(task: WakeTask): void;
  /** What any process changes, as its kind; for those who watch. */
  changes: ChangeFeed;
}

export interface LiveSettings {
  /** The settings as of this version of the table; reads them when they changed. */
  at(version: number): Promise<Settings>;
  /** The settings as they are in the database now. */
  now(): Promise<Settings>;
}

export interface Ctx {
  /** The pool, or the open transaction. */
  db: Db;
  actor: Actor;
  settings: Settings;
  locale: 'en' | 'he';
  /** Address the request came from; undefined for jobs and the command line. */
  ip: string | undefined;
  now(): Date;
  services: Services;
  /** Runs `work` after the present transaction has committed; at once when there is none. Must not throw. */
  afterCommit(work: () => void): void;
}

/**
 * Runs `work` in one short transaction. Its parameter is meant to be called `ctx` too, so that the outer handle is out
 * of reach. Inside a transaction it simply joins it.
 */
export async function inTransaction<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (ctx.db !== ctx.services.db) return work(ctx);
  const later: (() => void)[] = [];
  const result = await ctx.services.db.transaction((db) =>
    work({ ...ctx, db, afterCommit: (then) => later.push(then) }),
  );
  for (const then of later) then();
  return result;
}
