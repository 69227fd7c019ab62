/**
 * How Usher processes that share one embedded server know of each other: each holds one connection with a shared lock
 * for as long as it runs. Who gets the exclusive lock is the last one. PostgreSQL lets go of the locks of the dead.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { StartupError } from '../../errors.ts';

/** Two 32-bit numbers, "USHR" and 1, so that the lock meets no lock of the application (one 64-bit number). */
const LOCK = '1431521362, 1';
/** Backends of connections closed a moment ago need this long at most to be gone. */
const SETTLE_MS = 2000;

/** 57P03: starting or stopping; 57P01: stopped under us; 55P03: somebody is deciding whether to stop. */
const PASSING = ['57P03', '57P01', '55P03'];
const PASSING_SYSTEM = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

function isPassing(error: unknown): boolean {
  if (error instanceof StartupError) return false;
  if (error instanceof DatabaseError) return PASSING.includes(error.code ?? '');
  const code = (error as NodeJS.ErrnoException).code;
  return (
    (code !== undefined && PASSING_SYSTEM.includes(code)) || /terminated|timeout expired/.test((error as Error).message)
  );
}

function explain(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  if (error.code === '28P01') {
    return new StartupError(
      'The running embedded PostgreSQL refuses the password in the file postgres-password of the data folder.',
      'Put the right file back. If it is lost: stop every Usher and that PostgreSQL, delete the file and start again; a new one is made.',
      { cause: error },
    );
  }
  if (error.code === '53300') {
    return new StartupError(
      'The embedded PostgreSQL has no free connection left.',
      'Stop what uses it (other Usher processes, psql), or raise max_connections in postgresql.conf of the database folder.',
      { cause: error },
    );
  }
  return error;
}

export interface Presence {
  /**
   * Gives up this process's presence; if no other connection is left, runs `stop` while nobody can join.
   * @returns whether it ran `stop`.
   */
  leave(stop: () => Promise<void>): Promise<boolean>;
  /** Gives up this process's presence and leaves the server alone. */
  abandon(): Promise<void>;
}

// ref and unref exist; only the type package does not know them.
type RefClient = Client & { ref(): void; unref(): void };

const connect = async (url: string): Promise<RefClient> => {
  const client = new Client({
    // Whatever PGSSLMODE says: this never leaves the machine.
    ssl: false,
    connectionString: url,
    application_name: 'usher-presence',
    connectionTimeoutMillis: 5000,
  }) as RefClient;
  // Losing it is no harm: a process is also known by the connections it works with.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
};

async function isAlone(client: Client): Promise<boolean> {
  const others =
    "select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
  for (const until = Date.now() + SETTLE_MS; ; await delay(20)) {
    const { rows } = await client.query<{ n: number }>(others);
    if (rows[0]?.n === 0) return true;
    if (Date.now() > until) return false;
  }
}

/**
 * Joins the server at `url`. Once this returns, no other Usher stops it.
 * @returns undefined when the server is just starting or stopping: look again.
 * @throws StartupError when it refuses us.
 */
export async function join(url: string): Promise<Presence | undefined> {
  let client: RefClient | undefined;
  try {
    client = await connect(url);
    // The last one holds the exclusive lock while it stops the server; this waits for how that ends.
    await client.query("set lock_timeout = '5s'");
    await client.query(`select pg_advisory_lock_shared(${LOCK})`);
  } catch (error) {
    await client?.end().catch(() => undefined);
    if (isPassing(error)) return undefined;
    throw explain(error);
  }
  const joined = client;
  // Nothing waits on this connection; it must not keep a finished command alive.
  joined.unref();
  return {
    abandon: () => joined.end().catch(() => undefined),
    async leave(stop) {
      let own = joined;
      try {
        own.ref();
        await own.query(`select pg_advisory_unlock_shared(${LOCK})`).catch(async () => {
          // The connection was lost; ask on a new one.
          own = await connect(url);
        });
        const { rows } = await own.query<{ last: boolean }>(`select pg_try_advisory_lock(${LOCK}) as last`);
        if (!rows[0]?.last || !(await isAlone(own))) return false;
        await stop();
        return true;
      } catch (error) {
        // Already gone, stopped by another hand.
        if (isPassing(error)) return false;
        throw error;
      } finally {
        await own.end().catch(() => undefined);
      }
    },
  };
}
