/**
 * Forward-only migrations, run at every start. An advisory lock lets several starters come at once; a database that is
 * newer than the program is refused, because an old program would write rows the new rules do not allow.
 */
import pg from 'pg';
import { StartupError } from '../errors.ts';
import * as foundation from './migrations/0001-foundation.ts';
import * as webHooks from './migrations/0002-web-hooks.ts';
import * as accounts from './migrations/0003-accounts.ts';
import * as groups from './migrations/0004-groups.ts';
import * as inviteLists from './migrations/0005-invite-lists.ts';
import * as inviteDays from './migrations/0006-invite-days.ts';
import * as imports from './migrations/0007-imports.ts';
import * as references from './migrations/0008-references.ts';
import * as openInvites from './migrations/0009-open-invites.ts';
import * as importLists from './migrations/0010-import-lists.ts';
import * as memberPlaces from './migrations/0011-member-places.ts';

const migrations = [
  foundation,
  webHooks,
  accounts,
  groups,
  inviteLists,
  inviteDays,
  imports,
  references,
  openInvites,
  importLists,
  memberPlaces,
];

/** PostgreSQL's own number for 15.0. */
const OLDEST_SERVER = 150_000;

/** Why the first connection of a start failed, in words. The address is told without its password. */
function explainUnreachable(error: unknown, url: string): StartupError {
  const { hostname, port, username, pathname } = new URL(url);
  const where = `${hostname || 'localhost'}:${port || 5432}`;
  const { code, message } = error as Error & { code?: string };
  const told = (sentence: string, advice: string) => new StartupError(sentence, advice, { cause: error });
  if (code === '28P01' || code === '28000') {
    return told(
      `PostgreSQL at ${where} does not let "${username}" in: ${message}.`,
      'Correct the user and password in DATABASE_URL.',
    );
  }
  if (code === '3D000') {
    return told(
      `PostgreSQL at ${where} has no database "${pathname.slice(1)}".`,
      'Create it (docs/operations.md, DATABASE_URL), or correct DATABASE_URL.',
    );
  }
  return told(
    `The database at ${where} cannot be reached: ${message || code}.`,
    'Start that PostgreSQL or correct DATABASE_URL. Without DATABASE_URL, Usher runs a PostgreSQL of its own.',
  );
}

/** Brings the database up to date; returns the names of the migrations it ran. @throws StartupError */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'usher migrate',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect().catch((error: unknown) => {
    throw explainUnreachable(error, url);
  });
  try {
    const { rows: server } = await client.query<{ version: string; encoding: string }>(
      "select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding",
    );
    if (Number(server[0]?.version) < OLDEST_SERVER) {
      throw new StartupError(
        'This PostgreSQL is older than 15.',
        'Use PostgreSQL 15 or newer, or leave DATABASE_URL out.',
      );
    }
    // Others cannot hold every name, or do not know where one letter ends, which lists and searches must.
    if (server[0]?.encoding !== 'UTF8') {
      throw new StartupError(
        `This database keeps text as ${server[0]?.encoding}; Usher needs UTF8.`,
        "Create one with encoding 'UTF8' template template0 (docs/operations.md, DATABASE_URL) and restore a dump of this one into it, if there is anything in it. Nothing was changed.",
      );
    }
    await client.query('select pg_advisory_lock(7000)');
    await client.query(`create table if not exists migrations (name text primary key, ran_at timestamptz not null default now());
      comment on table migrations is 'Changes of the schema that have run.';
      comment on column migrations.name is 'File in src/db/migrations.';
      comment on column migrations.ran_at is 'When.'`);
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    const ran = new Set(rows.map((row) => row.name));
    const known = new Set<string>(migrations.map((migration) => migration.name));
    const unknown = [...ran].filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new StartupError(
        `This database was made by a newer Usher (it has ${unknown.join(', ')}).`,
        'Start that version again, or restore a backup from before the upgrade. Nothing was changed.',
      );
    }
    const missing = migrations.filter((migration) => !ran.has(migration.name));
    for (const migration of missing) {
      await client.query('begin');
      await client.query(migration.up);
      await client.query('insert into migrations (name) values ($1)', [migration.name]);
      await client.query('commit');
    }
    return missing.map((migration) => migration.name);
  } finally {
    // Ending the connection gives the advisory lock back and rolls back what did not finish.
    await client.end();
  }
}
