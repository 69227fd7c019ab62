/** Why / why not in a browser: the same answer as the API, as somebody without rights and as staff. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestUser } from '../support/factories.ts';
import { type Screens, startScreens } from '../support/screens.ts';

let s: Screens;
let admin: TestUser;
let rina: TestUser;
let tom: TestUser;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', admin: true });
  rina = await s.t.user({ username: 'rina' });
  tom = await s.t.user({ username: 'tom', moderator: true });
  await s.t.group({ name: 'readers', full_name: 'Readers of the harbour', owners: [rina] });
  await s.t.group({ name: 'secret', visibility_level: 3, owners: [admin] });
});
afterAll(() => s?.close());

it('tells oneself why not, and who can help', async () => {
  const page = await s.open(tom, '/explain');
  await page.getByRole('combobox', { name: 'Group' }).fill('readers');
  await page.getByRole('button', { name: 'Explain' }).click();
  const verdict = page.getByRole('status').filter({ hasText: 'you may not invite to' });
  await verdict.waitFor();
  expect(await verdict.textContent()).toMatch(/Who can help: .*admins/);
  // Every rule once, and the one that refuses as the one that refuses.
  const rules = page.getByRole('listitem').filter({ has: page.locator('.chip') });
  await rules.filter({ hasText: 'moderators_manage_groups' }).getByText('refuses it').waitFor();
  const texts = await rules.locator('.stack > span:first-child').allTextContents();
  expect(new Set(texts).size).toBe(texts.length);
  // The question stays in the address, so that it can be sent to whoever can help.
  expect(new URL(page.url()).search).toBe('?group=readers');
});

it('tells owners that they may', async () => {
  const page = await s.open(rina, '/explain?group=readers');
  await page.getByRole('heading', { name: /you may invite to/ }).waitFor();
});

it('tells staff about anybody, and nobody of a group they cannot see', async () => {
  const page = await s.open(admin, '/explain?group=readers&username=tom');
  await page.getByRole('heading', { name: /may not invite to/ }).waitFor();
  const other = await s.open(rina, '/explain?group=secret');
  await other.getByRole('alert').filter({ hasText: 'no group, of that name' }).waitFor();
  expect(await other.getByLabel('Who').count(), 'only staff ask about others').toBe(0);
});

it('looks right', async () => {
  await s.look('explain', tom, '/explain?group=readers', (page) =>
    page.getByText('moderators_manage_groups').first().waitFor(),
  );
});
