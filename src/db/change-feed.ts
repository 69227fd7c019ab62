/**
 * Changes on their way to every process that shares the database, by NOTIFY. A commit that notifies takes a lock that all
 * of them take, so no change does it by itself: the process that made it tells afterwards, at most once a second, all that
 * has changed since. A process killed in between takes at most that second's news with it.
 */
import pg from 'pg';
import type { Logger } from 'pino';
import type { Change, ChangeKind } from './changes.ts';
import type { Database } from './open.ts';

const CHANNEL = 'usher_changes';
/** PostgreSQL takes less than 8000 bytes. */
const MAX_BYTES = 7900;
/** Changes that come together are told together. */
const GATHER_MS = 40;
const EVERY_MS = 1000;

const NOTIFY = { name: 'changeFeed.notify', text: `select pg_notify('${CHANNEL}', $1)` };

/** All changes in one notice; kinds of which there are too many to name become `kind:*`, the largest first. */
export function packChanges(changes: Iterable<Change>): string {
  const byKind = new Map<ChangeKind, Set<string>>();
  for (const change of changes) {
    const kind = change.slice(0, change.indexOf(':')) as ChangeKind;
    const all: Change = `${kind}:*`;
    const known = byKind.get(kind) ?? new Set<string>();
    if (change === all) known.clear();
    if (!known.has(all)) known.add(change);
    byKind.set(kind, known);
  }
  const lengths = new Map([...byKind].map(([kind, known]) => [kind, [...known].join(' ').length + 1]));
  let total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  for (const [kind, length] of [...lengths].sort(([, a], [, b]) => b - a)) {
    if (total <= MAX_BYTES) break;
    total += kind.length + 3 - length;
    byKind.set(kind, new Set([`${kind}:*`]));
  }
  return [...byKind.values()].flatMap((known) => [...known]).join(' ');
}

export interface Announcer {
  /** Tells what is left to tell. */
  close(): Promise<void>;
}

/** Passes on what the statements of this process change. */
export function announceChanges(db: Database, log: Logger): Announcer {
  let waiting = new Set<Change>();
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  let closed = false;

  const tell = async () => {
    const telling = waiting;
    waiting = new Set();
    last = Date.now();
    try {
      await db.pool.query({ ...NOTIFY, values: [packChanges(telling)] });
    } catch (err) {
      log.debug({ err }, 'what has changed will be told later');
      for (const change of telling) waiting.add(change);
    }
    timer = undefined;
    if (waiting.size > 0 && !closed) plan();
  };
  const plan = () => {
    timer ??= setTimeout(tell, Math.max(GATHER_MS, last + EVERY_MS - Date.now()));
  };
  db.onChange = (changes) => {
    for (const change of changes) waiting.add(change);
    plan();
  };

  return {
    async close() {
      db.onChange = undefined;
      closed = true;
      clearTimeout(timer);
      if (waiting.size > 0) await tell();
    },
  };
}

export interface ChangeListener {
  changed(changes: ReadonlySet<string>): void;
  /** Listening again after a while without: anything may have changed. */
  restored(): void;
}

export interface ChangeFeed {
  /** Hears the changes of all processes from now on; waits until that is so, or for a while. One connection serves all. */
  listen(listener: ChangeListener): Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = [100, 500, 1000, 2000, 5000];
/** A connection that a network has silently forgotten is found out by asking. */
const PROBE_MS = 20_000;

/** Connects when somebody first listens, and again for as long as it is open. */
export function openChangeFeed(url: () => string, log: Logger): ChangeFeed {
  const listeners = new Set<ChangeListener>();
  let client: pg.Client | undefined;
  let probe: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;

  const lost = (from: pg.Client, err: unknown) => {
    if (client !== from) return;
    client = undefined;
    clearInterval(probe);
    from.end().catch(() => undefined);
    if (closed) return;
    if (failures === 0) log.warn({ err }, 'the connection that hears of changes is lost; trying on');
    retry = setTimeout(connect, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
  };

  const connect = async () => {
    const mine = new pg.Client({
      connectionString: url(),
      application_name: 'usher events',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      query_timeout: 10_000,
    });
    client = mine;
    mine.on('error', (err) => lost(mine, err));
    mine.on('end', () => lost(mine, undefined));
    mine.on('notification', ({ payload = '' }) => {
      const changes = new Set(payload.split(' '));
      for (const listener of listeners) listener.changed(changes);
    });
    try {
      await mine.connect();
      await mine.query(`listen ${CHANNEL}`);
    } catch (err) {
      lost(mine, err);
      return;
    }
    if (client !== mine) return;
    probe = setInterval(() => mine.query('select 1').catch((err) => lost(mine, err)), PROBE_MS);
    if (failures === 0) return;
    failures = 0;
    log.info('hearing of changes again');
    for (const listener of listeners) listener.restored();
  };

  let first: Promise<void> | undefined;
  return {
    listen(listener) {
      listeners.add(listener);
      first ??= connect();
      return first;
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(probe);
      listeners.clear();
      const mine = client;
      client = undefined;
      // One that just loses its way to the database would keep the process from ending.
      const limit = new Promise((resolve) => setTimeout(resolve, 1000).unref());
      await Promise.race([mine?.end().catch(() => undefined), limit]);
    },
  };
}
