/** Admin > Users: finding accounts, and everything that staff do to one, as admin and as moderator. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectAccessible } from '../support/browser.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { link } from '../support/invites.ts';
import { type Screens, startScreens } from '../support/screens.ts';
import { until } from '../support/smtp.ts';

vi.setConfig({ testTimeout: 600_000 });

const PASSWORD = 'a long and Winding road';
let s: Screens;
let admin: TestUser;
let moderator: TestUser;
let ana: TestUser;
let readers: TestGroup;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true, password: PASSWORD });
  moderator = await s.t.user({ username: 'mona', name: 'Mona Levi', moderator: true });
  ana = await s.t.user({ username: 'ana', name: 'Ana Núñez', email: 'ana@example.com' });
  readers = await s.t.group({ name: 'readers', full_name: 'The readers' });
  await s.t.group({ name: 'hosts', members: [ana] });
  await s.t.setting('must_approve_users', true);
  for (const username of ['wendy', 'walter']) await s.t.user({ username, name: '', approved: false });
});
afterAll(() => s?.close());

type Row = Record<string, unknown>;
const row = async (user: TestUser): Promise<Row> =>
  (await s.t.sql('select * from users where id = $1', [user.id]))[0] as Row;
const becomes = (user: TestUser, column: string, value: unknown) =>
  until(`${column} of ${user.username} to be ${value}`, async () => {
    const now = (await row(user))[column];
    return (value === 'set' ? now !== null : now) === (value === 'set' ? true : value);
  });
const openUser = async (by: TestUser, user: TestUser): Promise<Page> => {
  const page = await s.open(by, `/admin/users/${user.id}`);
  await page.getByRole('heading', { level: 2, name: 'Roles' }).waitFor();
  return page;
};
const confirm = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

describe('the list', () => {
  it('shows accounts by kind, finds them by address, and leads to each, and to who invited them', async () => {
    const came = await link(s.t, admin);
    await s.t.sql(
      `insert into invite_redemptions (invite_id, user_id, invited_by_id, made_account, redeemed_at)
       values ($1, $2, $3, true, now())`,
      [came.id, ana.id, admin.id],
    );
    const page = await s.open(admin, '/admin/users');
    await page.getByRole('link', { name: 'Ana Núñez' }).waitFor();
    await page.getByRole('link', { name: 'Staff', exact: true }).click();
    await page.getByRole('link', { name: 'Ana Núñez' }).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Mona Levi' }).waitFor();
    await page.getByRole('link', { name: 'Active', exact: true }).click();
    await page.getByRole('searchbox').fill('ana@ex');
    await page.getByRole('link', { name: 'Mona Levi' }).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Ana Núñez' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ana Núñez' }).waitFor();
    const invitedBy = page.locator('dt', { hasText: 'Invited by' }).locator('+ dd');
    await invitedBy.getByRole('link', { name: 'dana' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dana Cohen' }).waitFor();
    await invitedBy.getByText('came without an invite').waitFor();
  });

  it('approves one, then all', async () => {
    const page = await s.open(moderator, '/admin/users?tab=pending');
    await page.getByRole('button', { name: /^Approve ?: ?wendy/ }).waitFor();
    await page.getByRole('button', { name: 'Approve all 2 shown' }).click();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Approve ?: ?wendy/ }).click();
    await page.getByRole('link', { name: 'wendy' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /^Approve ?: ?walter/ }).click();
    await page.getByText('Nobody waits for approval.').waitFor();
  });
});

describe('one account', () => {
  it('shows its address on demand, and that is written down', async () => {
    const page = await openUser(admin, ana);
    expect(await page.getByText('ana@example.com').count()).toBe(0);
    await page.getByRole('button', { name: 'Show the address' }).click();
    await page.getByText('ana@example.com').waitFor();
    const [line] = await s.t.sql("select target_user_id from staff_action_logs where action_name = 'check_email'");
    expect(line).toEqual({ target_user_id: ana.id });
  });

  it('gets a role after the password was asked for again', async () => {
    const page = await openUser(admin, ana);
    // Longer ago than a password counts.
    s.t.advance(11 * 60_000);
    await page.getByRole('button', { name: 'Make a moderator' }).click();
    await confirm(page, 'Make a moderator');
    const again = page.getByRole('dialog', { name: 'Is it you?' });
    await again.getByLabel('Password', { exact: true }).fill('wrong');
    await again.getByRole('button', { name: 'Continue' }).click();
    await again.getByText('The password is not right').waitFor();
    await expectAccessible(page);
    await again.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await again.getByRole('button', { name: 'Continue' }).click();
    await becomes(ana, 'moderator', true);
    await page.getByRole('button', { name: 'Revoke moderator' }).click();
    await confirm(page, 'Revoke moderator');
    await becomes(ana, 'moderator', false);
  });

  it('gets a trust level and a lock, and undo takes them back', async () => {
    const page = await openUser(moderator, ana);
    await page.getByRole('combobox', { name: 'Trust level' }).selectOption('3');
    await becomes(ana, 'trust_level', 3);
    await page.getByRole('button', { name: 'Undo' }).click();
    await becomes(ana, 'trust_level', 1);
    const locked = async () => page.getByRole('switch', { name: 'Locked' });
    if (!(await (await locked()).isChecked())) await (await locked()).click({ force: true });
    await becomes(ana, 'manual_locked_trust_level', 'set');
  });

  it('is put into a group and taken out, and undo puts it back', async () => {
    const page = await openUser(admin, ana);
    const isMember = async () =>
      (await s.t.sql('select 1 from group_users where group_id = $1 and user_id = $2', [readers.id, ana.id])).length >
      0;
    await page.getByRole('combobox', { name: 'Add to a group' }).fill('read');
    await page.getByRole('option', { name: 'The readers' }).click();
    await until('Ana to be a reader', isMember);
    await page.getByRole('button', { name: /^Remove from .*The readers/ }).click();
    await until('Ana to be no reader', async () => !(await isMember()));
    await page.locator('.toast', { hasText: 'any more' }).getByRole('button', { name: 'Undo' }).click();
    await until('Ana to be a reader again', isMember);
  });

  it('is suspended with a reason, and let in again', async () => {
    const page = await openUser(moderator, ana);
    await page.getByRole('button', { name: 'Suspend…' }).click();
    const dialog = page.getByRole('dialog', { name: /Suspend/ });
    // No mail leaves this site, so none is promised.
    await dialog.getByText('No mail leaves this site at the moment').waitFor();
    expect(await dialog.getByText('Mailed to them').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
    await dialog.getByRole('alert').getByText('Reason').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Spam in invites');
    await dialog.getByRole('combobox').selectOption({ label: 'For good' });
    await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
    await page.getByText('Suspended for good.').waitFor();
    await page.getByText(/Reason: .*Spam in invites/).waitFor();
    await page.getByRole('button', { name: 'End the suspension' }).click();
    await becomes(ana, 'suspended_till', null);
  });

  it('that belongs to the staff cannot be touched by a moderator, and says why', async () => {
    const page = await openUser(moderator, admin);
    expect(await page.getByRole('button', { name: 'Suspend…' }).isDisabled()).toBe(true);
    await page
      .getByText(/belongs to the staff/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Delete' }).getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Only administrators may do this.').first().waitFor();
    await expectAccessible(page);
  });

  it('is deactivated, activated, anonymised, deleted', async () => {
    const gone = await s.t.user({ username: 'gone', active: false });
    const page = await openUser(admin, gone);
    await page.getByText('was never confirmed').waitFor();
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await becomes(gone, 'active', true);
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await confirm(page, 'Deactivate');
    await becomes(gone, 'active', false);
    await page.getByText('Staff deactivated this account').waitFor();
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await becomes(gone, 'active', true);
    await page.getByRole('button', { name: 'Anonymise' }).click();
    await page.getByRole('dialog').getByText('cannot be undone').waitFor();
    await confirm(page, 'Anonymise');
    await becomes(gone, 'email', null);
    await page.getByRole('heading', { level: 1, name: /^anon\d+/ }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await confirm(page, 'Delete');
    await page.waitForURL(/\/admin\/users$/);
    expect(await row(gone)).toBeUndefined();
  });
});

it('looks right', async () => {
  await s.t.user({ username: 'sam', name: 'Sam Suspended', suspended_till: new Date('2099-01-01T00:00:00Z') });
  const waiting = await s.t.user({ username: 'walter2', name: 'ולטר כהן', approved: false });
  await s.look('users', admin, '/admin/users?tab=new', async (page) =>
    page.getByRole('link', { name: 'Sam Suspended' }).waitFor(),
  );
  await s.look('restrict', admin, `/admin/users/${ana.id}`, async (page, seen) => {
    await page.locator('#danger').waitFor();
    await seen('user');
    await page.getByRole('button', { name: /^(Suspend|השעיה)…$/ }).click();
    await page.getByRole('dialog').locator('#restrict-reason').waitFor();
  });
  await s.look('user-waiting', moderator, `/admin/users/${waiting.id}`, async (page) =>
    page.locator('#danger').waitFor(),
  );
});
