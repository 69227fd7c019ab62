/** One real PostgreSQL for the whole run, with a migrated template that each test file clones in milliseconds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startLocalPostgres } from '../../src/db/local-postgres/index.ts';
import { migrate } from '../../src/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's maintenance database. */
    postgresUrl: string;
    /** Name of the migrated database to clone. */
    template: string;
  }
}

export const databaseUrl = (url: string, database: string): string => {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
};

export default async function setup(project: TestProject) {
  const dataDir = await mkdtemp(join(tmpdir(), 'usher-tests-'));
  // The database account must be able to pass through when the tests run as root.
  await (await import('node:fs/promises')).chmod(dataDir, 0o711);
  const local = await startLocalPostgres({ dataDir, log: () => {} });
  const maintenance = databaseUrl(local.url, 'postgres');
  const template = 'usher_template';
  const client = new pg.Client({ connectionString: maintenance });
  await client.connect();
  await client.query(`create database ${template}`);
  await client.end();
  await migrate(databaseUrl(local.url, template));
  project.provide('postgresUrl', maintenance);
  project.provide('template', template);
  return async () => {
    await local.stopIfLast();
    await rm(dataDir, { recursive: true, force: true });
  };
}
