/** Admin > API keys, Admin > Audit, and the admin area's start page. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../support/browser.ts';
import type { TestUser } from '../support/factories.ts';
import { type Screens, startScreens } from '../support/screens.ts';
import { until } from '../support/smtp.ts';

vi.setConfig({ testTimeout: 600_000 });

// Values within a sentence are isolated from its direction by signs that nobody sees.
const RENAMED = /Usher\W*→\W*The Reading Circle/;
const RAISED = /^\W*1\W*→\W*2\W*$/;

let s: Screens;
let admin: TestUser;
let moderator: TestUser;
let ana: TestUser;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  moderator = await s.t.user({ username: 'mona', name: 'Mona Levi', moderator: true });
  ana = await s.t.user({ username: 'ana', name: 'Ana Núñez' });
});
afterAll(() => s?.close());

const keysNow = () =>
  s.t.sql<{ description: string; revoked: boolean; user_id: number | null; scopes: { scope_id: string }[] | null }>(
    "select description, revoked_at is not null as revoked, user_id, scopes from api_keys where description = 'Newsletter'",
  );

describe('the start page', () => {
  it('on a new site leads to the first group, the first invite and a test mail', async () => {
    const page = await s.open(admin, '/admin');
    for (const name of ['Create your first group', 'Invite somebody', 'See that mail leaves'])
      await page.getByRole('link', { name }).waitFor();
    await expectAccessible(page);
  });

  it('tells moderators what waits for them, and no mails', async () => {
    await s.t.withSettings({ must_approve_users: true }, async () => {
      await s.t.user({ approved: false });
      const page = await s.open(moderator, '/admin');
      await page.getByRole('link', { name: 'One person waits to be approved' }).click();
      await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
      expect(await page.getByRole('link', { name: 'E-mail logs' }).count()).toBe(0);
      await page.goto(`${s.t.url}/admin`);
      await page.getByRole('term').filter({ hasText: 'Accounts' }).waitFor();
      expect(await page.getByText('Mail does not leave').count()).toBe(0);
      await page.getByText('moderators_manage_groups: off').waitFor();
    });
  });
});

describe('API keys', () => {
  it('are made for one user and some calls, shown once, and work', async () => {
    const page = await s.open(admin, '/admin/api-keys');
    await page.getByRole('button', { name: 'New API key' }).first().waitFor();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'New API key' });
    await dialog.getByLabel('What it is for').fill('Newsletter');
    await dialog.getByRole('radio', { name: /^One user/ }).check();
    await dialog.getByLabel('Username').fill('nobody-here');
    await dialog.getByRole('radio', { name: /^Chosen things/ }).check();
    await dialog.getByRole('button', { name: 'Create the key' }).click();
    await dialog.getByRole('alert').getByText('Tick at least one').waitFor();
    await dialog.getByRole('checkbox', { name: /^users:show/ }).check();
    await dialog.getByLabel(/^Only with/).fill('ana');
    await dialog.getByRole('button', { name: 'Create the key' }).click();
    await dialog.getByRole('alert').getByText('Nobody is called').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Username', { exact: true }).fill('dana');
    await dialog.getByRole('button', { name: 'Create the key' }).click();
    const key = ((await page.locator('.notice .copy-line code').textContent()) ?? '').trim();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    const ask = (path: string) => fetch(s.t.url + path, { headers: { 'api-key': key } });
    expect((await ask('/u/ana.json')).status).toBe(200);
    expect((await ask('/u/mona.json')).status).toBe(403);
    expect(await keysNow()).toMatchObject([
      { description: 'Newsletter', user_id: admin.id, scopes: [{ scope_id: 'users:show' }] },
    ]);
    await page.reload();
    await page.getByText('users:show (username: ana)').waitFor();
    await page.getByText(/last used/).waitFor();
    expect(await page.getByText(key).count()).toBe(0);
  });

  it('are revoked, brought back, deleted', async () => {
    const page = await s.open(admin, '/admin/api-keys');
    const revoked = async () => (await keysNow())[0]?.revoked;
    await page.getByRole('button', { name: /^Revoke ?:.*Newsletter/ }).click();
    await until('the key to be revoked', revoked);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await until('the key to work again', async () => !(await revoked()));
    await page.getByRole('button', { name: /^Revoke ?:.*Newsletter/ }).click();
    await page.getByRole('button', { name: /^Delete ?:.*Newsletter/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await until('the key to be gone', async () => (await keysNow()).length === 0);
  });

  it('are for admins', async () => {
    const page = await s.open(moderator, '/admin/api-keys');
    await page.getByText('Only admins may do this.').waitFor();
  });
});

describe('audit', () => {
  beforeAll(async () => {
    await s.t.as(admin).put(`/admin/users/${ana.id}/trust_level.json`, { level: 2 });
    await s.t.as(moderator).put(`/admin/users/${ana.id}/silence.json`, { reason: '=HYPERLINK("http://evil.example")' });
    await s.t.as(moderator).put(`/admin/users/${ana.id}/unsilence.json`);
    const { basic_group } = (await s.t.as(admin).post('/admin/groups.json', { group: { name: 'choir' } })).body;
    for (const usernames of ['ana', 'mona'])
      await s.t.as(admin).put(`/groups/${basic_group.id}/members.json`, { usernames });
    await s.t.as(admin).put('/admin/site_settings/title.json', { title: 'The Reading Circle' });
  });

  it('is filtered by who, whom, what and when; the filters stand in the address', async () => {
    const page = await s.open(admin, '/admin/audit');
    await page.getByText(RENAMED).waitFor();
    await page.getByLabel('Who did it').fill('mona');
    await page.getByText(RENAMED).waitFor({ state: 'hidden' });
    await page.getByText('=HYPERLINK').waitFor();
    await page.getByLabel('What', { exact: true }).selectOption({ label: 'Ended silence' });
    await page.getByText('=HYPERLINK').waitFor({ state: 'hidden' });
    expect(page.url()).toMatch(/actor=mona.*action=unsilence_user|action=unsilence_user.*actor=mona/);
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await page.getByText('Nothing here').waitFor();
    await page.goto(`${s.t.url}/admin/audit?target=ana`);
    await page.getByText(RAISED).waitFor();
    await page.getByLabel('To whom').fill('');
    await page.getByLabel('Group', { exact: true }).fill('choir');
    await page.getByText(RAISED).waitFor({ state: 'hidden' });
    const lines = page.locator('.audit-line');
    expect(await lines.count()).toBe(1);
    await lines.getByText(/Created group.*choir/).waitFor();
    expect(page.url()).toContain('group=choir');
    // What its members did is in its own log, which is saved as a table too.
    await page.getByRole('link', { name: /group’s own log/ }).click();
    await page.getByRole('heading', { level: 1, name: 'choir' }).waitFor();
    await page.getByLabel('What', { exact: true }).selectOption('add_user_to_group');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^group-choir-\d{4}-\d\d-\d\d\.csv$/);
    const table = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(table[0]).toContain('created_at,acting_user,action,target_user,subject,prev_value,new_value,invite_id');
    expect(table.slice(1).map((line) => line.split(',').slice(1, 4))).toEqual([
      ['dana', 'add_user_to_group', 'mona'],
      ['dana', 'add_user_to_group', 'ana'],
    ]);
  });

  it('is saved as a table in which nothing is a formula', async () => {
    const page = await s.open(admin, '/admin/audit?actor=mona');
    await page.getByText('=HYPERLINK').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain('created_at,acting_user,action_name,target_user');
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(text.trim().split('\r\n')).toHaveLength(3);
    await page.getByText('2 lines are saved.').waitFor();
  });

  it('shows moderators no settings', async () => {
    const page = await s.open(moderator, '/admin/audit');
    await page.getByText(RAISED).waitFor();
    expect(await page.getByText('The Reading Circle', { exact: false }).count()).toBe(1);
  });
});

it('looks right', async () => {
  await s.t.as(admin).post('/admin/api/keys.json', { key: { description: 'Website', username: 'ana' } });
  await s.t.as(admin).post('/admin/api/keys.json', {
    key: { description: 'קריאה בלבד', scopes: [{ scope_id: 'global:read' }] },
  });
  await s.look('admin-start', admin, '/admin', async (page) => page.locator('.tiles').waitFor());
  await s.look('api-keys', admin, '/admin/api-keys', async (page) =>
    page.getByText('Website', { exact: true }).waitFor(),
  );
  await s.look('api-key-new', admin, '/admin/api-keys', async (page) => {
    await page.locator('.page-head button').click();
    await page.getByRole('radio').nth(4).check();
    await page.getByText('users:show').waitFor();
  });
  await s.look('audit', admin, '/admin/audit', async (page) => page.locator('.audit-line').first().waitFor());
  await s.look('ready-no-mail', admin, '/setup', async (page) => {
    await page.locator('.notice .copy-line').waitFor();
    await page.locator('#first-steps').waitFor();
  });
});
