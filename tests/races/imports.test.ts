/**
 * Several processes at one list, two lists with the same people at once, and a list that is stopped while it is worked on:
 * every row is done once, and what is said of the rows adds up to what is there.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Services } from '../../src/context.ts';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { UsherError } from '../../src/errors.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
import { sumOf, uploadText } from '../support/imports.ts';
import { until } from '../support/smtp.ts';

const ROUNDS = process.env.USHER_TEST_LONG ? 20 : 2;
/** Callers in each process. */
const CALLERS = 3;
/** As many times is a part tried in a row (run-all.ts). */
const TRIES = 5;

// Two processes' worth of everything but the process, without workers of jobs.
let t: TestApp;
let beside: TestApp;
let group: TestGroup;
let other: TestGroup;
beforeAll(async () => {
  t = await startApp();
  beside = await startApp({ beside: t });
  group = await t.group();
  other = await t.group();
});
afterAll(async () => {
  await beside?.close();
  await t?.close();
});

const rounds = Array.from({ length: ROUNDS }, (_, n) => n + 1);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const guests = (count: number) => Array.from({ length: count }, () => `${unique('guest')}@example.com`);
const status = async (id: number, by: TestUser) => (await t.as(by).get(`/imports/${id}.json`)).body;

async function start(by: TestUser, rows: readonly string[]): Promise<number> {
  const { id } = (await uploadText(t.as(by), rows.join('\n'))).body;
  const started = await t.as(by).post(`/imports/${id}/run.json`);
  expect(started.status, started.text).toBe(200);
  return id;
}

/** Works on a list to its end, as run-all.ts does. @returns how often a part had to be tried again */
async function work(services: Services, id: number, by: TestUser, rows: number): Promise<number> {
  let again = 0;
  for (let tries = 0; ; ) {
    try {
      if (!(await runPart(services, id, by.id, rows))) return again;
      tries = 0;
    } catch (error) {
      if (!(error instanceof UsherError) || error.kind !== 'conflict' || ++tries >= TRIES) throw error;
      again += 1;
      await pause(20 * 2 ** tries);
    }
  }
}
const everywhere = (id: number, by: TestUser, rows: number) =>
  [t, beside].flatMap(({ services }) => Array.from({ length: CALLERS }, () => work(services, id, by, rows)));

const invitesOf = (by: TestUser) =>
  t.sql<{ email_key: string; group_ids: number[]; mails: number }>(
    `select email_key, array(select unnest(group_ids) order by 1) as group_ids,
       (select count(*)::int from email_logs where invite_id = i.id and email_type = 'invite') as mails
     from invites i where invited_by_id = $1 order by email_key collate "C"`,
    [by.id],
  );
const reports = (by: TestUser, id: number) =>
  t.sql("select 1 from notifications where user_id = $1 and (data ->> 'import_id')::int = $2", [by.id, id]);

describe.each(rounds)('round %i', () => {
  it('two processes at one list: each row once', async () => {
    const by = await t.user({ admin: true });
    const member = await t.user();
    const addresses = guests(600);
    const rows = [
      ...addresses.map((email) => `${email},${group.name}`),
      ...addresses.slice(0, 60).map((email) => `${email},${other.name}`),
      `${member.email},${group.name};${other.name}`,
    ];
    const id = await start(by, rows);
    await Promise.all(everywhere(id, by, 25));
    const done = await status(id, by);
    expect(done).toMatchObject({ state: 'done', done_rows: 661, results: { invited: 600, merged: 60, added: 1 } });
    expect(sumOf(done.results)).toBe(661);
    const made = await invitesOf(by);
    expect(made.map((one) => one.email_key)).toEqual([...addresses].sort());
    const both = new Set(addresses.slice(0, 60));
    for (const { email_key, group_ids, mails } of made) {
      expect(mails, email_key).toBe(1);
      expect(group_ids, email_key).toEqual(both.has(email_key) ? [group.id, other.id] : [group.id]);
    }
    expect(await t.sql('select 1 from group_users where user_id = $1', [member.id])).toHaveLength(2);
    expect(await reports(by, id)).toHaveLength(1);
  });

  it('two lists of one inviter with the same people, in another order: one invite and one mail each', async () => {
    const by = await t.user({ admin: true });
    const members = await Promise.all(Array.from({ length: 20 }, () => t.user()));
    const addresses = guests(500);
    // Every tenth comes twice in each list, far apart: those are written by a statement of their own.
    const twice = addresses.filter((_, n) => n % 10 === 0);
    const people = [...addresses, ...members.map(({ email }) => email), ...twice];
    const one = people.map((email) => `${email},${group.name}`);
    const another = [...people].reverse().map((email) => `${email},${other.name}`);
    const ids = [await start(by, one), await start(by, another)] as const;
    await Promise.all([
      work(t.services, ids[0], by, 40),
      work(beside.services, ids[1], by, 30),
      // And a second process at each.
      work(beside.services, ids[0], by, 40),
      work(t.services, ids[1], by, 30),
    ]);
    const ended = [await status(ids[0], by), await status(ids[1], by)];
    const sums: Record<string, number> = {};
    for (const { state, done_rows, results } of ended) {
      expect({ state, done_rows }).toEqual({ state: 'done', done_rows: people.length });
      expect(sumOf(results)).toBe(people.length);
      expect(results.added).toBe(members.length);
      for (const [name, count] of Object.entries<number>(results)) sums[name] = (sums[name] ?? 0) + count;
    }
    const made = await invitesOf(by);
    expect(made).toEqual(
      [...addresses].sort().map((email_key) => ({ email_key, group_ids: [group.id, other.id], mails: 1 })),
    );
    expect(sums.invited).toBe(addresses.length);
    for (const { id } of members)
      expect(await t.sql('select group_id from group_users where user_id = $1 order by 1', [id])).toEqual([
        { group_id: group.id },
        { group_id: other.id },
      ]);
  });

  it('stopped while it is worked on: what is done, and what is not reached, is all', async () => {
    const by = await t.user({ admin: true });
    const addresses = guests(800);
    const id = await start(by, addresses);
    const working = everywhere(id, by, 20);
    await until('the first parts', async () => (await status(id, by)).done_rows > 0);
    await pause(Math.random() * 100);
    const cancelled = await t.as(by).post(`/imports/${id}/cancel.json`);
    await Promise.all(working);
    const ended = await status(id, by);
    // Unless it was done before.
    if (cancelled.status === 200) expect(ended).toEqual(cancelled.body);
    else expect([cancelled.status, ended.state]).toEqual([409, 'done']);
    expect(ended.done_rows + (ended.results.not_reached ?? 0)).toBe(800);
    expect(sumOf(ended.results)).toBe(800);
    const made = await invitesOf(by);
    expect(made).toHaveLength(ended.results.invited);
    expect(made.every(({ mails }) => mails === 1)).toBe(true);
  });
});

it('stopped in the middle of a part: the part is finished first, and nothing comes after it', async () => {
  const by = await t.user({ admin: true });
  const id = await start(by, guests(100));
  const holder = new pg.Client({ connectionString: t.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin; lock table email_logs in exclusive mode');
    const waiting = async (count: number) =>
      until(`${count} to wait`, async () => {
        const { rows } = await holder.query(
          "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rows[0].n === count;
      });
    const part = runPart(t.services, id, by.id, 30);
    await waiting(1);
    const cancelling = t.as(by).post(`/imports/${id}/cancel.json`);
    await waiting(2);
    const next = runPart(beside.services, id, by.id, 30);
    await waiting(3);
    await holder.query('commit');
    expect(await part).toBe(true);
    expect((await cancelling).body).toMatchObject({
      state: 'cancelled',
      done_rows: 30,
      results: { invited: 30, not_reached: 70 },
    });
    expect(await next).toBe(false);
    expect(await invitesOf(by)).toHaveLength(30);
  } finally {
    await holder.end();
  }
});
