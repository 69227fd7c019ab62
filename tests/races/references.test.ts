/** What rows name is there, although no foreign key says so (docs/decisions/0013-references.md): alone, and in races. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase } from '../support/app.ts';
import { until } from '../support/smtp.ts';

let database: { url: string; drop(): Promise<void> };
/** Two connections, each with transactions of its own. */
let one: pg.Client;
let other: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase();
  one = new pg.Client({ connectionString: database.url });
  other = new pg.Client({ connectionString: database.url });
  await one.connect();
  await other.connect();
  await one.query("insert into secrets (id, fingerprint, created_at) values (1, 'x', now()) on conflict do nothing");
});
afterAll(async () => {
  await one?.end();
  await other?.end();
  await database?.drop();
});

let count = 0;
async function user(): Promise<number> {
  const name = `person${++count}`;
  const { rows } = await one.query(
    `insert into users (username, username_key, email, email_key, created_at, updated_at)
     values ($1, $1, $1 || '@example.org', $1 || '@example.org', now(), now()) returning id`,
    [name],
  );
  return rows[0].id;
}
async function list(by: number): Promise<number> {
  const text = 'insert into imports (created_by_id, created_at, updated_at) values ($1, now(), now()) returning id';
  return (await one.query(text, [by])).rows[0].id;
}
const invite = (client: pg.Client, by: number | null, { secret = 1, deleter = null as number | null } = {}) =>
  client.query<{ id: string }>(
    `insert into invites (secret_id, email, email_key, expires_at, invited_by_id, deleted_by_id, created_at, updated_at)
     select $1, $4 || n, $4 || n, now(), $2, $3, now(), now() from generate_series(1, 3) n returning id`,
    [secret, by, deleter, `guest${++count}x`],
  );
const rowsOf = (client: pg.Client, id: number) =>
  client.query('insert into import_rows (import_id, line) select $1, n from generate_series(1, 3) n', [id]);
const inviters = async (ids: string[]) =>
  (await one.query('select invited_by_id, deleted_by_id from invites where id = any ($1)', [ids])).rows;
const code = (work: Promise<unknown>) => work.then(() => 'done').catch((error: pg.DatabaseError) => error.code);
const BROKEN = '23503';
const REFUSED = '23001';

/** Begins with `first` on one connection, then `second` on the other, which must wait until the first has committed. */
async function inTurn(first: () => Promise<unknown>, second: () => Promise<unknown>) {
  await one.query('begin');
  await first();
  const { rows } = await other.query('select pg_backend_pid() as pid');
  const waiting = code(second());
  await until('the second to wait', async () => {
    const blocked = await one.query('select cardinality(pg_blocking_pids($1)) as by', [rows[0].pid]);
    return blocked.rows[0].by > 0;
  });
  await one.query('commit');
  return waiting;
}

describe('invites', () => {
  it('name a secret and accounts that are there', async () => {
    const by = await user();
    expect(await code(invite(one, by, { secret: 99 }))).toBe(BROKEN);
    expect(await code(invite(one, 999_999))).toBe(BROKEN);
    expect(await code(invite(one, by, { deleter: 999_999 }))).toBe(BROKEN);
    expect(await code(invite(one, null))).toBe('done');
    const { rows } = await invite(one, by);
    for (const column of ['secret_id', 'invited_by_id', 'deleted_by_id'])
      expect(await code(one.query(`update invites set ${column} = 9999 where id = $1`, [rows[0]!.id]))).toBe(BROKEN);
  });

  it('secrets stay, and nothing that is named gets another number', async () => {
    const by = await user();
    const id = await list(by);
    await rowsOf(one, id);
    for (const text of [
      'delete from secrets',
      'update secrets set id = 7',
      `update users set id = 777777 where id = ${by}`,
      `update import_rows set import_id = 777777 where import_id = ${id}`,
      `update imports set id = default where id = ${id}`,
      'truncate imports',
      'truncate secrets cascade',
      'truncate users cascade',
    ])
      expect(await code(one.query(text)), text).toBe(REFUSED);
    expect(await code(one.query("update secrets set fingerprint = 'y'")), 'what else it holds may change').toBe('done');
  });

  it('lose their inviter, or who withdrew them, with the account', async () => {
    const [by, deleter] = [await user(), await user()];
    const ids = (await invite(one, by, { deleter })).rows.map((row) => row.id);
    await one.query('delete from users where id = $1', [by]);
    expect(await inviters(ids)).toEqual(ids.map(() => ({ invited_by_id: null, deleted_by_id: deleter })));
    await one.query('delete from users where id = $1', [deleter]);
    expect(await inviters(ids)).toEqual(ids.map(() => ({ invited_by_id: null, deleted_by_id: null })));
  });

  it('lose it also where one account made and withdrew them, and where several accounts go at once', async () => {
    const [own, by, deleter] = [await user(), await user(), await user()];
    const ids = [...(await invite(one, own, { deleter: own })).rows, ...(await invite(one, by, { deleter })).rows];
    await one.query('delete from users where id = $1', [own]);
    await one.query('delete from users where id = any ($1)', [[by, deleter]]);
    const none = { invited_by_id: null, deleted_by_id: null };
    expect(await inviters(ids.map((row) => row.id))).toEqual(ids.map(() => none));
  });

  it('written while the account goes: the account waits, and then takes its name off them', async () => {
    const by = await user();
    let ids: string[] = [];
    const ended = await inTurn(
      async () => {
        ids = (await invite(one, by)).rows.map((row) => row.id);
      },
      () => other.query('delete from users where id = $1', [by]),
    );
    expect(ended).toBe('done');
    expect(await inviters(ids)).toEqual(ids.map(() => ({ invited_by_id: null, deleted_by_id: null })));
  });

  it('written after the account has gone: they wait, and are refused', async () => {
    const by = await user();
    const ended = await inTurn(
      () => one.query('delete from users where id = $1', [by]),
      () => invite(other, by),
    );
    expect(ended).toBe(BROKEN);
  });
});

describe('rows of a list', () => {
  const left = async (id: number) =>
    (await one.query('select count(*)::int as n from import_rows where import_id = $1', [id])).rows[0].n;

  it('belong to a list that is there, and go with it, and with whoever uploaded it', async () => {
    expect(await code(rowsOf(one, 999_999))).toBe(BROKEN);
    const by = await user();
    const [first, second] = [await list(by), await list(by)];
    await rowsOf(one, first);
    await rowsOf(one, second);
    await one.query('delete from imports where id = $1', [first]);
    expect([await left(first), await left(second)]).toEqual([0, 3]);
    await one.query('delete from users where id = $1', [by]);
    expect(await left(second)).toBe(0);
  });

  it('on their way while the list goes: the list waits, and takes them along', async () => {
    const id = await list(await user());
    const ended = await inTurn(
      () => rowsOf(one, id),
      () => other.query('delete from imports where id = $1', [id]),
    );
    expect([ended, await left(id)]).toEqual(['done', 0]);
  });

  it('on their way after the list has gone: they wait, and are refused', async () => {
    const id = await list(await user());
    const ended = await inTurn(
      () => one.query('delete from imports where id = $1', [id]),
      () => rowsOf(other, id),
    );
    expect([ended, await left(id)]).toEqual([BROKEN, 0]);
  });
});
