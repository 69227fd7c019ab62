/**
 * The way to PostgreSQL: a pool, named prepared statements, transactions. Everything that runs SQL takes a `Db`, so the
 * same function works inside a transaction and outside.
 */
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { UsherError } from '../errors.ts';
import { type Change, changesOf } from './changes.ts';
import { explainConstraint } from './constraints.ts';
import { shareConnections } from './shared-connections.ts';

/** A named prepared statement. The type parameter is the shape of its rows, as the columns spell it. */
export interface Statement<_Row> {
  readonly name: string;
  readonly text: string;
  /** What it may change, where whoever runs it does not know better. */
  readonly changes: readonly Change[];
  /** Outside transactions it goes over connections that others use at the same time. */
  readonly lookup?: true;
}

/** Declares a statement. The name is `<file>.<function>`, unique in the program, at most 63 bytes (PostgreSQL's limit). */
export const statement = <Row>(name: string, text: string): Statement<Row> => ({
  name,
  text,
  changes: changesOf(text),
});

/**
 * Declares a statement that goes straight to the few rows it reads, whatever the values, and locks nothing: others that
 * share its connection (shared-connections.ts) wait for it.
 */
export const lookup = <Row>(name: string, text: string): Statement<Row> => ({
  ...statement<Row>(name, text),
  lookup: true,
});

/** A handle to run statements with: the pool, or one open transaction. */
export interface Db {
  /**
   * @param changes what those who watch are told has changed, once it is committed; left out: every kind of thing that the
   * statement writes. Say it where the statement runs often, or else everybody looks again.
   */
  query<Row>(
    statement: Statement<Row>,
    values?: unknown[],
    changes?: readonly Change[] | ((rows: Row[]) => readonly Change[]),
  ): Promise<Row[]>;
}

export interface Database extends Db {
  /** Runs `work` in one transaction and commits; any error rolls back and is thrown on. Keep it short. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Sends rows in COPY's text format, by a statement of its own. */
  copy(text: string, rows: Buffer): Promise<void>;
  /** For graphile-worker and what is no part of any request. */
  readonly pool: pg.Pool;
  /** Told the name of each statement sent; tests count with it. */
  onQuery: ((name: string) => void) | undefined;
  /** Told what has changed, after the commit. Must not throw. */
  onChange: ((changes: readonly Change[]) => void) | undefined;
  /** Connections are made to this address from now on; those that are open stay. */
  moveTo(url: string): void;
  close(): Promise<void>;
}

// int8 and numeric counts fit a JavaScript number in everything we store; the driver's default is a string.
const types = new pg.TypeOverrides();
types.setTypeParser(20, Number);
// Times of four-digit years, which is all of ours: the engine's own parser takes a quarter of the driver's time, and a
// page of a list has a hundred of them. Infinity and whatever else there may be is left to the driver.
const parseTime = pg.types.getTypeParser(1184);
const COMMON_TIME = /^[1-9]\d{3}-[^B]+$/;
types.setTypeParser(1184, (text: string) => (COMMON_TIME.test(text) ? new Date(text) : parseTime(text)));

/** SQLSTATE classes that mean "the database is not there right now", not "the request is wrong". */
const UNAVAILABLE = /^(08|57P|53[123])/;
const CONNECTION_LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

/** What the driver says without a code when there is no connection, or none any more. */
const NO_ANSWER =
  /Connection terminated|timeout exceeded when trying to connect|^timeout expired|Query read timeout|is not queryable/;

/** Words a driver's error for callers: a broken rule becomes its sentence, a lost server becomes 503, the rest stays. */
function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, constraint } = error as Error & { code?: string; constraint?: string };
  // It repeats the values of the row, which do not belong in a log.
  if ('detail' in error) error.detail = undefined;
  if (code === '23505' || code === '23503' || code === '23514') {
    return explainConstraint(constraint, error) ?? error;
  }
  // Deadlock: PostgreSQL has undone one of two that waited for each other.
  if (code === '40P01') {
    const conflict = new UsherError('conflict', { code: 'try_again' });
    conflict.cause = error;
    return conflict;
  }
  const lost = NO_ANSWER.test(error.message);
  if (lost || (code && (UNAVAILABLE.test(code) || CONNECTION_LOST.has(code)))) {
    const unavailable = new UsherError('unavailable', { code: 'database_unavailable' });
    unavailable.cause = error;
    return unavailable;
  }
  return error;
}

export interface OpenOptions {
  url: string;
  /** Connections for one use at a time; 8 to 10 is right on two cores (more only queue). Two more are shared. */
  max?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** How long making a connection may take. */
  connectMs?: number;
  /** Told each time a connection breaks or cannot be had. */
  onLost?: () => void;
}

export function openDatabase({
  url,
  max = 10,
  applicationName = 'usher',
  connectMs = 10_000,
  onLost,
}: OpenOptions): Database {
  const options = {
    connectionString: url,
    types,
    application_name: applicationName,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...options, max });
  const lost = () => {
    database.onQuery?.('connection lost');
    onLost?.();
  };
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', lost);
  // Nor must one that breaks while it is in use: its query fails, which is how its user learns of it.
  pool.on('connect', (client) => client.on('error', lost));
  const shared = shareConnections(() => ({ ...options, connectionString: pool.options.connectionString }), lost);
  const failure = (error: unknown): unknown => {
    const told = translate(error);
    if (told instanceof UsherError && told.kind === 'unavailable') onLost?.();
    return told;
  };

  const run = async <Row>(
    client: pg.Pool | pg.PoolClient,
    { name, text, lookup }: Statement<Row>,
    values: unknown[],
  ) => {
    database.onQuery?.(name);
    try {
      const config = { name, text, values };
      const { rows } = await (lookup && client === pool ? shared.query(config) : client.query(config));
      return rows as Row[];
    } catch (error) {
      throw failure(error);
    }
  };
  /** The handle of a client; `tell` hears what each statement changed. */
  const handle = (client: pg.Pool | pg.PoolClient, tell: (changes: readonly Change[]) => void): Db['query'] => {
    return async (stmt, values = [], changes = stmt.changes) => {
      const rows = await run(client, stmt, values);
      const told = typeof changes === 'function' ? changes(rows) : changes;
      if (told.length > 0) tell(told);
      return rows;
    };
  };

  const database: Database = {
    pool,
    onQuery: undefined,
    onChange: undefined,
    query: handle(pool, (changes) => database.onChange?.(changes)),
    async transaction(work) {
      const client = await pool.connect().catch((error) => {
        throw failure(error);
      });
      let broken: Error | undefined;
      const changed: Change[] = [];
      try {
        await client.query('begin');
        const result = await work({ query: handle(client, (changes) => changed.push(...changes)) });
        await client.query('commit');
        if (changed.length > 0) database.onChange?.(changed);
        return result;
      } catch (error) {
        await client.query('rollback').catch((lost: Error) => {
          broken = lost;
        });
        throw failure(error);
      } finally {
        client.release(broken);
      }
    },
    moveTo(address) {
      pool.options.connectionString = address;
    },
    async copy(text, rows) {
      database.onQuery?.('copy');
      const client = await pool.connect().catch((error) => {
        throw failure(error);
      });
      let broken: Error | undefined;
      try {
        const stream = client.query(copyFrom(text));
        const done = finished(stream);
        stream.end(rows);
        await done;
      } catch (error) {
        broken = error as Error;
        throw failure(error);
      } finally {
        client.release(broken);
      }
    },
    async close() {
      await shared.close();
      await pool.end();
    },
  };
  return database;
}
