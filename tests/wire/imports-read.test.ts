/** How lists are read as people write them: names of groups and columns, addresses out of mail programs, links for whoever passes them on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { uploadForm, uploadText } from '../support/imports.ts';

let t: TestApp;
let admin: TestUser;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
});
afterAll(() => t.close());

const mail = () => `${unique('guest')}@example.com`;
const upload = (text: string, by = admin, query = '') => uploadText(t.as(by), text, query);
const rowsOf = async (id: number, by = admin) => (await t.as(by).get(`/imports/${id}/rows.json`)).body.rows;
const groupIds = async (id: number) =>
  (
    await t.sql<{ group_ids: number[] }>('select group_ids from import_rows where import_id = $1 order by line', [id])
  ).map((row) => row.group_ids);

describe('groups', () => {
  test('go by either of their names; a name of two is asked about, and a short name goes first', async () => {
    const hosts = unique('Evening Hosts');
    const one = await t.group({ full_name: hosts });
    const twin = unique('Twins');
    await t.group({ full_name: twin });
    await t.group({ full_name: twin });
    const short = await t.group();
    await t.group({ full_name: short.name });
    const names = [hosts.toUpperCase(), twin, short.name];
    const { body } = await upload(names.map((name) => `${mail()},${name}`).join('\n'));
    expect(await groupIds(body.id)).toEqual([[one.id], [], [short.id]]);
    expect(body.problems).toMatchObject([{ code: 'group_ambiguous', count: 1 }]);
  });

  test('that one may not see stay unknown by their full name too', async () => {
    const owner = await t.user();
    await t.group({ owners: [owner] });
    const [hidden, open] = [unique('Secret circle'), unique('Open circle')];
    await t.group({ visibility_level: 4, full_name: hidden });
    await t.group({ full_name: open });
    const { body } = await upload(`${mail()},${hidden}\n${mail()},${open}`, owner);
    const rows = await rowsOf(body.id, owner);
    expect(rows.map((row: { problems: { code: string }[] }) => row.problems[0]!.code)).toEqual([
      'unknown_group',
      'not_group_owner',
    ]);
  });

  test('hidden ones are not in the way of those in sight, and so not given away', async () => {
    const owner = await t.user();
    const name = `board${unique('x').slice(-6)}`.replace(/[^a-z0-9]/g, '');
    const mine = await t.group({ owners: [owner], full_name: name });
    await t.sql('update groups set visibility_level = 4, name = $1, name_key = $1 where id = $2', [
      name,
      (await t.group()).id,
    ]);
    const { body } = await upload(`${mail()},${name}\n`, owner);
    expect([body.counts.new, await groupIds(body.id)]).toEqual([1, [[mine.id]]]);
  });

  test('the contract’s file knows short names only', async () => {
    const full_name = unique('Readers of the town');
    await t.group({ full_name });
    const reply = await uploadForm(t.as(admin), '/invites/upload_csv.json', `${mail()},${full_name}`);
    expect(reply.status).toBe(200);
    const [row] = await t.sql('select group_ids from import_rows order by import_id desc limit 1');
    expect(row).toEqual({ group_ids: [] });
  });

  test('for rows that name none must be there and open to the uploader', async () => {
    const reply = await upload(`${mail()}\n`, admin, '?groups=no-such,staff');
    expect([reply.status, reply.body.extras.reason]).toEqual([422, 'import_groups_unusable']);
    expect(reply.body.errors[0]).toContain('no-such');
    expect(reply.body.errors[0]).toContain('staff');
  });

  test('rows that would be left without any are counted', async () => {
    const group = await t.group();
    const { body } = await upload(`${mail()},nope\n${mail()},nope;${group.name}\nbad,nope\n`);
    expect(body.counts).toMatchObject({ problem: 3, droppable: 2, groupless: 1 });
  });
});

test('the contract’s file is read as the contract says, and no more kindly', async () => {
  const group = await t.group();
  const many = [group.name, ...Array.from({ length: 14 }, (_, n) => `no${n}`)].join(';');
  const padded = `${group.name};`.repeat(800);
  const text = [
    'email,language,group,groups,locale',
    `${mail()},he,${group.name},${many},he-IL`,
    `"Dana <${mail()}>",,,,`,
    `${mail()},,,${padded},`,
  ].join('\n');
  expect((await uploadForm(t.as(admin), '/invites/upload_csv.json', text)).status).toBe(200);
  const [one] = await t.sql<{ id: number; columns: string[]; unknown_columns: string[] }>(
    'select id, columns, unknown_columns from imports order by id desc limit 1',
  );
  expect(one).toMatchObject({ columns: ['email', 'groups', 'locale'], unknown_columns: ['language', 'group'] });
  const rows = await t.sql(
    'select email_key is null as bad, locale, group_ids from import_rows where import_id = $1 order by line',
    [one!.id],
  );
  expect(rows).toEqual([
    { bad: false, locale: 'he-IL', group_ids: [group.id] },
    { bad: true, locale: null, group_ids: [] },
    { bad: false, locale: null, group_ids: [group.id] },
  ]);
  while (await runPart(t.services, one!.id, admin.id));
  const [report] = await t.sql<{ params: { warnings: number } }>(
    "select params from email_logs where email_type = 'bulk_report' order by id desc limit 1",
  );
  // Fourteen groups, and three cells in columns that mean nothing.
  expect(report!.params.warnings).toBe(14 + 2);
});

test('a header is none when an address is in it, and a column’s own name goes before others', async () => {
  const group = await t.group({ name: `mail${unique('x').slice(-5)}`.replace(/[^a-z0-9]/g, '') });
  const first = await upload(`${mail()},${group.name}\n${mail()},mail\n`);
  expect(first.body).toMatchObject({ rows: 2, format: { header: false } });
  const second = await upload(`Mail,Email,Locale,Language\nx,${mail()},he,en\n`);
  expect(second.body.format).toMatchObject({ columns: ['email', 'locale'], unknown_columns: ['Mail', 'Language'] });
});

test('columns go by the names people give them', async () => {
  const group = await t.group();
  const { body } = await upload(`Name,Email Address,Groups,Language\nDana,${mail()},${group.name},he\n`);
  expect(body).toMatchObject({ rows: 1, counts: { new: 1 }, format: { header: true, unknown_columns: ['Name'] } });
  expect(body.format.columns).toEqual(['email', 'groups', 'locale']);
});

test('a first line that only names the separator is no row', async () => {
  const group = await t.group();
  const { body } = await upload(`sep=;\r\nemail;groups\r\n${mail()};${group.name}\r\n`);
  expect(body).toMatchObject({ rows: 1, blank_rows: 0, counts: { new: 1 }, format: { delimiter: ';', header: true } });
  expect((await rowsOf(body.id))[0].line).toBe(3);
});

test('addresses as mail programs copy them', async () => {
  const [a, b, c] = [mail(), mail(), mail()];
  const { body } = await upload(
    `"Levi, Dana <${a}>"\nmailto:${b}\n<${c.toUpperCase()}>\nDana <dana>\n<${a}> and <${b}>\n`,
  );
  const keys = await t.sql('select email_key from import_rows where import_id = $1 order by line', [body.id]);
  expect(keys.map((row) => row.email_key)).toEqual([a, b, c, null, null]);
  // What was written is what is shown, and stays right when another cell is corrected.
  const edited = await t.as(admin).put(`/imports/${body.id}/rows/1.json`, { locale: 'he' });
  expect(edited.body.row).toMatchObject({ email: `Levi, Dana <${a}>`, state: 'new', locale: 'he' });
});

test.each([
  ['a picture', '89504e470d0a1a0a0000000d', 'import_not_text'],
  ['a PDF', '255044462d312e37', 'import_not_text'],
  ['an old spreadsheet', 'd0cf11e0a1b11ae1', 'import_spreadsheet'],
  ['a file of nothing', '', 'import_empty'],
  ['a file of a mark', 'efbbbf', 'import_empty'],
])('%s is called what it is', async (_what, hex, reason) => {
  const headers = { 'Content-Type': 'text/csv' };
  const reply = await t.as(admin).post('/imports.json', Buffer.from(hex, 'hex'), { encoding: 'raw', headers });
  expect([reply.status, reply.body.extras?.reason]).toEqual([422, reason]);
});

test('lines beyond all numbers, and file names that are no text', async () => {
  const name = 'a.csv"; filename*=utf-8\'\'a%00b%0a.csv; x="';
  const reply = await uploadForm(t.as(admin), '/imports.json', mail(), { name });
  expect(reply.status, reply.text).toBe(200);
  expect(reply.body.file_name).not.toMatch(/\p{Cc}/u);
  for (const line of [0, 7, 3_000_000_000, 9_007_199_254_740_991])
    expect((await t.as(admin).put(`/imports/${reply.body.id}/rows/${line}.json`, { email: 'x' })).status).toBe(404);
});

test('an option in the form beside the file is refused, not passed over', async () => {
  for (const field of ['skip_email', 'groups']) {
    const reply = await uploadForm(t.as(admin), '/imports.json', mail(), { field });
    expect(reply.status).toBe(422);
    expect(reply.body.errors[0]).toContain(`?${field}=`);
  }
});

test('the results have the links, for the inviter alone, and each works', async () => {
  const group = await t.group();
  const known = await t.user();
  const { body } = await upload(`${mail()},${group.name}\n${known.email},${group.name}\nbad\n`);
  const before = await t.as(admin).get(`/imports/${body.id}/results.csv`);
  expect(before.text).not.toContain('/invites/');
  await t.as(admin).post(`/imports/${body.id}/run.json`, { problem_rows: 'skip' });
  while (await runPart(t.services, body.id, admin.id));
  const links = (text: string) =>
    text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',').at(-1)!);
  const [link, none, neither] = links((await t.as(admin).get(`/imports/${body.id}/results.csv`)).text);
  expect([none, neither]).toEqual(['', '']);
  const page = await t.browser().get(`${new URL(link!).pathname}.json`);
  expect(page.status).toBe(200);
  const other = await t.user({ admin: true });
  expect(links((await t.as(other).get(`/imports/${body.id}/results.csv`)).text)).toEqual(['', '', '']);
});

describe('whoever is no admin', () => {
  async function ownerOf() {
    const owner: TestUser = await t.user();
    return { owner, group: await t.group({ owners: [owner] }) };
  }

  test('uploads as many rows as they may run in a day', async () => {
    const { owner, group } = await ownerOf();
    await t.withSettings({ max_bulk_invites_per_day: 3 }, async () => {
      const text = Array.from({ length: 4 }, () => `${mail()},${group.name}`).join('\n');
      const reply = await upload(text, owner);
      expect([reply.status, reply.body.extras.reason]).toEqual([422, 'import_too_many_rows_a_day']);
      expect((await t.as(owner).get('/imports.json')).body.limits).toMatchObject({ max_rows: 3, per_day: 3 });
      expect((await upload(text)).status).toBe(200);
    });
  });

  test('has only so many rows checked in a day, also when the lists are removed again', async () => {
    const { owner, group } = await ownerOf();
    await t.withSettings({ max_bulk_invites_per_day: 2 }, async () => {
      const list = () => `${mail()},${group.name}\n${mail()},${group.name}\n`;
      for (let n = 0; n < 10; n++) {
        const reply = await upload(list(), owner);
        expect(reply.status).toBe(200);
        expect((await t.as(owner).del(`/imports/${reply.body.id}.json`)).status).toBe(200);
      }
      const reply = await upload(list(), owner);
      expect([reply.status, reply.body.extras.reason]).toEqual([422, 'import_look_limit']);
      // Trying an ended list again is a check like any other.
      await t.sql(
        "insert into imports (created_by_id, state, rows, results, finished_at, created_at, updated_at) values ($1, 'done', 1, '{\"skipped\": 1}', $2, $3, $2)",
        [owner.id, t.services.now(), new Date(0)],
      );
      const [ended] = await t.sql<{ id: number }>('select max(id) as id from imports where created_by_id = $1', [
        owner.id,
      ]);
      await t.sql("insert into import_rows (import_id, line, email, problems) values ($1, 1, 'x', '[]')", [ended!.id]);
      await t.sql('update imports set done_line = 1 where id = $1', [ended!.id]);
      expect((await t.as(owner).post(`/imports/${ended!.id}/retry.json`)).body.extras.reason).toBe('import_look_limit');
      await t.sql('delete from imports where id = $1', [ended!.id]);
      expect((await t.as(owner).get('/imports.json')).body.imports).toEqual([]);
      t.advance(86_400_001);
      expect((await upload(list(), owner)).status).toBe(200);
    });
  });

  test('corrects only so many addresses in a day', async () => {
    const { owner, group } = await ownerOf();
    await t.withSettings({ max_bulk_invites_per_day: 3 }, async () => {
      const { body } = await upload(`${mail()},${group.name}\n`, owner);
      const edit = (cells: object) => t.as(owner).put(`/imports/${body.id}/rows/1.json`, cells);
      for (let n = 0; n < 3; n++) expect((await edit({ email: mail() })).status).toBe(200);
      const refused = await edit({ email: mail() });
      expect([refused.status, refused.body.error_type]).toEqual([429, 'rate_limit']);
      expect((await edit({ locale: 'he' })).status).toBe(200);
    });
  });

  test('is not told who has an account where the site hides it, until they are added', async () => {
    const { owner, group } = await ownerOf();
    const known = await t.user();
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      // Each twice: that only one of them were called a duplicate would tell.
      const text = [known.email, mail()].map((email) => `${email},${group.name}\n`.repeat(2)).join('');
      const { body } = await upload(text, owner);
      expect(body.counts).toMatchObject({ new: 4, existing_account: 0, duplicate: 0 });
      const rows = async (state: string) =>
        (await t.as(owner).get(`/imports/${body.id}/rows.json`, { state })).body.rows.map(
          (row: { line: number; state: string; result: string }) => [row.line, row.state, row.result],
        );
      expect(await rows('new')).toEqual([1, 2, 3, 4].map((line) => [line, 'new', null]));
      for (const state of ['existing_account', 'duplicate']) expect(await rows(state)).toEqual([]);
      const file = (await t.as(owner).get(`/imports/${body.id}/results.csv`)).text;
      expect(file).not.toMatch(/existing_account|duplicate/);
      const edited = await t.as(owner).put(`/imports/${body.id}/rows/4.json`, { locale: 'he' });
      expect(edited.body.row.state).toBe('new');
      expect((await t.as(admin).get(`/imports/${body.id}.json`)).body.counts).toMatchObject({ existing_account: 2 });
      await t.as(owner).post(`/imports/${body.id}/run.json`);
      while (await runPart(t.services, body.id, owner.id));
      expect(await rows('added')).toHaveLength(2);
    });
  });

  test('is told in the picker what the check says too: that the group is not theirs', async () => {
    const { owner } = await ownerOf();
    const other = await t.group();
    const { body } = await t.as(owner).get('/invites/groups.json', { search: other.name });
    expect(JSON.stringify(body.groups)).toContain('not_group_owner');
    expect(JSON.stringify(body.groups)).not.toContain('invite_allowed_groups');
  });
});
