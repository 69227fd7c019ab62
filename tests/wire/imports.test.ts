/** Imports over the wire: upload, dry run, correcting rows, running, results, retry (attacks 32 to 36). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
import { ended, sumOf, uploadForm, uploadText } from '../support/imports.ts';

let t: TestApp;
let admin: TestUser;
let as: Client;
let group: TestGroup;
let other: TestGroup;

beforeAll(async () => {
  t = await startApp({ jobs: true });
  admin = await t.user({ admin: true });
  as = t.as(admin);
  group = await t.group();
  other = await t.group({ grant_trust_level: 3 });
});
afterAll(() => t.close());

const mail = () => `${unique('guest')}@example.com`;
const invitesOf = (user: TestUser) =>
  t.sql<{ email: string; group_ids: number[]; emailed_status: number; topic_id: number | null }>(
    'select email, group_ids, emailed_status, topic_id from invites where invited_by_id = $1 order by id',
    [user.id],
  );
const rowsOf = async (id: number, query = '') => (await as.get(`/imports/${id}/rows.json${query}`)).body;
const run = (id: number, body: Record<string, unknown> = {}, client = as) =>
  client.post(`/imports/${id}/run.json`, body);

describe('a list', () => {
  test('is checked, run, and accounted for row by row', async () => {
    const by = await t.user({ admin: true });
    const client = t.as(by);
    const member = await t.user({ trust_level: 1 });
    const invited = mail();
    await client.post('/invites.json', { email: invited, group_names: group.name });
    const [a, b] = [mail(), mail()];
    const text = [
      'email,groups,topic_id,locale',
      `${a},${group.name};${other.name},7,`,
      `${b.toUpperCase()},${group.name.toUpperCase()},,he`,
      `${member.email},${other.name},,`,
      `${invited},${other.name},,`,
      `${a},,,`,
      '',
      `bad_email,nope,x,!!`,
      `${mail()},nope;staff;${group.name},,`,
    ].join('\n');
    const uploaded = await uploadForm(client, '/imports.json', text);
    expect(uploaded.status).toBe(200);
    const { id } = uploaded.body;
    expect(uploaded.body).toMatchObject({
      state: 'ready',
      file_name: 'list.csv',
      rows: 7,
      blank_rows: 1,
      format: { encoding: 'utf-8', delimiter: ',', header: true, unknown_columns: [] },
      counts: { new: 2, existing_account: 1, already_invited: 1, duplicate: 1, problem: 2, droppable: 1 },
      can_run: true,
      created_by: { username: by.username },
    });
    const { body: page } = await client.get(`/imports/${id}/rows.json`);
    expect(page.total).toBe(7);
    expect(page.rows.map((row: { line: number; state: string }) => [row.line, row.state])).toEqual([
      [8, 'problem'],
      [9, 'problem'],
      [2, 'new'],
      [3, 'new'],
      [4, 'existing_account'],
      [5, 'already_invited'],
      [6, 'duplicate'],
    ]);
    expect(page.rows[0]).toMatchObject({ email: 'bad_email', groups: 'nope', topic_id: 'x', locale: '!!' });
    expect(page.rows[0].problems.map((p: { column: string; code: string }) => [p.column, p.code])).toEqual([
      ['email', 'email_invalid'],
      ['groups', 'unknown_group'],
      ['topic_id', 'topic_invalid'],
      ['locale', 'locale_invalid'],
    ]);
    for (const { message } of page.rows[0].problems) expect(message).not.toBe('');
    // Nothing has happened yet.
    expect(await invitesOf(by)).toHaveLength(1);

    const refused = await run(id, {}, client);
    expect(refused.status).toBe(422);
    expect(refused.body.extras.reason).toBe('import_has_problems');
    expect((await run(id, { problem_rows: 'nonsense' }, client)).status).toBe(400);

    const running = await run(id, { problem_rows: 'without_group' }, client);
    expect(running.status).toBe(200);
    const done = await ended(client, id);
    expect(done).toMatchObject({
      state: 'done',
      done_rows: 7,
      results: { invited: 3, added: 1, refreshed: 1, merged: 1, skipped: 1 },
      can_retry: true,
      can_run: false,
    });
    const made = await invitesOf(by);
    expect(made.find(({ email }) => email === a)).toMatchObject({ group_ids: [group.id, other.id], topic_id: 7 });
    expect(made.find(({ email }) => email === invited)!.group_ids).toEqual([group.id, other.id]);
    expect(made).toHaveLength(4);
    // The account joined at once, with the effects.
    const [joined] = await t.sql(
      'select u.trust_level from users u join group_users m on m.user_id = u.id and m.group_id = $2 where u.id = $1',
      [member.id, other.id],
    );
    expect(joined).toEqual({ trust_level: 3 });
    // A language is kept for whoever comes.
    const [guest] = await t.sql('select staged, locale, active from users where email_key = $1', [b.toLowerCase()]);
    expect(guest).toEqual({ staged: true, locale: 'he', active: false });
    const mails = await t.sql(
      "select to_address, locale, bulk from email_logs where email_type = 'invite' and to_address = any ($1) order by id",
      [[a, b.toLowerCase(), invited]],
    );
    expect(mails.filter((row) => row.bulk)).toHaveLength(2);
    expect(mails.find((row) => row.to_address === b.toLowerCase())).toMatchObject({ locale: 'he' });

    const results = await client.get(`/imports/${id}/results.csv`);
    expect(results.headers.get('content-type')).toContain('text/csv');
    const lines = results.text.trim().split('\r\n');
    expect(lines).toHaveLength(8);
    expect(lines[7]).toContain('invited');
    expect((await client.get(`/imports/${id}/rows.json`, { state: 'skipped' })).body.rows).toMatchObject([
      { line: 8, result: 'skipped' },
    ]);
    const [told] = await t.sql('select notification_type, data from notifications where user_id = $1', [by.id]);
    expect(told).toMatchObject({
      notification_type: 10_001,
      data: { import_id: id, invites: 5, skipped: 1, errors: 1 },
    });
  });

  test('run twice, or uploaded twice, makes no second invite and no second mail', async () => {
    const by = await t.user({ admin: true });
    const client = t.as(by);
    const addresses = Array.from({ length: 30 }, mail);
    const upload = (name: string) => uploadText(client, addresses.map((one) => `${one},${name}`).join('\n'));
    const first = (await upload(group.name)).body;
    const second = (await upload(other.name)).body;
    expect([(await run(first.id, {}, client)).status, (await run(first.id, {}, client)).status]).toEqual([200, 409]);
    await run(second.id, {}, client);
    const results = [(await ended(client, first.id)).results, (await ended(client, second.id)).results];
    expect(results).toEqual([{ invited: 30 }, { refreshed: 30 }]);
    const made = await invitesOf(by);
    expect(made).toHaveLength(30);
    for (const { group_ids } of made) expect(group_ids).toEqual([group.id, other.id]);
    const [{ count }] = (await t.sql('select count(*)::int from email_logs where to_address = any ($1)', [
      addresses,
    ])) as [{ count: number }];
    expect(count).toBe(30);
  });

  test('addresses whose accounts have gone since the check are invited, once each', async () => {
    const [twice, pending, corrected] = [await t.user(), await t.user(), await t.user()];
    await t.sql(
      `insert into invites (secret_id, email, email_key, expires_at, invited_by_id, created_at, updated_at)
       select min(id), $1, $1, now() + interval '1 day', $2, now(), now() from secrets`,
      [pending.email, admin.id],
    );
    const lines = [twice, pending, twice, corrected, corrected].map(({ email }) => `${email},`);
    const { id, counts } = (await uploadText(as, lines.join('\n'))).body;
    expect(counts).toMatchObject({ existing_account: 5 });
    await t.sql('delete from users where id = any ($1)', [[twice.id, pending.id, corrected.id]]);
    const edited = await as.put(`/imports/${id}/rows/4.json`, { groups: group.name });
    expect(edited.status, edited.text).toBe(200);
    await run(id);
    const done = await ended(as, id);
    expect(done).toMatchObject({ state: 'done', results: { invited: 2, merged: 2, refreshed: 1 } });
    for (const { email } of [twice, pending, corrected])
      expect((await invitesOf(admin)).filter((made) => made.email === email)).toHaveLength(1);
    expect((await invitesOf(admin)).find((made) => made.email === corrected.email)!.group_ids).toEqual([group.id]);
  });

  test('a row is corrected in place, and the rows of its addresses are looked at again', async () => {
    const [a, b] = [mail(), mail()];
    const { id } = (await uploadText(as, `${a},\nbad,\n${b},nope\n${a},`)).body;
    const put = (line: number, cells: Record<string, string>) => as.put(`/imports/${id}/rows/${line}.json`, cells);
    const fixed = await put(2, { email: a });
    expect(fixed.body.row).toMatchObject({ line: 2, state: 'duplicate', problems: [] });
    expect(fixed.body.import.counts).toMatchObject({ new: 1, duplicate: 2, problem: 1 });
    expect((await put(1, { email: mail() })).body.row.state).toBe('new');
    expect((await rowsOf(id, '?state=duplicate')).rows.map((row: { line: number }) => row.line)).toEqual([4]);
    const grouped = await put(3, { groups: group.name });
    expect(grouped.body.row).toMatchObject({ state: 'new', groups: group.name });
    expect(grouped.body.import.counts.problem).toBe(0);
    expect((await put(9, { email: a })).status).toBe(404);
    expect((await run(id)).status).toBe(200);
    await ended(as, id);
    expect((await put(1, { email: a })).status).toBe(409);
  });

  test('what failed is tried again alone', async () => {
    const { id } = (await uploadText(as, `${mail()},\nbad,\n${mail()},later`)).body;
    await run(id, { problem_rows: 'skip' });
    const done = await ended(as, id);
    expect(done.results).toEqual({ invited: 1, skipped: 2 });
    await t.group({ name: 'later' });
    const again = await as.post(`/imports/${id}/retry.json`);
    expect(again.body).toMatchObject({ state: 'ready', rows: 2, retry_of_id: id, counts: { new: 1, problem: 1 } });
    expect((await rowsOf(again.body.id)).rows.map((row: { line: number }) => row.line)).toEqual([2, 3]);
    await run(again.body.id, { problem_rows: 'skip' });
    expect((await ended(as, again.body.id)).results).toEqual({ invited: 1, skipped: 1 });
    expect((await as.post(`/imports/${again.body.id}/retry.json`)).body.rows).toBe(1);
    const fine = (await uploadText(as, mail())).body.id;
    await run(fine);
    await ended(as, fine);
    expect((await as.post(`/imports/${fine}/retry.json`)).status).toBe(422);
  });

  test('removed, cancelled, seen: only by whoever uploaded it and admins', async () => {
    const owner = await t.user();
    const mine = await t.group({ owners: [owner] });
    const { id } = (await uploadText(t.as(owner), `${mail()},${mine.name}`)).body;
    for (const stranger of [await t.user({ moderator: true }), await t.user({ trust_level: 4 })]) {
      const client = t.as(stranger);
      expect((await client.get(`/imports/${id}.json`)).status).toBe(404);
      expect((await client.get(`/imports/${id}/rows.json`)).status).toBe(404);
      expect((await client.get(`/imports/${id}/results.csv`)).status).toBe(404);
      expect((await client.del(`/imports/${id}.json`)).status).toBe(404);
      expect((await client.get('/imports.json')).body.imports).toEqual([]);
    }
    // An admin may look, but the owner is the inviter.
    expect((await as.get(`/imports/${id}.json`)).body).toMatchObject({ can_run: false, can_delete: true });
    expect((await run(id)).status).toBe(404);
    expect((await as.post(`/imports/${id}/cancel.json`)).status).toBe(409);
    expect(
      (await as.get('/imports.json', { all: true })).body.imports.some((one: { id: number }) => one.id === id),
    ).toBe(true);
    expect((await t.as(owner).del(`/imports/${id}.json`)).status).toBe(200);
    expect((await t.as(owner).get(`/imports/${id}.json`)).status).toBe(404);
    expect(await t.sql('select 1 from import_rows where import_id = $1', [id])).toEqual([]);
  });
});

describe('formats', () => {
  const rows = async (text: string | Uint8Array) => {
    const { body } = await as.post('/imports.json', text, { encoding: 'raw', headers: { 'Content-Type': 'text/csv' } });
    return {
      body,
      rows: (await rowsOf(body.id)).rows as { line: number; email: string; groups: string; state: string }[],
    };
  };

  test('semicolons, tabs, UTF-16, another order of columns, unknown ones', async () => {
    const [a, b] = [mail(), mail()];
    const semicolons = await rows(
      `phone;Groups;E-Mail\r\n123;"${group.name};${other.name}";${a}\r\n;${group.name};${b}\r\n`,
    );
    expect(semicolons.body).toMatchObject({
      format: { delimiter: ';', header: true, columns: ['groups', 'email'], unknown_columns: ['phone'] },
      counts: { new: 2, problem: 0 },
    });
    expect(semicolons.rows[0]).toMatchObject({ email: a, groups: `${group.name};${other.name}` });
    const utf16 = await rows(Buffer.from(`\ufeff${a}\t${group.name}\r${b}\t\r`, 'utf16le'));
    expect(utf16.body).toMatchObject({ format: { encoding: 'utf-16le', delimiter: '\t', header: false } });
    expect(utf16.rows.map((row) => row.email)).toEqual([a, b]);
  });

  test('a row with more cells than columns is told', async () => {
    const { rows: page } = await rows(`email,groups\n${mail()},a,b`);
    expect(page[0]!.state).toBe('problem');
    expect(page[0]).toMatchObject({ problems: [{ code: 'unknown_group' }, { code: 'extra_cell', value: 'b' }] });
  });

  test('groups for rows that name none', async () => {
    const { body } = await uploadText(as, `${mail()}\n${mail()},${other.name}`, `?groups=${group.name}`);
    expect((await rowsOf(body.id)).rows.map((row: { groups: string }) => row.groups)).toEqual([group.name, other.name]);
  });

  test('cells that spreadsheets would take for formulas are tamed in the results', async () => {
    const evil = [
      '=HYPERLINK("http://x","y")',
      '+1',
      '@SUM(A1)',
      '-2',
      ' =1',
      '\t=1',
      '＝1',
      'x;=1',
      'x; "=1"',
      'x\n@1',
    ];
    const { body } = await uploadText(as, evil.map((cell) => `${mail()},"${cell.replaceAll('"', '""')}"`).join('\n'));
    const { text } = await as.get(`/imports/${body.id}/results.csv`);
    for (const line of text.trim().split('\r\n').slice(1)) {
      const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, '').replace(/^"/, ''));
      for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝]/);
      // Whatever a spreadsheet splits at.
      for (const cell of line.split(/[,;\t]/)) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝]/);
    }
  });

  test.each([
    ['an open quote', `${'a'}@x.org\n"b,c`, 'import_open_quote'],
    ['a renamed zip', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 8, 0]), 'import_spreadsheet'],
    ['another encoding', Buffer.from([97, 0xe9, 64, 98]), 'import_encoding'],
    ['NUL', 'a@x.org,\0\n', 'import_not_text'],
    ['10,000 columns', `a@x.org${',x'.repeat(10_000)}`, 'import_too_many_columns'],
    ['a column twice', 'email,groups,email\n', 'import_column_twice'],
    ['nothing', '\n\n', 'import_empty'],
    ['a header alone', 'email,groups\n', 'import_no_rows'],
  ])('%s is refused, and nothing stays', async (_what, text, reason) => {
    const before = await t.sql('select count(*)::int as n from imports');
    const reply = await as.post('/imports.json', text, { encoding: 'raw', headers: { 'Content-Type': 'text/csv' } });
    expect([reply.status, reply.body.extras?.reason]).toEqual([422, reason]);
    expect(reply.body.errors[0]).not.toBe('');
    expect(await t.sql('select count(*)::int as n from imports')).toEqual(before);
  });

  test('what is no upload at all is a 4xx', async () => {
    expect((await uploadForm(as, '/imports.json', undefined)).status).toBe(422);
    expect((await as.post('/imports.json', { file: 'text' })).status).toBe(422);
    expect((await as.post('/imports.json')).status).toBe(422);
    const pdf = await as.post('/imports.json', 'x', {
      encoding: 'raw',
      headers: { 'Content-Type': 'application/pdf' },
    });
    expect(pdf.status).toBe(400);
  });

  test('one row more than the limit refuses the whole file; exactly the limit is taken', async () => {
    await t.withSettings({ max_bulk_invites: 5 }, async () => {
      const list = Array.from({ length: 6 }, mail);
      const over = await uploadText(as, list.join('\n'));
      expect([over.status, over.body.extras.reason]).toEqual([422, 'import_too_many_rows']);
      expect((await uploadText(as, `email\n${list.slice(1).join('\n')}\n\n`)).body.rows).toBe(5);
    });
  });
});

test('the contract’s upload: totals add up, and what is wrong but the address is only a warning', async () => {
  const by = await t.user({ admin: true });
  const member = await t.user();
  const text = `email,groups,admin\n${mail()},${group.name},true\n${mail()},nope,\n${member.email},${group.name},\nbad,,\n,x,\n`;
  const reply = await uploadForm(t.as(by), '/invites/upload_csv.json', text, { part: 'files[]' });
  expect([reply.status, reply.body]).toEqual([200, { success: 'OK' }]);
  const [{ id }] = (await t.as(by).get('/imports.json')).body.imports;
  const done = await ended(t.as(by), id);
  expect(done).toMatchObject({ rows: 4, blank_rows: 1, results: { invited: 2, added: 1, skipped: 1 } });
  expect(sumOf(done.results)).toBe(4);
  const [told] = await t.sql('select data from notifications where user_id = $1', [by.id]);
  expect(told!.data).toMatchObject({ invites: 2, skipped: 1, warnings: 2, errors: 1, failed_addresses: ['bad'] });
});
