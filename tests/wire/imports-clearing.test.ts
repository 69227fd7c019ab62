/** What the daily clearing takes of lists to import, when, and what the API says afterwards. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { uploadImport } from '../../src/domain/imports/upload.ts';
import { daily } from '../../src/jobs/daily.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { uploadText } from '../support/imports.ts';
import { until } from '../support/smtp.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Without a job worker: each test works on the parts itself.
let t: TestApp;
let admin: TestUser;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
});
afterAll(() => t.close());

const mail = () => `${unique('guest')}@example.com`;
const upload = async (text: string, by = admin): Promise<number> => (await uploadText(t.as(by), text)).body.id;
const get = (path: string) => t.as(admin).get(path);
const run = (id: number, problem_rows = 'skip', by = admin) =>
  t.as(by).post(`/imports/${id}/run.json`, { problem_rows });
const shown = async (): Promise<number[]> =>
  (await get('/imports.json')).body.imports.map((one: { id: number }) => one.id);
const rowsLeft = async (id: number) =>
  (await t.sql<{ n: number }>('select count(*)::int as n from import_rows where import_id = $1', [id]))[0]!.n;
const isThere = async (id: number) => (await t.sql('select 1 from imports where id = $1', [id])).length > 0;

async function later(ms: number): Promise<void> {
  t.advance(ms);
  await daily(t.services);
}

describe('uploads that broke off', () => {
  /** More rows than are sent to the database at once, then, when their time has been noted too, silence until `goOn`. */
  async function silentUpload() {
    let goOn = () => {};
    const silence = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* bytes() {
      yield Buffer.from(Array.from({ length: 4500 }, () => `${mail()},\n`).join(''));
      await silence;
      yield Buffer.from(Array.from({ length: 4500 }, () => `${mail()},\n`).join(''));
    }
    const [before] = await t.sql<{ id: number }>('select coalesce(max(id), 0) as id from imports');
    const ended = uploadImport(await t.ctx(), { bytes: bytes() }).catch((error) => error);
    const id = await until('rows of the upload', async () => {
      const [one] = await t.sql<{ id: number }>('select id from imports where id > $1 and updated_at > created_at', [
        before!.id,
      ]);
      return one?.id;
    });
    return { id, goOn, ended };
  }

  test('go after an hour of silence, not long before', async () => {
    const { id, goOn, ended } = await silentUpload();
    expect(await rowsLeft(id)).toBe(4500);
    await later(50 * MINUTE);
    expect([await isThere(id), await rowsLeft(id)]).toEqual([true, 4500]);
    goOn();
    expect(await ended).toMatchObject({ id, state: 'ready', rows: 9000 });
  });

  test('whoever goes on with one that has gone is told, and leaves nothing behind', async () => {
    const { id, goOn, ended } = await silentUpload();
    await later(61 * MINUTE);
    expect([await isThere(id), await rowsLeft(id)]).toEqual([false, 0]);
    goOn();
    expect(await ended).toMatchObject({ kind: 'conflict', details: { code: 'import_gone' } });
    expect([await isThere(id), await rowsLeft(id)]).toEqual([false, 0]);
  });
});

describe('lists that nobody ran', () => {
  test('go after seven days without a change; nobody has been invited', async () => {
    const [left, edited] = [await upload(`${mail()},\nbad,`), await upload(`${mail()},\nbad,`)];
    await later(6 * DAY);
    expect((await t.as(admin).put(`/imports/${edited}/rows/2.json`, { email: mail() })).status).toBe(200);
    expect(await shown()).toEqual(expect.arrayContaining([left, edited]));
    await later(1.1 * DAY);
    expect(await shown()).toContain(edited);
    expect(await shown()).not.toContain(left);
    for (const path of ['', '/rows']) expect((await get(`/imports/${left}${path}.json`)).status).toBe(404);
    expect((await get(`/imports/${left}/results.csv`)).status).toBe(404);
    expect((await run(left)).status).toBe(404);
    expect(await rowsLeft(left)).toBe(0);
    // Beginning to run counts too.
    expect((await run(edited)).status).toBe(200);
    await later(8 * DAY);
    expect((await get(`/imports/${edited}.json`)).body).toMatchObject({ state: 'running', rows_kept: true });
    while (await runPart(t.services, edited, admin.id));
    expect((await get(`/imports/${edited}.json`)).body).toMatchObject({ state: 'done', results: { invited: 2 } });
  });
});

describe('lists that were run and removed', () => {
  test('lose their rows at once, count for the limit of a day, and go after a week', async () => {
    const owner = await t.user();
    const group = await t.group({ owners: [owner] });
    await t.withSettings({ max_bulk_invites_per_day: 3 }, async () => {
      const [id, next] = [
        await upload(`${mail()},${group.name}\n${mail()},${group.name}`, owner),
        await upload(`${mail()},${group.name}\n${mail()},${group.name}`, owner),
      ];
      expect((await run(id, 'refuse', owner)).status).toBe(200);
      while (await runPart(t.services, id, owner.id));
      expect((await t.as(owner).del(`/imports/${id}.json`)).status).toBe(200);
      expect([await rowsLeft(id), await isThere(id)]).toEqual([0, true]);
      for (const client of [t.as(owner), t.as(admin)])
        expect((await client.get(`/imports/${id}.json`)).status).toBe(404);
      await later(HOUR);
      const refused = await run(next, 'refuse', owner);
      expect([refused.status, refused.body.extras.reason]).toEqual([422, 'import_day_limit']);
      await later(DAY);
      expect((await run(next, 'refuse', owner)).status).toBe(200);
      while (await runPart(t.services, next, owner.id));
      await later(6 * DAY);
      expect([await isThere(id), await isThere(next)]).toEqual([false, true]);
    });
  });
});

describe('lists that have ended', () => {
  test('lose their rows after 30 days; their sums and invites stay', async () => {
    const address = mail();
    const ended = { done: await upload(`${address},\nbad,`), cancelled: await upload(`${mail()},\n${mail()},`) };
    const running = await upload(`${mail()},`);
    for (const id of [...Object.values(ended), running]) expect((await run(id)).status).toBe(200);
    while (await runPart(t.services, ended.done, admin.id));
    await runPart(t.services, ended.cancelled, admin.id, 1);
    expect((await t.as(admin).post(`/imports/${ended.cancelled}/cancel.json`)).status).toBe(200);
    await later(29.9 * DAY);
    for (const id of Object.values(ended))
      expect((await get(`/imports/${id}.json`)).body).toMatchObject({ rows_kept: true, can_retry: true });
    expect((await get(`/imports/${ended.done}/results.csv`)).text).toContain(address);
    await later(0.2 * DAY);

    const sums = { done: { invited: 1, skipped: 1 }, cancelled: { invited: 1, not_reached: 1 } };
    for (const [state, id] of Object.entries(ended)) {
      expect(await rowsLeft(id)).toBe(0);
      const { body } = await get(`/imports/${id}.json`);
      expect(body).toMatchObject({ state, rows: 2, rows_kept: false, can_retry: false, can_delete: true });
      expect(body.results).toEqual(sums[state as keyof typeof sums]);
      for (const kind of ['', 'problem', 'new', 'invited', 'skipped', 'not_reached'])
        expect((await get(`/imports/${id}/rows.json?state=${kind}`)).body).toMatchObject({ rows: [], total: 0 });
      for (const reply of [
        await t.as(admin).post(`/imports/${id}/retry.json`),
        await get(`/imports/${id}/results.csv`),
      ]) {
        expect([reply.status, reply.body.extras.reason]).toEqual([422, 'import_rows_gone']);
        expect(reply.body.errors).toEqual(['The rows of this import have been cleared away. Upload the file again.']);
      }
    }
    expect(await shown()).toEqual(expect.arrayContaining(Object.values(ended)));
    expect(await t.sql('select 1 from invites where email_key = $1', [address])).toHaveLength(1);
    // Removed now, it is gone for everybody to see like any other.
    expect((await t.as(admin).del(`/imports/${ended.done}.json`)).status).toBe(200);
    expect((await get(`/imports/${ended.done}.json`)).status).toBe(404);
    // However long it takes, a list that runs keeps its rows.
    expect([await rowsLeft(running), (await get(`/imports/${running}.json`)).body.rows_kept]).toEqual([1, true]);
  });
});
