/** What a row asked for is never lost on the way: when groups go, when cells are corrected, when it is tried again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failImport } from '../../src/domain/imports/cancel.ts';
import { runImports, tryPart } from '../../src/domain/imports/run-all.ts';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { sumOf, uploadText } from '../support/imports.ts';

// Without a job worker: each test works on the parts itself.
let t: TestApp;
let admin: TestUser;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
});
afterAll(() => t.close());

const mail = () => `${unique('guest')}@example.com`;
const rows = async (by: TestUser, id: number, state = '') =>
  (await t.as(by).get(`/imports/${id}/rows.json`, { state })).body.rows;
const codesOf = (row: { problems: { code: string; value: string }[] }) =>
  row.problems.map(({ code, value }) => [code, value]);

async function start(by: TestUser, text: string, options: Record<string, unknown> = {}): Promise<number> {
  const { id } = (await uploadText(t.as(by), text)).body;
  const started = await t.as(by).post(`/imports/${id}/run.json`, options);
  expect(started.status, started.text).toBe(200);
  return id;
}
async function finish(by: TestUser, id: number) {
  while (await runPart(t.services, id, by.id));
  return (await t.as(by).get(`/imports/${id}.json`)).body;
}
const retry = async (by: TestUser, id: number) => (await t.as(by).post(`/imports/${id}/retry.json`)).body;

test('a row that was refused for one group asks for all of its groups when it is tried again', async () => {
  const owner = await t.user();
  const [kept, lost] = [await t.group({ owners: [owner] }), await t.group({ owners: [owner] })];
  const email = mail();
  const id = await start(owner, `${email},${kept.name};${lost.name}`);
  await t.sql('update group_users set owner = false where group_id = $1', [lost.id]);
  expect((await finish(owner, id)).results).toEqual({ refused: 1 });
  const [row] = await rows(owner, id);
  expect([row.groups, codesOf(row)]).toEqual([`${kept.name};${lost.name}`, [['not_group_owner', lost.name]]]);
  await t.sql('update group_users set owner = true where group_id = $1', [lost.id]);
  const again = await retry(owner, id);
  await t.as(owner).post(`/imports/${again.id}/run.json`);
  expect((await finish(owner, again.id)).results).toEqual({ invited: 1 });
  expect(await t.sql('select group_ids from invites where email = $1', [email])).toEqual([
    { group_ids: [kept.id, lost.id].sort((a, b) => a - b) },
  ]);
});

test('a group that is deleted after the check stays in the row, by its name, and is a problem', async () => {
  const [kept, gone] = [await t.group(), await t.group()];
  const text = [1, 2].map(() => `${mail()},${kept.name};${gone.name}`).join('\n');
  const waiting = (await uploadText(t.as(admin), text)).body.id;
  const running = await start(admin, text.replaceAll('guest', 'other'));
  expect((await t.as(admin).del(`/admin/groups/${gone.id}.json`)).status).toBe(200);
  const edited = await t.as(admin).put(`/imports/${waiting}/rows/1.json`, { email: mail() });
  expect(edited.body.row).toMatchObject({ state: 'problem', groups: `${kept.name};${gone.name}` });
  expect(codesOf(edited.body.row)).toEqual([['unknown_group', gone.name]]);
  expect((await finish(admin, running)).results).toEqual({ refused: 2 });
  for (const row of await rows(admin, running)) {
    expect(row.groups).toBe(`${kept.name};${gone.name}`);
    expect(codesOf(row)).toEqual([['unknown_group', gone.name]]);
  }
  expect((await retry(admin, running)).counts).toMatchObject({ new: 0, problem: 2 });
});

test('a text beyond the columns stays a problem until somebody has emptied it', async () => {
  const { id } = (await uploadText(t.as(admin), `email,groups\n${mail()},,left over\n`)).body;
  const edit = async (cells: Record<string, string>) =>
    (await t.as(admin).put(`/imports/${id}/rows/2.json`, cells)).body;
  expect((await edit({ email: mail() })).row).toMatchObject({ extra: 'left over', state: 'problem' });
  await t.as(admin).post(`/imports/${id}/run.json`, { problem_rows: 'skip' });
  expect((await finish(admin, id)).results).toEqual({ skipped: 1 });
  const again = await retry(admin, id);
  expect(again.counts).toMatchObject({ problem: 1 });
  const { body } = await t.as(admin).put(`/imports/${again.id}/rows/2.json`, { extra: '' });
  expect(body.row).toMatchObject({ extra: '', state: 'new', problems: [] });
});

test('a cell with too many groups is refused as a whole, and never half read', async () => {
  const group = await t.group();
  const names = Array.from({ length: 1200 }, (_, n) => (n === 0 ? group.name : `no-${n}-such`)).join(';');
  const { id } = (await uploadText(t.as(admin), `${mail()},${names}`)).body;
  const [row] = await rows(admin, id);
  expect(row.problems.map(({ code }: { code: string }) => code)).toEqual(['groups_too_long']);
  const edited = await t.as(admin).put(`/imports/${id}/rows/1.json`, { email: mail() });
  expect(edited.body.row.problems.map(({ code }: { code: string }) => code)).toEqual(['groups_too_long']);
});

test('of many wrong groups in a row the first are named and the rest counted', async () => {
  const names = Array.from({ length: 700 }, (_, n) => `no${n}`).join(';');
  const { body } = await uploadText(t.as(admin), `${mail()},${names}`);
  const [row] = await rows(admin, body.id);
  expect(row.problems).toHaveLength(11);
  expect(codesOf(row).at(-1)).toEqual(['more_groups', '690']);
  expect(row.groups).toBe(names);
});

test('a group is known however many names there are that are not', async () => {
  const group = await t.group();
  const lines = Array.from({ length: 25_000 }, (_, n) => `p${n}@example.com,${group.name};employee-${n}`);
  const { body } = await uploadText(t.as(admin), lines.join('\n'));
  expect(body.problems).toMatchObject([{ code: 'unknown_group', count: 25_000 }]);
  const wrong = await t.sql(
    'select 1 from import_rows where import_id = $1 and group_ids <> array[$2::integer] limit 1',
    [body.id, group.id],
  );
  expect(wrong).toEqual([]);
});

test('an account that has another address by then is left alone, and the address invited', async () => {
  const group = await t.group();
  const email = mail();
  const somebody = await t.user({ email });
  const id = await start(admin, `${email},${group.name}`);
  expect((await t.as(admin).get(`/imports/${id}.json`)).body.counts.existing_account).toBe(1);
  const other = mail();
  await t.sql('update users set email = $2, email_key = $2 where id = $1', [somebody.id, other]);
  expect((await finish(admin, id)).results).toEqual({ invited: 1 });
  expect(
    await t.sql('select 1 from group_users where user_id = $1 and group_id = $2', [somebody.id, group.id]),
  ).toEqual([]);
});

test('languages are known by their tag, in any case, with or without a header', async () => {
  const text = `${mail()},,,he-IL\n${mail()},,,HE\n${mail()},,,fr\n`;
  const read = async (file: string) =>
    (await rows(admin, (await uploadText(t.as(admin), file)).body.id)).map((row: { locale: string }) => row.locale);
  expect(await read(text)).toEqual(['he', 'he', 'fr']);
  expect(await read(`email,groups,topic_id,locale\n${text}`)).toEqual(['he', 'he', 'fr']);
});

test('one that cannot go on: every row is accounted for, the uploader is told, the rest can be tried again', async () => {
  const bad = mail();
  const id = await start(admin, [mail(), mail(), bad, mail()].join('\n'));
  await runPart(t.services, id, admin.id, 2);
  await t.sql(`alter table invites add constraint broken check (email <> '${bad}') not valid`);
  try {
    await runImports(t.services, () => true);
  } finally {
    await t.sql('alter table invites drop constraint broken');
  }
  const { body } = await t.as(admin).get(`/imports/${id}.json`);
  expect(body).toMatchObject({ state: 'failed', can_retry: true, results: { invited: 2, not_reached: 2 } });
  expect(body.failure).toContain('try again');
  expect(sumOf(body.results)).toBe(4);
  const [told] = await t.sql<{ params: Record<string, unknown> }>(
    "select params from email_logs where email_type = 'bulk_report' and user_id = $1 order by id desc limit 1",
    [admin.id],
  );
  expect(told!.params).toMatchObject({ import_id: id, ended: 'failed', invites: 2, errors: 2 });
  expect((await retry(admin, id)).counts).toMatchObject({ new: 2 });
  // Nobody is failed after the end.
  await failImport(await t.ctx(), id);
  expect((await t.as(admin).get(`/imports/${id}.json`)).body.results).toEqual({ invited: 2, not_reached: 2 });
});

test('somebody else’s is stopped by an admin: whoever uploaded it is told', async () => {
  const by = await t.user({ admin: true });
  const id = await start(by, `${mail()}\n${mail()}`);
  await runPart(t.services, id, by.id, 1);
  expect((await t.as(admin).post(`/imports/${id}/cancel.json`)).status).toBe(200);
  const reports = await t.sql<{ params: object }>(
    "select params from email_logs where email_type = 'bulk_report' and user_id = $1",
    [by.id],
  );
  expect(reports).toMatchObject([{ params: { ended: 'cancelled', invites: 1, errors: 1 } }]);
});

test('what was not reached is told to nobody: who has an account there stays hidden', async () => {
  const owner = await t.user();
  const group = await t.group({ owners: [owner] });
  const [first, second] = [await t.user(), await t.user()];
  await t.withSettings({ hide_email_address_taken: true }, async () => {
    const id = await start(owner, `${first.email},${group.name}\n${second.email},${group.name}\n`);
    await runPart(t.services, id, owner.id, 1);
    await t.as(admin).post(`/imports/${id}/cancel.json`);
    const [report] = await t.sql<{ params: Record<string, string> }>(
      "select params from email_logs where email_type = 'bulk_report' and user_id = $1",
      [owner.id],
    );
    expect(JSON.parse(report!.params.held!)).toEqual([first.email]);
    expect(JSON.stringify(report)).not.toContain(second.email);
  });
});

test('one that cannot go on ends, also when that cannot be told', async () => {
  const id = await start(admin, mail());
  await t.sql('alter table notifications add constraint broken check (notification_type <> 10001) not valid');
  try {
    await failImport(await t.ctx(), id);
  } finally {
    await t.sql('alter table notifications drop constraint broken');
  }
  expect((await t.as(admin).get(`/imports/${id}.json`)).body).toMatchObject({
    state: 'failed',
    results: { not_reached: 1 },
  });
});

test('a part that is in the way of others is tried again', async () => {
  const id = await start(admin, mail());
  let refusals = 2;
  const db = {
    ...t.services.db,
    transaction: async (work: never) => {
      if (refusals-- > 0)
        throw Object.assign(new (await import('../../src/errors.ts')).UsherError('conflict', { code: 'try_again' }));
      return t.services.db.transaction(work);
    },
  };
  expect(await tryPart({ ...t.services, db } as never, id, admin.id)).toBe(true);
  expect((await finish(admin, id)).results).toEqual({ invited: 1 });
});
