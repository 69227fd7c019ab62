/** What surrounds every screen: navigation, one's own menu, language, light and dark, shortcuts, the admin area's door. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectFits, PHONE, tabTo } from '../support/browser.ts';
import type { TestUser } from '../support/factories.ts';
import { type Screens, startScreens } from '../support/screens.ts';

let s: Screens;
let admin: TestUser;
let member: TestUser;
beforeAll(async () => {
  s = await startScreens();
  admin = await s.t.user({ username: 'dana', name: 'Dana Cohen', admin: true });
  member = await s.t.user({ username: 'ana' });
});
afterAll(() => s?.close());

describe('the frame', () => {
  it('leads staff to the admin area, and others not', async () => {
    const page = await s.open(admin, '/');
    await page.getByRole('navigation').getByRole('link', { name: 'Admin' }).click();
    await page.getByRole('heading', { level: 1, name: 'Admin' }).waitFor();
    expect(await page.title()).toMatch(/^Admin · /);
    expect(await page.evaluate('document.activeElement.tagName'), 'the new screen is read out').toBe('H1');

    const other = await s.open(member, '/');
    await other.getByRole('heading', { level: 1 }).waitFor();
    expect(await other.getByRole('link', { name: 'Admin' }).count()).toBe(0);
    await other.goto(`${s.t.url}/admin`);
    await other.getByRole('heading', { name: 'This area is for staff' }).waitFor();
    await expectAccessible(other);
  });

  it('skips to the content by keyboard', async () => {
    const page = await s.open(admin, '/');
    await page.locator('h1').waitFor();
    await tabTo(page, 'Skip to the content', 3);
    await page.keyboard.press('Enter');
    await page.locator('#main:focus').waitFor();
  });

  it('has a menu button on a phone', async () => {
    const page = await s.open(admin, '/', PHONE);
    const link = page.getByRole('link', { name: 'Admin' });
    await page.locator('h1').waitFor();
    expect(await link.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await expectFits(page);
    await expectAccessible(page);
    await link.click();
    await page.getByRole('heading', { level: 1, name: 'Admin' }).waitFor();
    expect(await page.getByRole('button', { name: 'Menu', exact: true }).getAttribute('aria-expanded')).toBe('false');
  });
});

describe('one’s own menu', () => {
  it('keeps the language with the account, and comes back in it in another browser', async () => {
    const page = await s.open(member, '/');
    await page.getByRole('button', { name: /^Your menu/ }).click();
    await expectAccessible(page);
    await page.getByText('עברית').click();
    await page.locator('html[dir=rtl] h1').waitFor();
    const elsewhere = await s.open(member, '/');
    await elsewhere.locator('html[dir=rtl] h1').waitFor();
    await s.t.sql('update users set locale = null where id = $1', [member.id]);
  });

  it('makes it dark, and it stays dark', async () => {
    const page = await s.open(admin, '/');
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByRole('button', { name: /^Your menu/ }).click();
    await page.getByText('Dark', { exact: true }).click();
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await background()).toBe(dark);
    await expectAccessible(page);
  });

  it('logs out', async () => {
    const page = await s.open(member, '/');
    await page.getByRole('button', { name: /^Your menu/ }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: /^Log in to/ }).waitFor();
  });
});

describe('shortcuts', () => {
  it('are listed by ?, and can be switched off', async () => {
    const page = await s.open(admin, '/');
    await page.locator('h1').waitFor();
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.waitFor();
    await expectAccessible(page);
    await list.getByRole('switch').uncheck({ force: true });
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    expect(await list.count()).toBe(0);
  });
});

it.each([
  ['home', '/'],
  ['admin', '/admin'],
])('%s looks right', async (name, path) => {
  await s.look(name, admin, path, (page) => page.locator('h1').waitFor());
});

it('copies a link with the browser’s clipboard; without one in the older way; else it is shown to be selected', async () => {
  const made = await s.t.as(admin).post('/invites.json', { email: 'copied@example.com' });
  const { link } = made.body;
  const page = await s.open(admin, '/invites');
  const row = page.getByRole('listitem').filter({ hasText: 'copied@example.com' });
  const copy = row.getByRole('button', { name: /Copy link|Copied/ });
  await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
    writeText: async (text) => { window.copied = text; } } })`);
  await copy.click();
  await row.getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate('window.copied')).toBe(link);
  // As on a page that came by plain http.
  await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.addEventListener('copy', () => { window.copied = document.activeElement.value + ' again'; });`);
  await copy.click();
  await expect.poll(() => page.evaluate('window.copied')).toBe(`${link} again`);
  await page.evaluate('document.execCommand = () => false');
  await copy.click();
  expect(await page.getByText('The browser does not let this page copy.').textContent()).toContain(link);
});
