/** One's own pages in a browser: profile, preferences, notifications. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountTools } from '../support/accounts.ts';
import type { TestUser } from '../support/factories.ts';
import { link, newcomer, redeem } from '../support/invites.ts';
import { type Screens, startScreens } from '../support/screens.ts';

const PASSWORD = 'seven Green apples';

let s: Screens;
let rina: TestUser;
let ana: TestUser;
beforeAll(async () => {
  s = await startScreens();
  rina = await s.t.user({ username: 'rina', name: 'Rina Levi', admin: true });
  ana = await s.t.user({ username: 'ana', name: 'Ana Costa', password: PASSWORD });
  await s.t.group({ name: 'readers', full_name: 'Readers of the harbour', title: 'Reader', owners: [ana] });
  await s.t.sql(
    `insert into notifications (user_id, notification_type, data, created_at)
     select $1, kind, data::jsonb, now() - n * interval '1 hour'
     from (values (1, 8, '{"display_username":"rina","invite_id":1}'),
       (2, 10002, '{"display_username":"rina","groups":[{"id":1,"name":"hosts"}]}'),
       (3, 10003, '{"group_id":41,"group_name":"readers","display_username":"rina","user_id":2}'),
       (4, 22, '{"group_id":41,"group_name":"readers"}'),
       (5, 10005, '{"group_id":41,"group_name":"readers"}'),
       (6, 10001, '{"import_id":1,"file_name":"guests.csv","invites":1200,"skipped":6,"warnings":0,"errors":5}'),
       (7, 10008, '{"group_id":41,"group_name":"readers","display_username":"rina"}'),
       (8, 10009, '{"group_id":41,"group_name":"readers","display_username":"rina"}'),
       (9, 10004, '{"group_id":41,"group_name":"readers","display_username":"rina","email":"noa@example.com","count":3}'),
       (10, 10004, '{"group_id":null,"group_name":null,"display_username":null,"email":"late@example.com","count":1}'),
       (11, 10006, '{"group_id":41,"group_name":"readers","email":"noa@example.com","answer":"approved"}'),
       (12, 10007, '{"group_id":41,"group_name":"readers","invite_id":1,"email":null,"revoked":false,"display_username":"rina"}'),
       (13, 77777, '{}')) v(n, kind, data)`,
    [ana.id],
  );
});
afterAll(() => s?.close());

describe('a profile', () => {
  it('of one’s own leads to invites, notifications and preferences', async () => {
    const page = await s.open(ana, '/u/ana');
    await page.getByRole('heading', { level: 1, name: 'Ana Costa' }).waitFor();
    await page.getByRole('link', { name: 'Preferences' }).click();
    await page.getByRole('heading', { level: 1, name: 'Preferences' }).waitFor();
  });

  it('of somebody else shows what one may see, and staff the way to the administration', async () => {
    const page = await s.open(rina, '/u/ana');
    await page.getByRole('link', { name: 'Readers of the harbour' }).waitFor();
    expect(await page.getByRole('link', { name: 'Preferences' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Show in the administration' }).waitFor();
    const missing = await s.open(rina, '/u/nobody');
    await missing.getByRole('alert').waitFor();
  });
});

describe('preferences', () => {
  it('save the profile, and a chosen language at once', async () => {
    const page = await s.open(ana, '/preferences');
    await page.getByLabel('Name', { exact: true }).fill('Ana da Costa');
    await page.getByLabel('Website').fill('javascript:alert(1)');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Website').fill('example.com/ana');
    await page.getByLabel('Title').selectOption('Reader');
    await page.getByLabel('Language').selectOption('he');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('html[dir=rtl] h1').waitFor();
    const [row] = await s.t.sql('select name, website, title, locale from users where id = $1', [ana.id]);
    expect(row).toEqual({
      name: 'Ana da Costa',
      website: 'https://example.com/ana',
      title: 'Reader',
      locale: 'he',
    });
    await s.t.sql("update users set name = 'Ana Costa', locale = null where id = $1", [ana.id]);
  });

  it('ask for the password before the address may change, and then for the new mailbox', async () => {
    const page = await s.open(ana, '/preferences');
    await page.getByLabel('New e-mail address').fill('new@example.com');
    await page.getByLabel('Your password').fill('something else 1234');
    await page.getByRole('button', { name: 'Change the address' }).click();
    await page.getByRole('alert').waitFor();
    expect(await s.t.sql("select 1 from email_logs where to_address = 'new@example.com'")).toEqual([]);
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the address' }).click();
    await page.getByText('Waiting to be confirmed').waitFor();
    expect(await s.t.sql("select 1 from email_logs where to_address = 'new@example.com'")).toHaveLength(1);
  });

  it('delete the account, after a question and the password', async () => {
    const leaving = await s.t.user({ username: 'leaving', password: PASSWORD });
    const page = await s.open(leaving, '/preferences');
    await page.getByRole('button', { name: 'Delete my account' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
    await dialog.getByLabel('Your password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('heading', { name: /^Log in to/ }).waitFor();
    expect(await s.t.sql("select 1 from users where username = 'leaving'")).toEqual([]);
  });
});

describe('notifications', () => {
  it('say what happened, whatever it was, and can be marked as read', async () => {
    const page = await s.open(ana, '/notifications');
    await page.getByText('accepted your invite.').waitFor();
    expect(await page.getByRole('main').getByRole('listitem').count()).toBe(13);
    // Only what nobody has words for is told so.
    expect(await page.getByText('Something happened that').count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Answer' }).count()).toBe(3);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('New', { exact: true }).first().waitFor({ state: 'detached' });
    expect(await s.t.sql('select 1 from notifications where user_id = $1 and not read', [ana.id])).toEqual([]);
    await s.t.sql('update notifications set read = false where id % 2 = 0');
  });
});

it.each([
  ['profile', '/u/ana', '.facts'],
  ['preferences', '/preferences', '#new-email'],
  ['notifications', '/notifications', 'main li'],
])('%s looks right', async (name, path, shown) => {
  await s.look(name, ana, path, (page) => page.locator(shown).first().waitFor());
});

it('what links in mails lead to looks right', async () => {
  const { mailedAccountToken } = accountTools(() => s.t);
  const look = async (name: string, path: string, user: { id: number }, field: string) =>
    s.look(name, undefined, `/u/${path}/${await mailedAccountToken(user)}`, (page) => page.locator(field).waitFor());
  await s.t.as(ana).put('/u/ana/preferences/email.json', { email: 'ana.costa@example.com' });
  await look('confirm-email', 'confirm-new-email', ana, 'main button');
  await s.t.browser().post('/session/forgot_password.json', { login: 'rina' });
  await look('password-reset', 'password-reset', rina, '#password');
  const someone = newcomer();
  await redeem(s.t, await link(s.t, rina), someone);
  const [made] = await s.t.sql<{ id: number }>('select id from users where username = $1', [someone.username]);
  await look('activate', 'activate-account', made!, 'main button');
});
