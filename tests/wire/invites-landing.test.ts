/** GET /invites/:key, page and JSON: who sees what, and that looking changes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LandingReply } from '../../src/shared/wire/redemptions.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { address, expectShape, invite, link, mailedToken } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let a: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  a = await t.group({ full_name: 'Group A' });
});
afterAll(() => t.close());

describe('the landing page', () => {
  it('masks the address, unless the reader has the mail', async () => {
    const made = await invite(t, admin, { email: 'iceking@adventuretime.example.com', group_ids: [a.id] });
    const masked = await t.browser().get(`/invites/${made.invite_key}.json`);
    expectShape(LandingReply, masked.body);
    expect(masked.body).toMatchObject({
      email: 'i*****g@a***********e.example.com',
      hidden_email: true,
      username: '',
      is_invite_link: false,
      email_verified_by_link: false,
      invited_by: { username: admin.username },
      groups: [{ id: a.id, name: a.name }],
    });
    expect(masked.text).not.toContain('iceking');
    const full = await t.browser().get(`/invites/${made.invite_key}.json`, { t: await mailedToken(t, made) });
    expect(full.body).toMatchObject({
      email: made.email,
      hidden_email: false,
      email_verified_by_link: true,
      username: expect.stringMatching(/^user\d+/),
    });
  });

  it('tells whoever has used it that they are in, not that it is used up', async () => {
    const person = await t.user();
    const made = await link(t, admin, { max_redemptions_allowed: 1, group_ids: [a.id] });
    const browser = await t.loggedIn(person);
    await browser.put(`/invites/show/${made.invite_key}.json`, {});
    const again = await browser.get(`/invites/${made.invite_key}.json`);
    expect(again).toMatchObject({ status: 404, body: { extras: { reason: 'invite_redeemed' } } });
    const stranger = await t.browser().get(`/invites/${made.invite_key}.json`);
    expect(stranger.body.extras.reason).toBe('invite_exhausted');
  });

  it('tells a logged-in person whether they can use it', async () => {
    const person = await t.user();
    const browser = await t.loggedIn(person);
    const can = await browser.get(`/invites/${(await link(t, admin)).invite_key}.json`);
    expectShape(LandingReply, can.body);
    expect(can.body).toMatchObject({
      email: person.email,
      username: person.username,
      existing_user_id: person.id,
      existing_user_can_redeem: true,
      existing_user_can_redeem_error: null,
    });
    const cannot = await browser.get(`/invites/${(await invite(t, admin, { email: address() })).invite_key}.json`);
    expect(cannot.body).toMatchObject({
      existing_user_can_redeem: false,
      existing_user_can_redeem_error: expect.stringContaining('do not match'),
    });
  });

  it('changes nothing, however often it is read', async () => {
    const made = await invite(t, admin, { email: address() });
    const before = await t.sql('select * from invites where id = $1', [made.id]);
    const page = { Accept: 'text/html', 'X-Requested-With': '' };
    for (let n = 0; n < 20; n++) await t.browser().get(`/invites/${made.invite_key}`, undefined, { headers: page });
    for (let n = 0; n < 20; n++) await t.browser().get(`/invites/${made.invite_key}.json`);
    expect(await t.sql('select * from invites where id = $1', [made.id])).toEqual(before);
    const html = await t.browser().get(`/invites/${made.invite_key}`, undefined, { headers: page });
    expect(html.headers.get('x-robots-tag')).toContain('noindex');
    expect(html.headers.get('referrer-policy')).toBe('no-referrer');
    expect(html.text).not.toContain(made.email!);
  });

  it('is refused after 100 views in a minute by one address', async () => {
    const proxied = await startApp({ env: { USHER_TRUSTED_PROXIES: '127.0.0.1' } });
    const by = await proxied.user({ admin: true });
    const made = await link(proxied, by);
    const view = () =>
      proxied
        .browser()
        .get(`/invites/${made.invite_key}.json`, undefined, { headers: { 'X-Forwarded-For': '203.0.113.7' } });
    const statuses = await Promise.all(Array.from({ length: 105 }, async () => (await view()).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    const refused = await view();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await proxied.queries(view)).not.toContain('redemptions.facts');
    const page = await proxied.browser().get(`/invites/${made.invite_key}`, undefined, {
      headers: { 'X-Forwarded-For': '203.0.113.7', Accept: 'text/html', 'X-Requested-With': '' },
    });
    expect(page.status).toBe(429);
    expect(page.text).toContain('Too many requests');
    await proxied.close();
  });
});
