/** The links of account mails: activating an account, resetting its password. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ActivationReply, PasswordResetPage, PasswordResetReply } from '../../src/shared/wire/session.ts';
import { accountTools, honeypot, ACCOUNT_PASSWORD as PASSWORD, person } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { expectRefused, expectShape, invite, memberNames } from '../support/invites.ts';

let t: TestApp;
const { signUp, account, mailedAccountToken, mailsTo, logIn } = accountTools(() => t);
let admin: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  await t.setting('max_new_accounts_per_registration_ip', 0);
  await t.setting('max_logins_per_ip_per_minute', 1000);
  await t.setting('max_logins_per_ip_per_hour', 1000);
});
afterAll(() => t.close());

const create = (more: Record<string, unknown> = {}, client: Client = t.as(admin)) =>
  client.post('/users.json', person(more));

describe('activation', () => {
  const activate = async (token: string, browser: Client = t.browser()) =>
    browser.put(`/u/activate-account/${token}.json`, await honeypot(browser));

  it('confirms the address, logs in, works once, and redeems what waited for the address', async () => {
    const group = await t.group();
    const u = person();
    await invite(t, admin, { email: u.email, group_ids: group.id });
    await signUp(u);
    expect(await memberNames(t, group)).toEqual([]);
    const token = await mailedAccountToken((await account(u.username))!);
    const browser = t.browser();
    const reply = await activate(token, browser);
    expectShape(ActivationReply, reply.body);
    expect(reply.body).toEqual({ success: 'OK', redirect_to: null, needs_approval: false });
    expect((await browser.get('/session/current.json')).body.current_user.username).toBe(u.username);
    expect(await memberNames(t, group)).toEqual([u.username]);
    const again = await activate(token);
    expect(again.status).toBe(422);
    expect(again.body.extras.reason).toBe('token_dead');
  });

  it('ten clicks at once: one of them activates', async () => {
    const u = person();
    await create(u);
    const token = await mailedAccountToken((await account(u.username))!);
    const replies = await Promise.all(Array.from({ length: 10 }, () => activate(token)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, ...Array(9).fill(422)]);
  });

  it('refuses without the pair, and tokens that are old, invented, of another kind or for another address', async () => {
    const u = person();
    await signUp(u);
    const row = (await account(u.username))!;
    const token = await mailedAccountToken(row);
    expect((await t.browser().put(`/u/activate-account/${token}.json`, {})).status).toBe(403);
    const forged = `${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`;
    for (const bad of [forged, 'x', 'zzzz-0123456789012345678901', '%00'])
      expect([400, 422]).toContain((await activate(bad)).status);
    expect((await t.browser().get(`/u/password-reset/${token}.json`)).body).toHaveProperty('message');
    await t.sql(`update users set email_key = 'moved@example.com' where id = $1`, [row.id]);
    expect((await activate(token)).status).toBe(422);
    await t.sql('update users set email_key = $2 where id = $1', [row.id, u.email]);
    t.advance(49 * 3_600_000);
    expect((await activate(token)).status).toBe(422);
    expect(await account(u.username)).toMatchObject({ active: false, email_confirmed_at: null });
  });

  it('an account that waits for approval is confirmed, but not let in', async () => {
    await t.withSettings({ must_approve_users: true }, async () => {
      const u = person();
      await signUp(u);
      const browser = t.browser();
      const reply = await activate(await mailedAccountToken((await account(u.username))!), browser);
      expect(reply.body.needs_approval).toBe(true);
      expect(browser.cookies.has('_t')).toBe(false);
      expect(await account(u.username)).toMatchObject({ active: true, approved: false });
    });
  });

  it('confirm-email-token always says OK, and confirms only with a good token', async () => {
    const u = person();
    await signUp(u);
    const token = await mailedAccountToken((await account(u.username))!);
    for (const [given, active] of [
      ['x', false],
      [token, true],
      [token, true],
    ] as const) {
      expect((await t.browser().get(`/u/confirm-email-token/${given}.json`)).body).toEqual({ success: 'OK' });
      expect((await account(u.username))!.active).toBe(active);
    }
  });

  it('the mail is sent again to who made the account or knows its password, and by staff', async () => {
    await t.sql('delete from rate_limits');
    const u = person();
    const browser = t.browser();
    await signUp(u, browser);
    const resend = (client: Client, username = u.username) =>
      client.post('/u/action/send_activation_email.json', { username });
    expect((await resend(browser)).body).toEqual({ success: 'OK' });
    expect((await resend(t.browser())).status).toBe(403);
    expect((await resend(t.as(await t.user()))).status).toBe(403);
    const other = await t.user({ active: false });
    expect((await resend(browser, other.username)).status).toBe(403);
    const knows = t.browser();
    await logIn(u.username, PASSWORD, knows);
    expect((await resend(knows)).status).toBe(200);
    expect((await resend(knows, u.email)).status).toBe(200);
    expect((await resend(knows, other.email)).status).toBe(403);
    expect((await resend(t.as(await t.user({ moderator: true })))).status).toBe(200);
    expect(await mailsTo(u.email)).toEqual(Array(5).fill('signup'));
    expect((await resend(t.as(admin), unique('nobody'))).status).toBe(404);
    expect((await resend(t.as(admin), admin.username)).status).toBe(409);
    expect((await t.as(admin).post('/u/action/send_activation_email.json', {})).status).toBe(400);
  });

  it('sending again tells a pretended sign-up nothing', async () => {
    const owner = await t.user();
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      const browser = t.browser();
      const u = person({ email: owner.email });
      await signUp(u, browser);
      const again = await expectRefused(t, 200, () =>
        browser.post('/u/action/send_activation_email.json', { username: u.username }),
      );
      expect(again.body).toEqual({ success: 'OK' });
    });
  });
});

describe('password reset', () => {
  async function forgotten(user: { id: number; email: string }): Promise<string> {
    await t.sql('delete from rate_limits');
    await t.browser().post('/session/forgot_password.json', { login: user.email });
    return mailedAccountToken(user);
  }
  const reset = (token: string, password: string, browser: Client = t.browser()) =>
    browser.put(`/u/password-reset/${token}.json`, { password });

  it('sets the password, logs in here and out everywhere else, once', async () => {
    const user = await t.user({ password: PASSWORD });
    const elsewhere = await t.loggedIn(user);
    const [older, token] = [await forgotten(user), await forgotten(user)];
    const page = await t.browser().get(`/u/password-reset/${token}.json`);
    expectShape(PasswordResetPage, page.body);
    expect(page.body).toMatchObject({
      admin: false,
      second_factor_required: false,
      password: { min_length: 10, unique_characters: 6 },
    });
    const browser = t.browser();
    const reply = await reset(token, 'another Password 1', browser);
    expectShape(PasswordResetReply, reply.body);
    expect(reply.body).toMatchObject({ success: true, requires_approval: false, redirect_to: null });
    expect((await browser.get('/session/current.json')).body.current_user.username).toBe(user.username);
    expect((await elsewhere.get('/session/current.json')).status).toBe(404);
    expect((await logIn(user.username)).body.error).toBeDefined();
    expect((await logIn(user.username, 'another Password 1')).body.user.username).toBe(user.username);
    for (const used of [token, older]) {
      expect((await reset(used, 'a third Password 1')).body).toMatchObject({
        success: false,
        message: expect.any(String),
      });
      expect(Object.keys((await t.browser().get(`/u/password-reset/${used}.json`)).body)).toEqual(['message']);
    }
  });

  it('a refused password uses nothing up; admins need a longer one', async () => {
    const user = await t.user({ admin: true });
    const token = await forgotten(user);
    for (const password of ['', 'short', 'twelve chars', user.username, 'x'.repeat(300)]) {
      const reply = await reset(token, password);
      expectShape(PasswordResetReply, reply.body);
      expect(reply.body.success).toBe(false);
      expect(reply.body.errors.password.length).toBeGreaterThan(0);
    }
    expect((await reset(token, 'a password of an admin')).body.success).toBe(true);
  });

  it('ten at once: one sets it', async () => {
    const user = await t.user();
    const token = await forgotten(user);
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => reset(token, `a new Password ${n}`)));
    expect(replies.filter((reply) => reply.body.success)).toHaveLength(1);
    expect(await t.sql('select 1 from sessions where user_id = $1', [user.id])).toHaveLength(1);
  });

  it('proves the mailbox: an account never confirmed becomes active, its stranger’s session dies, its invites are redeemed', async () => {
    const group = await t.group();
    const user = await t.user({ active: false, password: PASSWORD });
    await invite(t, admin, { email: user.email, group_ids: group.id });
    expect((await reset(await forgotten(user), 'another Password 1')).body.success).toBe(true);
    expect(await account(user.username)).toMatchObject({ active: true, email_confirmed_at: expect.any(Date) });
    expect(await memberNames(t, group)).toEqual([user.username]);
  });

  it('stops the pending e-mail invites of an address that was confirmed before', async () => {
    const user = await t.user({ active: false, confirmed: false });
    const pending = await invite(t, admin, { email: user.email });
    await t.sql('update users set active = true, email_confirmed_at = now() where id = $1', [user.id]);
    await reset(await forgotten(user), 'another Password 1');
    expect((await t.browser().get(`/invites/${pending.invite_key}.json`)).status).toBe(404);
  });

  it('saves, but does not let in, who is suspended or waits for approval', async () => {
    const suspended = await t.user({ suspended_till: new Date('2099-01-01') });
    const browser = t.browser();
    expect((await reset(await forgotten(suspended), 'another Password 1', browser)).body.success).toBe(true);
    expect(browser.cookies.has('_t')).toBe(false);
    await t.withSettings({ must_approve_users: true }, async () => {
      const waiting = await t.user({ approved: false });
      expect((await reset(await forgotten(waiting), 'another Password 1', browser)).body.requires_approval).toBe(true);
      expect(browser.cookies.has('_t')).toBe(false);
    });
  });
});
