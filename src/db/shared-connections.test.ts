/** Questions of many requests over two connections: each gets its own answer, and a broken connection is replaced. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase } from '../../tests/support/app.ts';
import { type Database, lookup, openDatabase } from './open.ts';

const APPLICATION = 'usher shared test';
const echo = lookup<{ n: number; pid: number }>(
  'sharedConnections.echo',
  'select $1::integer as n, pg_backend_pid() as pid',
);
const divide = lookup<{ n: number }>('sharedConnections.divide', 'select 1 / $1::integer as n');
const sleep = lookup<{ n: number }>('sharedConnections.sleep', 'select 1 as n from pg_sleep($1::float8)');

let database: { url: string; drop(): Promise<void> };
let db: Database;
let lost = 0;
let admin: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase();
  db = openDatabase({ url: database.url, applicationName: APPLICATION, onLost: () => lost++ });
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await db.close();
  await admin.end();
  await database.drop();
});

const all = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => db.query(echo, [n])));

describe('lookups', () => {
  it('of a thousand at once each gets its own answer, over two connections', async () => {
    const answers = (await all(1000)).flat();
    expect(answers.map(({ n }) => n)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
  });

  it('one that fails is alone with it', async () => {
    const mixed = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => db.query(n % 2 === 0 ? divide : echo, [n % 2])),
    );
    expect(mixed.map(({ status }) => status)).toEqual(mixed.map((_, n) => (n % 2 === 0 ? 'rejected' : 'fulfilled')));
  });

  it('in a transaction they see what it has written', async () => {
    await db.transaction(async (tx) => {
      const [one] = await tx.query(echo, [1]);
      const [other] = await tx.query({
        name: 'sharedConnections.pid',
        text: 'select pg_backend_pid() as pid',
        changes: [],
      });
      expect(one!.pid).toBe((other as { pid: number }).pid);
    });
  });

  it('whoever waits on a connection that breaks is told that the database is away; the next finds a new one', async () => {
    await all(10);
    const before = lost;
    const waiting = Array.from({ length: 4 }, () => db.query(sleep, [60]));
    const outcomes = Promise.allSettled(waiting);
    const sleeping = async () =>
      (
        await admin.query(
          "select pid from pg_stat_activity where application_name = $1 and query like 'select 1 as n from pg_sleep%' and state = 'active'",
          [APPLICATION],
        )
      ).rows as { pid: number }[];
    await expect.poll(async () => (await sleeping()).length).toBe(2);
    for (const { pid } of await sleeping()) await admin.query('select pg_terminate_backend($1)', [pid]);
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
    expect(lost).toBeGreaterThan(before);
    expect((await all(10)).flat()).toHaveLength(10);
  });

  it('where nobody answers, the database is away', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const nowhere = openDatabase({ url: `postgres://usher:x@127.0.0.1:${port}/usher`, connectMs: 200 });
    await expect(nowhere.query(echo, [1])).rejects.toMatchObject({ kind: 'unavailable' });
    await nowhere.close();
    await expect(nowhere.query(echo, [1])).rejects.toMatchObject({ kind: 'unavailable' });
    silent.close();
  });
});
