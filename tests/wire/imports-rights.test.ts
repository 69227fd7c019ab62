/** Who may import what, also when that changes while the import runs; limits; what others may see. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { sumOf, uploadForm, uploadText } from '../support/imports.ts';

// Without a job worker: each test works on the parts itself.
let t: TestApp;
beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

const mail = () => `${unique('guest')}@example.com`;
const list = (count: number, groups: string) => Array.from({ length: count }, () => `${mail()},${groups}`).join('\n');

async function start(by: TestUser, text: string, options: Record<string, unknown> = {}): Promise<number> {
  const { id } = (await uploadText(t.as(by), text)).body;
  const started = await t.as(by).post(`/imports/${id}/run.json`, options);
  expect(started.status, started.text).toBe(200);
  return id;
}
const work = (id: number, by: TestUser, rows: number) => runPart(t.services, id, by.id, rows);
async function finish(id: number, by: TestUser) {
  while (await work(id, by, 100));
  return (await t.as(by).get(`/imports/${id}.json`)).body;
}
const codes = async (id: number, by: TestUser) =>
  (await t.as(by).get(`/imports/${id}/rows.json`, { state: 'refused' })).body.rows.map(
    (row: { line: number; problems: { code: string }[] }) => [row.line, row.problems.map(({ code }) => code).join()],
  );

describe('who', () => {
  test('visitors and people without a group are refused, in words, before anything is read', async () => {
    const visitor = await t
      .browser()
      .post('/imports.json', mail(), { encoding: 'raw', headers: { 'Content-Type': 'text/csv' } });
    expect([visitor.status, visitor.body.error_type]).toEqual([403, 'not_logged_in']);
    const user = await t.user({ trust_level: 4 });
    const reply = await uploadText(t.as(user), mail());
    expect([reply.status, reply.body.extras.reason]).toEqual([403, 'imports_for_owners']);
    const { body } = await t.as(user).get('/imports.json');
    expect(body).toMatchObject({ can_import: false, reason: 'imports_for_owners', imports: [] });
    expect(body.rule).not.toBe('');
    expect(await t.sql('select 1 from imports where created_by_id = $1', [user.id])).toEqual([]);
  });

  test('the contract’s upload is for admins, whatever else one may', async () => {
    const owner = await t.user();
    await t.group({ owners: [owner] });
    for (const user of [owner, await t.user({ moderator: true })])
      expect((await uploadForm(t.as(user), '/invites/upload_csv.json', mail())).status).toBe(403);
  });

  test('a browser needs its CSRF token in the header', async () => {
    const admin = await t.user({ admin: true });
    const browser = await t.loggedIn(admin);
    const headers = { 'Content-Type': 'text/csv' };
    expect((await browser.post('/imports.json', mail(), { encoding: 'raw', headers, csrf: false })).status).toBe(403);
    expect((await browser.post('/imports.json', mail(), { encoding: 'raw', headers })).status).toBe(200);
  });

  test('owners invite to their groups only, and each row names one', async () => {
    const owner = await t.user();
    const mine = await t.group({ owners: [owner] });
    const other = await t.group();
    const secret = await t.group({ visibility_level: 4 });
    const text = [mine.name, other.name, secret.name, 'staff', '', `${mine.name};${other.name}`]
      .map((groups) => `${mail()},${groups}`)
      .join('\n');
    const { body } = await uploadText(t.as(owner), text);
    expect(body.counts).toMatchObject({ new: 1, problem: 5, droppable: 1 });
    expect(body.problems.map(({ code }: { code: string }) => code).sort()).toEqual([
      'group_automatic',
      'group_needed',
      'not_group_owner',
      'unknown_group',
    ]);
    await t.as(owner).post(`/imports/${body.id}/run.json`, { problem_rows: 'without_group' });
    const done = await finish(body.id, owner);
    expect(done.results).toEqual({ invited: 2, skipped: 4 });
    expect(await t.sql('select group_ids from invites where invited_by_id = $1', [owner.id])).toEqual([
      { group_ids: [mine.id] },
      { group_ids: [mine.id] },
    ]);
  });

  test('a limit of rows in a day, which removing a list does not lift', async () => {
    const owner = await t.user();
    const mine = await t.group({ owners: [owner] });
    await t.withSettings({ max_bulk_invites_per_day: 5 }, async () => {
      const id = await start(owner, list(3, mine.name));
      await finish(id, owner);
      expect((await t.as(owner).del(`/imports/${id}.json`)).status).toBe(200);
      const { body } = await uploadText(t.as(owner), list(3, mine.name));
      const refused = await t.as(owner).post(`/imports/${body.id}/run.json`);
      expect([refused.status, refused.body.extras.reason]).toEqual([422, 'import_day_limit']);
      t.advance(86_400_001);
      expect((await t.as(owner).post(`/imports/${body.id}/run.json`)).status).toBe(200);
    });
  });
});

describe('what changes while it runs', () => {
  test('a group that is no longer theirs: the next part refuses it, with the reason', async () => {
    const owner = await t.user();
    const [kept, lost] = [await t.group({ owners: [owner] }), await t.group({ owners: [owner] })];
    const id = await start(owner, `${list(2, lost.name)}\n${list(2, kept.name)}\n${list(1, lost.name)}`);
    await work(id, owner, 1);
    await t.sql('update group_users set owner = false where group_id = $1', [lost.id]);
    const done = await finish(id, owner);
    expect(done.results).toEqual({ invited: 3, refused: 2 });
    expect(await codes(id, owner)).toEqual([
      [2, 'not_group_owner'],
      [5, 'not_group_owner'],
    ]);
  });

  test('the uploader is suspended, or the setting switched off: everything that is left is refused', async () => {
    const owner = await t.user();
    const mine = await t.group({ owners: [owner] });
    const first = await start(owner, list(3, mine.name));
    await work(first, owner, 1);
    await t.withSettings({ group_owners_may_invite: false }, async () => {
      while (await work(first, owner, 100));
    });
    expect((await t.as(owner).get(`/imports/${first}.json`)).body.results).toEqual({ invited: 1, refused: 2 });
    const second = await start(owner, list(3, mine.name));
    const later = new Date(t.services.now().getTime() + 86_400_000);
    await t.sql('update users set suspended_till = $2 where id = $1', [owner.id, later]);
    while (await work(second, owner, 100));
    await t.sql('update users set suspended_till = null where id = $1', [owner.id]);
    expect(await codes(second, owner)).toEqual([1, 2, 3].map((line) => [line, 'uploader_cannot_act']));
  });

  test('e-mail invites are switched off: what is left is refused, unless no mail was to leave', async () => {
    const admin = await t.user({ admin: true });
    const [first, second] = [await start(admin, list(3, '')), await start(admin, list(2, ''), { skip_email: true })];
    await work(first, admin, 1);
    await t.withSettings({ allow_email_invites: false }, async () => {
      for (const id of [first, second]) while (await work(id, admin, 100));
    });
    expect(await codes(first, admin)).toEqual([2, 3].map((line) => [line, 'email_invites_off']));
    expect((await t.as(admin).get(`/imports/${second}.json`)).body.results).toEqual({ invited: 2 });
  });

  test('an admin who is none any more: rows without a group are refused', async () => {
    const admin = await t.user({ admin: true });
    const mine = await t.group({ owners: [admin] });
    const id = await start(admin, `${mail()}\n${mail()},${mine.name}`);
    await t.sql('update users set admin = false where id = $1', [admin.id]);
    const done = await finish(id, admin);
    expect(done.results).toEqual({ invited: 1, refused: 1 });
    expect(await codes(id, admin)).toEqual([[1, 'group_needed']]);
  });

  test('an address that gets an account, or an invite, between check and run', async () => {
    const admin = await t.user({ admin: true });
    const group = await t.group();
    const [a, b, c] = [mail(), mail(), mail()];
    const id = await start(admin, [a, b, c].map((one) => `${one},${group.name}`).join('\n'));
    const late = await t.user({ email: a });
    await t.as(admin).post('/invites.json', { email: b });
    const done = await finish(id, admin);
    expect(done.results).toEqual({ invited: 1, added: 1, refreshed: 1 });
    expect(
      await t.sql('select 1 from group_users where group_id = $1 and user_id = $2', [group.id, late.id]),
    ).toHaveLength(1);
  });

  test('cancelled: what is done stays, the rest can be tried again', async () => {
    const admin = await t.user({ admin: true });
    const id = await start(admin, list(5, ''));
    await work(id, admin, 2);
    const stopped = await t.as(admin).post(`/imports/${id}/cancel.json`);
    expect(stopped.body).toMatchObject({ state: 'cancelled', results: { invited: 2, not_reached: 3 } });
    expect(sumOf(stopped.body.results)).toBe(5);
    expect(await work(id, admin, 2)).toBe(false);
    const again = await t.as(admin).post(`/imports/${id}/retry.json`);
    expect(again.body).toMatchObject({ rows: 3, counts: { new: 3 } });
  });
});
