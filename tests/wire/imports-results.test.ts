/**
 * Pages of one result come from statements and indexes of their own, and a row says its result by itself: they must agree,
 * in every mode, at any moment of a run in which the uploader loses a group and then all rights.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RESULTS, STATES } from '../../src/domain/imports/result.ts';
import { runImports } from '../../src/domain/imports/run-all.ts';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { unique } from '../support/factories.ts';
import { sumOf, uploadText } from '../support/imports.ts';

let t: TestApp;
/** Sees everybody's imports. */
let other: Client;
beforeAll(async () => {
  t = await startApp();
  other = t.as(await t.user({ admin: true }));
});
afterAll(() => t.close());

interface Row {
  line: number;
  state: string;
  result: string | null;
}
const lines = (rows: Row[]) => rows.map((row) => row.line).sort((a, b) => a - b);

/** Compares every filtered list with what all rows say. @returns the rows, by what became of them */
async function compare(id: number): Promise<Record<string, number>> {
  const rows = async (query: object): Promise<{ rows: Row[]; total: number }> => {
    const { status, body, text } = await other.get(`/imports/${id}/rows.json`, { limit: 500, ...query });
    expect(status, text).toBe(200);
    return body;
  };
  const all = (await rows({})).rows;
  const found: Record<string, number> = {};
  const check = async (state: string, wanted: Row[]) => {
    const page = await rows({ state });
    expect(lines(page.rows), state).toEqual(lines(wanted));
    expect(page.rows, state).toEqual([...wanted].sort((a, b) => a.line - b.line));
    const second = await rows({ state, offset: 2, limit: 3 });
    expect(second.rows, `${state}, from the third`).toEqual(page.rows.slice(2, 5));
    return page.total;
  };
  for (const state of STATES)
    await check(
      state,
      all.filter((row) => row.state === state),
    );
  for (const result of RESULTS) {
    const wanted = all.filter((row) => row.result === result);
    expect(await check(result, wanted), result).toBe(wanted.length);
    found[result] = wanted.length;
  }
  return found;
}

/** Rows of all kinds; as many lists of them follow each other as there are stages. */
async function makeList(client: Client, doomed: string, stages: number): Promise<{ text: string; kinds: number }> {
  const member = await t.user();
  const mail = () => `${unique('guest')}@example.com`;
  let kinds = 0;
  const blocks: string[] = [];
  for (let n = 0; n < stages; n++) {
    const [again, invited, invited2] = [mail(), mail(), mail()];
    for (const email of [invited, invited2])
      expect((await client.post('/invites.json', { email, skip_email: true })).status).toBe(200);
    const block = [
      `${again},`,
      `${mail()},${doomed}`,
      `${member.email},`,
      `${member.email},${doomed}`,
      `${invited},`,
      `${again},`,
      'bad,',
      `bad,${doomed}`,
      `${mail()},nope`,
      `${member.email},nope`,
      `${invited2},nope`,
      `${again},nope`,
      `${again},nope;${doomed}`,
      `${mail()},,no number`,
      `${mail()},${doomed},no number`,
    ];
    kinds = block.length;
    blocks.push(...block);
  }
  return { text: blocks.join('\n'), kinds };
}

const STAGES = 4;
test.each([
  ['skip', 'done'],
  ['skip', 'cancelled'],
  ['without_group', 'done'],
  ['without_group', 'cancelled'],
  ['contract', 'done'],
  ['contract', 'cancelled'],
])('%s, %s', async (mode, end) => {
  const by = await t.user({ admin: true });
  const doomed = await t.group();
  const { text, kinds } = await makeList(t.as(by), doomed.name, STAGES);
  const { id, rows } = (await uploadText(t.as(by), text)).body;
  expect(rows).toBe(STAGES * kinds);
  if (mode === 'contract') {
    // As upload_csv would have read it, where a bad topic can be left out too.
    await t.sql('update imports set contract = true where id = $1', [id]);
    await t.sql(
      'update import_rows set droppable = email_key is not null where import_id = $1 and droppable is not null',
      [id],
    );
  }
  await compare(id);
  const started = await t.as(by).post(`/imports/${id}/run.json`, {
    problem_rows: mode === 'contract' ? 'refuse' : mode,
  });
  expect(started.status, started.text).toBe(200);
  const work = () => runPart(t.services, id, by.id, kinds);
  await compare(id);
  await work();
  const first = await compare(id);
  expect(sumOf(first)).toBe(kinds);
  expect(first).toMatchObject({ refused: 0, not_reached: 0 });
  await t.sql('delete from groups where id = $1', [doomed.id]);
  await work();
  await compare(id);
  await t.sql('update users set admin = false where id = $1', [by.id]);
  await work();
  const third = await compare(id);
  expect(third.refused).toBeGreaterThan(0);
  if (end === 'cancelled') expect((await other.post(`/imports/${id}/cancel.json`)).status).toBe(200);
  else while (await work());
  const last = await compare(id);
  expect(sumOf(last)).toBe(rows);
  expect(last.not_reached).toBe(end === 'cancelled' ? kinds : 0);
  const { results } = (await other.get(`/imports/${id}.json`)).body;
  for (const result of RESULTS) expect(results[result] ?? 0, result).toBe(last[result]);
  for (const result of ['invited', 'added', 'refreshed', 'merged', 'skipped', 'refused'])
    expect(last[result], result).toBeGreaterThan(0);
});

test('a list that cannot go on: what it did not reach is said, and can be tried again', async () => {
  const by = await t.user({ admin: true });
  const email = () => `${unique('guest')}@example.com`;
  const { id } = (await uploadText(t.as(by), [email(), email(), 'stuck@example.com', email()].join('\n'))).body;
  expect((await t.as(by).post(`/imports/${id}/run.json`)).status).toBe(200);
  await runPart(t.services, id, by.id, 2);
  await t.sql(`create function get_stuck() returns trigger language plpgsql as 'begin raise exception ''stuck''; end'`);
  await t.sql(
    "create trigger get_stuck before insert on invites for each row when (new.email_key = 'stuck@example.com') execute function get_stuck()",
  );
  await runImports(t.services, () => true);
  await t.sql('drop function get_stuck cascade');
  const failed = (await t.as(by).get(`/imports/${id}.json`)).body;
  expect(failed).toMatchObject({ state: 'failed', done_rows: 2, results: { invited: 2, not_reached: 2 } });
  expect(await compare(id)).toMatchObject({ invited: 2, not_reached: 2 });
  expect(failed.can_retry).toBe(true);
  const again = (await t.as(by).post(`/imports/${id}/retry.json`)).body;
  expect(again).toMatchObject({ state: 'ready', rows: 2, retry_of_id: id });
});
