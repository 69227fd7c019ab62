/** What holds for the database as a whole: it describes itself, migrations run once, the embedded server is set up safely. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrate } from '../src/db/migrate.ts';
import { StartupError } from '../src/errors.ts';
import { cloneDatabase } from './support/app.ts';
import { databaseUrl } from './support/global-setup.ts';

let database: { url: string; drop(): Promise<void> };
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

async function query<R extends object>(url: string, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the schema describes itself', () => {
  it('every table has a comment', async () => {
    const tables = await query<{ name: string; comment: string | null }>(
      database.url,
      `select relname as name, obj_description(oid, 'pg_class') as comment from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`,
    );
    expect(tables.length).toBeGreaterThan(15);
    expect(tables.filter(({ comment }) => !comment?.trim()).map(({ name }) => name)).toEqual([]);
  });

  it('every column has a comment', async () => {
    const columns = await query<{ name: string; comment: string | null }>(
      database.url,
      `select format('%s.%s', c.relname, a.attname) as name, col_description(c.oid, a.attnum) as comment
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')`,
    );
    expect(columns.length).toBeGreaterThan(150);
    expect(columns.filter(({ comment }) => !comment?.trim()).map(({ name }) => name)).toEqual([]);
  });

  it('every time knows its zone', async () => {
    const naive = await query(
      database.url,
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and data_type in ('timestamp without time zone', 'time without time zone')`,
    );
    expect(naive).toEqual([]);
  });
});

describe('migrations', () => {
  async function emptyDatabase(options = ''): Promise<{ url: string; drop(): Promise<void> }> {
    const name = `usher_empty_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
    const maintenance = inject('postgresUrl');
    await query(maintenance, `create database ${name} ${options}`);
    return {
      url: databaseUrl(maintenance, name),
      drop: async () => void (await query(maintenance, `drop database ${name}`)),
    };
  }

  it('run once: the second time there is nothing to do', async () => {
    const before = await query(database.url, 'select * from migrations order by name');
    expect(before.length).toBeGreaterThan(0);
    expect(await migrate(database.url)).toEqual([]);
    expect(await query(database.url, 'select * from migrations order by name')).toEqual(before);
  });

  it('many starters at once: one runs them, the others wait and find them done', async () => {
    const empty = await emptyDatabase();
    try {
      const ran = await Promise.all(Array.from({ length: 8 }, () => migrate(empty.url)));
      const known = await query<{ name: string }>(database.url, 'select name from migrations order by name');
      expect(ran.flat().sort()).toEqual(known.map(({ name }) => name));
      expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
      const [{ n }] = (await query(empty.url, 'select count(*)::int as n from groups where automatic')) as [
        { n: number },
      ];
      expect(n).toBe(8);
    } finally {
      await empty.drop();
    }
  });

  it('a database of a newer Usher is refused, with what to do, and nothing in it changes', async () => {
    const newer = await cloneDatabase();
    try {
      await query(newer.url, "insert into migrations (name) values ('9999-from-the-future')");
      const refused = await migrate(newer.url).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(StartupError);
      expect((refused as StartupError).message).toContain('9999-from-the-future');
      expect((refused as StartupError).advice).toMatch(/\S/);
      await expect(migrate(newer.url), 'nor does it keep others waiting').rejects.toBeInstanceOf(StartupError);
    } finally {
      await newer.drop();
    }
  });

  it('a database that cannot hold every name is refused, with what to do, and nothing in it changes', async () => {
    const latin = await emptyDatabase("encoding 'LATIN1' locale_provider libc locale 'C' template template0");
    try {
      const refused = await migrate(latin.url).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(StartupError);
      expect((refused as StartupError).message).toContain('LATIN1');
      expect((refused as StartupError).advice).toContain('UTF8');
      expect(
        await query(latin.url, 'select 1 from pg_class where relnamespace = current_schema()::regnamespace'),
      ).toEqual([]);
    } finally {
      await latin.drop();
    }
  });
});

describe('the embedded server', () => {
  const setting = async (name: string): Promise<string> =>
    (await query<{ value: string }>(database.url, `select current_setting('${name}') as value`))[0]!.value;

  it.each([
    ['fsync', 'on'],
    ['full_page_writes', 'on'],
    ['synchronous_commit', 'on'],
    ['data_checksums', 'on'],
    ['listen_addresses', '127.0.0.1'],
    ['unix_socket_directories', ''],
    ['password_encryption', 'scram-sha-256'],
    ['server_encoding', 'UTF8'],
    ['log_min_error_statement', 'panic'],
  ])('%s is %s', async (name, value) => {
    expect(await setting(name)).toBe(value);
  });

  it('lets in one role, by password, from this machine', async () => {
    const refused = async (change: (url: URL) => void) => {
      const url = new URL(database.url);
      change(url);
      return (await query(url.href, 'select 1').catch((error: unknown) => error)) as pg.DatabaseError;
    };
    const wrongPassword = await refused((url) => {
      url.password = 'guess';
    });
    expect(wrongPassword.code).toBe('28P01');
    const superuser = await refused((url) => {
      url.username = 'postgres';
    });
    expect(superuser.code).toBe('28000');
    const [role] = await query(
      database.url,
      'select rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user',
    );
    expect(role).toEqual({ rolsuper: false, rolcreaterole: false, rolbypassrls: false });
  });
});
