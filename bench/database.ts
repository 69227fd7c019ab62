/** The PostgreSQL that is measured on: the embedded one in a temporary folder, or an empty database that was given. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startLocalPostgres } from '../src/db/local-postgres/index.ts';
import { migrate } from '../src/db/migrate.ts';

export interface BenchDatabase {
  url: string;
  /** Folder for what else a server writes. */
  folder: string;
  /** Another, empty database on the same server; goes with the first. Undefined where we may not make one. */
  beside(name: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A folder that the embedded PostgreSQL can reach also when it runs under another account. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'usher-bench-'));
  await chmod(folder, 0o711);
  return folder;
}

async function ensureEmpty(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select count(*)::int as tables from pg_tables where schemaname = 'public'");
  await client.end();
  if (rows[0].tables > 0)
    throw new Error(
      'The database of DATABASE_URL is not empty. The bench fills it with a million rows: make a new one.',
    );
}

/** A migrated, otherwise empty database. */
export async function openBenchDatabase(given: string | undefined): Promise<BenchDatabase> {
  if (given) await ensureEmpty(given);
  const folder = await temporaryFolder();
  const local = given ? undefined : await startLocalPostgres({ dataDir: folder, log: () => {} });
  const url = given ?? local!.url;
  await migrate(url);
  const made: string[] = [];
  const ask = async (text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  return {
    url,
    folder,
    async beside(name) {
      const database = `usher_bench_${name}_${process.pid}`;
      try {
        await ask(`create database ${database}`);
      } catch (error) {
        console.error(`No database beside the first, so what needs one is left out: ${(error as Error).message}`);
        return undefined;
      }
      made.push(database);
      const other = new URL(url);
      other.pathname = `/${database}`;
      return other.href;
    },
    async close() {
      for (const database of made) await ask(`drop database ${database} with (force)`);
      await local?.stopIfLast();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
