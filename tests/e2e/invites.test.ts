/** Invites as people make and manage them: by mail, by link, on a phone, with the keyboard alone. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectAccessible, PHONE, tabTo } from '../support/browser.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { type Screens, startScreens } from '../support/screens.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let s: Screens;
let admin: TestUser;
let owner: TestUser;
let member: TestUser;
let readers: TestGroup;
let board: TestGroup;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  owner = await s.t.user({ username: 'omer', name: 'Omer Levi', trust_level: 1 });
  member = await s.t.user({ username: 'mia', email: 'mia@example.com', name: 'Mia' });
  readers = await s.t.group({ name: 'readers', full_name: 'Readers', owners: [owner], grant_trust_level: 2 });
  board = await s.t.group({ name: 'board', full_name: 'The board', owners: [admin] });
});
afterAll(() => s?.close());

const invitesOf = (user: TestUser) =>
  s.t.sql<{
    id: number;
    email: string | null;
    deleted: boolean;
    group_ids: number[];
    uses: number;
    custom_message: string | null;
  }>(
    `select id, email, deleted_at is not null as deleted, group_ids, max_redemptions_allowed as uses, custom_message
     from invites where invited_by_id = $1 order by id`,
    [user.id],
  );

describe('an owner invites', () => {
  it('by mail to the group, and adds who has an account at once', async () => {
    const page = await s.open(owner, '/invites');
    await page.getByText('No invite is waiting for an answer').waitFor();
    await page.getByRole('button', { name: 'Invite' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Invite people' });
    await dialog.getByRole('radio', { name: 'E-mail people' }).check();
    const addresses = dialog.getByRole('textbox', { name: 'E-mail addresses' });
    await addresses.fill('noa@example.com');
    await addresses.press('Enter');
    await addresses.fill('mia@example.com,');
    await addresses.press('Enter');
    await dialog.getByText('will be invited').waitFor();
    await dialog.getByText('has an account').waitFor();
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await dialog.getByText('raised to trust level 2').waitFor();
    expect(await dialog.getByRole('checkbox', { name: 'The board' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Send 2 invites' }).click();
    const results = page.getByRole('list', { name: 'Results' });
    await results.getByText('Invited', { exact: true }).waitFor();
    await results.getByText('mia has an account and is now in: Readers').waitFor();
    await expectAccessible(page);
    const made = await invitesOf(owner);
    expect(made).toMatchObject([{ email: 'noa@example.com', group_ids: [readers.id] }]);
    const members = await s.t.sql('select 1 from group_users where group_id = $1 and user_id = $2', [
      readers.id,
      member.id,
    ]);
    expect(members).toHaveLength(1);
    await page.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('listitem').filter({ hasText: 'noa@example.com' }).waitFor();
  });

  it('revokes it, takes that back, and it is as before', async () => {
    const page = await s.open(owner, '/invites');
    const row = page.getByRole('listitem').filter({ hasText: 'noa@example.com' });
    await row.getByRole('button', { name: /^More for/ }).click();
    await expectAccessible(page);
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await row.waitFor({ state: 'detached' });
    expect((await invitesOf(owner))[0]).toMatchObject({ deleted: true });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    expect((await invitesOf(owner))[0]).toMatchObject({ deleted: false });
  });

  it('makes a link on a phone, where the link comes first', async () => {
    const page = await s.open(owner, '/invites', PHONE);
    await page.locator('h1').waitFor();
    await page.getByRole('button', { name: 'Invite', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Invite people' });
    expect(await dialog.getByRole('radio', { name: 'Share a link' }).isChecked()).toBe(true);
    // An owner at trust level 1 may invite to the own group only, and is told so before.
    await dialog.getByText('Choose a group: without one you may not invite').waitFor();
    await dialog.getByRole('checkbox', { name: 'Readers' }).check();
    await dialog.getByLabel('Only for addresses at').fill('not a domain');
    await dialog.getByRole('button', { name: 'Create Link' }).click();
    await dialog.getByRole('alert').waitFor();
    await expectAccessible(page);
    expect(await dialog.getByLabel('Only for addresses at').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('Only for addresses at').fill('');
    await dialog.getByRole('button', { name: 'Create Link' }).click();
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await expectAccessible(page);
    expect((await invitesOf(owner)).at(-1)).toMatchObject({ email: null, uses: 10 });
  });

  it('with nothing but the keyboard', async () => {
    const page = await s.open(owner, '/invites');
    await page.locator('h1').waitFor();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'Invite people' });
    await dialog.getByRole('textbox', { name: 'E-mail addresses' }).waitFor();
    await tabTo(page, /^E-mail addresses/);
    await page.keyboard.type('tom@example.com ');
    await dialog.getByText('will be invited').waitFor();
    await tabTo(page, /^Readers/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Your words in the mail/);
    await page.keyboard.type('Come and read with us.');
    await tabTo(page, 'Send invite');
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Results' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await invitesOf(owner)).at(-1)).toMatchObject({
      email: 'tom@example.com',
      group_ids: [readers.id],
      custom_message: 'Come and read with us.',
    });
    await page.keyboard.press('/');
    await page.keyboard.type('tom@');
    await page.waitForURL(/q=tom/);
    await page.getByRole('listitem').filter({ hasText: 'noa@example.com' }).waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'tom@example.com' }).waitFor();
  });
});

it('looks right', async () => {
  expect(board.id).toBeGreaterThan(0);
  await s.look('invites', owner, '/invites', (page) => page.getByText('tom@example.com', { exact: true }).waitFor());
});
