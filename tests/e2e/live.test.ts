/** Live updates as a person has them: what another process changes is asked for without a reload; offline is said. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDelivery } from '../../src/mail/deliver.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { expectAccessible, expectFits, PHONE, settled } from '../support/browser.ts';
import type { TestUser } from '../support/factories.ts';
import { invite, link, newcomer, redeem } from '../support/invites.ts';
import { HEBREW, photograph, type Screens, startScreens } from '../support/screens.ts';
import { type SmtpPeer, startSmtpPeer } from '../support/smtp.ts';

let s: Screens;
let smtp: SmtpPeer;
/** A second process on the same database. */
let other: TestApp;
let ana: TestUser;

beforeAll(async () => {
  smtp = await startSmtpPeer();
  s = await startScreens({ env: { SMTP_URL: smtp.url } });
  other = await startApp({ beside: s.t });
  ana = await s.t.user({ username: 'ana', trust_level: 2 });
});
afterAll(async () => {
  await other?.close();
  await s?.close();
  await smtp?.stop();
});

const asksFor = (page: Page, path: string) => page.waitForResponse((response) => response.url().includes(path));
const following = (page: Page) => asksFor(page, '/events?');

describe('an open page', () => {
  it('asks again for what another process has changed, without a reload', async () => {
    const page = await s.open(ana, '/login');
    await Promise.all([following(page), page.goto(`${s.t.url}/`)]);
    await page.evaluate('window.stayed = true');
    await page.getByRole('link', { name: 'Notifications', exact: true }).waitFor();
    const made = await link(other, ana);
    expect((await redeem(other, made, newcomer())).status).toBe(200);
    await page.getByRole('link', { name: 'Notifications, one unread' }).waitFor();
    const group = await s.t.group({ full_name: 'Night shift' });
    const usernames = ana.username;
    await other.as(await s.t.user({ admin: true })).put(`/groups/${group.id}/members.json`, { usernames });
    await page.getByText('Night shift').waitFor();
    expect(await page.evaluate('window.stayed')).toBe(true);
  });

  it('shows who joins and who asks to join, and their numbers', async () => {
    const group = await s.t.group({ owners: [ana] });
    await s.t.sql('update groups set allow_membership_requests = true where id = $1', [group.id]);
    const page = await s.open(ana, '/login');
    await Promise.all([
      page.waitForResponse((response) => response.url().includes(`group_requests:${group.id}`)),
      page.goto(`${s.t.url}/groups/${group.name}`),
    ]);
    const members = page.getByRole('link', { name: /^Members/ });
    await members.filter({ hasText: '1' }).waitFor();
    const [joins, asks] = [await s.t.user(), await s.t.user()];
    const added = await other.as(ana).put(`/groups/${group.id}/members.json`, { usernames: joins.username });
    expect(added.status, added.text).toBe(200);
    await page.getByText(joins.username).first().waitFor();
    await members.filter({ hasText: '2' }).waitFor();
    const asked = await other.as(asks).post(`/groups/${group.name}/request_membership.json`, { reason: 'please' });
    expect(asked.status, asked.text).toBe(200);
    await page
      .getByRole('link', { name: /^Requests/ })
      .filter({ hasText: '1' })
      .waitFor();
    // One that is hidden from the reader goes out of sight.
    const [seen, admin] = [await s.t.group(), await s.t.user({ admin: true })];
    await page.getByRole('link', { name: 'Groups', exact: true }).first().click();
    const line = page.locator('main').getByRole('link', { name: seen.name });
    await line.waitFor();
    const hide = await other.as(admin).put(`/groups/${seen.id}.json`, { group: { visibility_level: 4 } });
    expect(hide.status, hide.text).toBe(200);
    await line.waitFor({ state: 'detached' });
  });

  it('of staff shows new accounts, groups, keys and what staff did', async () => {
    const admin = await s.t.user({ admin: true });
    const page = await s.open(admin, '/admin/users');
    const shows = async (path: string, words: string | RegExp, cause: () => Promise<unknown>) => {
      const stream = following(page);
      await Promise.all([stream, page.goto(s.t.url + path)]);
      await page.locator('h1').waitFor();
      await settled(page);
      expect(await page.getByText(words).count()).toBe(0);
      await cause();
      await page.getByText(words).first().waitFor();
    };
    const someone = newcomer();
    await shows('/admin/users?tab=new', someone.username, async () => redeem(other, await link(other, ana), someone));
    const quiet = await s.t.user();
    await shows(`/admin/users/${quiet.id}`, /Silenced until/, () =>
      other
        .as(admin)
        .put(`/admin/users/${quiet.id}/silence.json`, { silenced_till: '2099-01-01T00:00:00Z', reason: 'noise' }),
    );
    await shows('/groups', 'Late risers', () => other.group({ name: 'late', full_name: 'Late risers' }));
    await shows('/groups', 'Early birds', () => {
      const made = { name: 'early', full_name: 'Early birds', visibility_level: 3 };
      return other.as(admin).post('/admin/groups.json', { group: made });
    });
    await shows('/admin/api-keys', 'the nightly script', () =>
      other.as(admin).post('/admin/api/keys.json', { key: { description: 'the nightly script', username: 'ana' } }),
    );
    await shows('/admin/audit', 'The gate', () =>
      other.as(admin).put('/admin/site_settings/title.json', { title: 'The gate' }),
    );
  });

  it('shows a mail that waits, and then that it was sent', async () => {
    const page = await s.open(ana, '/invites');
    await page.locator('h1').waitFor();
    await Promise.all([following(page), page.reload()]);
    const pending = page.getByRole('link', { name: /^Pending/ }).locator('.count');
    const before = Number(await pending.textContent());
    const group = await s.t.group({ owners: [ana] });
    await invite(other, ana, { email: 'wait@example.com', group_ids: `${group.id}` });
    const row = page.getByRole('listitem').filter({ hasText: 'wait@example.com' });
    await row.getByText('queued').first().waitFor();
    await pending.filter({ hasText: new RegExp(`^${before + 1}$`) }).waitFor();
    const delivery = openDelivery(s.t.services, { bulk: false });
    await delivery.run(() => true);
    delivery.close();
    await row.getByText(/^sent/i).first().waitFor();
    expect(smtp.to('wait@example.com')).toHaveLength(1);
  });

  it('has one stream, whatever screens it goes through', async () => {
    const page = await s.open(ana, '/login');
    const streams: string[] = [];
    page.on('request', (request) => request.resourceType() === 'eventsource' && streams.push(request.url()));
    await Promise.all([following(page), page.goto(`${s.t.url}/`)]);
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.evaluate("history.pushState(null, '', '/nowhere')");
    await page.evaluate("window.dispatchEvent(new PopStateEvent('popstate'))");
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    expect(streams).toHaveLength(1);
  });
});

describe('without a connection', () => {
  it.each([
    ['desktop', {}, 'Offline.'],
    ['phone-he', { ...PHONE, ...HEBREW }, 'אין חיבור.'],
  ])('says so, tries on, and asks for everything when it is back (%s)', async (look, options, words) => {
    const page = await s.open(ana, '/login', options);
    await Promise.all([following(page), page.goto(`${s.t.url}/`)]);
    await page.locator('h1').waitFor();
    await page.context().setOffline(true);
    onTestFinished(() => page.context().setOffline(false));
    const note = page.locator('.live-note').getByText(words);
    await note.waitFor();
    await expectAccessible(page);
    await expectFits(page);
    await photograph(page, `live-offline-${look}`);
    const again = asksFor(page, '/notifications.json');
    await page.context().setOffline(false);
    await again;
    await note.waitFor({ state: 'hidden' });
  });

  it('tells who has been logged out, and leads back', async () => {
    const page = await s.open(ana, '/login');
    await Promise.all([following(page), page.goto(`${s.t.url}/`)]);
    await s.t.sql('delete from sessions where user_id = $1', [ana.id]);
    // Nobody has said so; something that concerns the account has it looked at.
    await s.t.as(ana).put('/u/ana.json', { name: 'Ana again' });
    const note = page.locator('.live-note').getByText('You are not logged in any more.');
    await note.waitFor();
    await expectAccessible(page);
    await photograph(page, 'live-ended');
    await note.getByRole('link', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: /^Log in to/ }).waitFor();
  });
});
