/** Sessions: CSRF, logging in and out, limits, forgotten passwords, showing the password again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRecentPassword } from '../../src/domain/sessions/reauthenticate.ts';
import { buildActor } from '../../src/policy/actor.ts';
import { tokenHash } from '../../src/secrets.ts';
import { CurrentUserReply, ForgotPasswordReply, LoginReply, LogoutReply } from '../../src/shared/wire/session.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { expectShape } from '../support/invites.ts';

const PASSWORD = 'a Password that is fine';
const MINUTE = 60_000;
let t: TestApp;
let ana: TestUser;

beforeAll(async () => {
  t = await startApp();
  await t.setting('max_logins_per_ip_per_minute', 1000);
  await t.setting('max_logins_per_ip_per_hour', 10_000);
  ana = await t.user({ username: unique('Ana'), password: PASSWORD });
});
afterAll(() => t.close());

const logIn = (login: string, password = PASSWORD, browser = t.browser()) =>
  browser.post('/session.json', { login, password });
const whoIs = async (browser: Client) => (await browser.get('/session/current.json')).body?.current_user?.username;
const sessionsOf = async (user: { id: number }) =>
  (await t.sql('select 1 from sessions where user_id = $1', [user.id])).length;

describe('logging in', () => {
  it('takes username in any case, with @, and address; answers the own profile', async () => {
    for (const login of [
      ana.username,
      ana.username.toUpperCase(),
      `@${ana.username}`,
      ana.email,
      ` ${ana.email.toUpperCase()} `,
    ]) {
      const browser = t.browser();
      const reply = await logIn(login, PASSWORD, browser);
      expect(reply.status).toBe(200);
      expectShape(LoginReply, reply.body);
      expect(reply.body.user, login).toMatchObject({ username: ana.username, email: ana.email, can_edit: true });
      expect(await whoIs(browser)).toBe(ana.username);
    }
  });

  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const cookie = (reply: { headers: Headers }) => reply.headers.getSetCookie().find((line) => line.startsWith('_t='));
    expect(cookie(await logIn(ana.username))).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/);
    expect(cookie(await logIn(ana.username))).toMatch(/Max-Age=5184000/);
    expect(cookie(await logIn(ana.username))).not.toMatch(/Secure/);
    await t.withSettings({ force_https: true, persistent_sessions: false, maximum_session_age: 2 }, async () => {
      const strict = cookie(await logIn(ana.username));
      expect(strict).toMatch(/Secure/);
      expect(strict).not.toMatch(/Max-Age/);
    });
  });

  it('says the same for a wrong password, an unknown person and an over-long password', async () => {
    const replies = [
      await logIn(ana.username, 'wrong password 1'),
      await logIn(unique('nobody')),
      await logIn(`${unique('nobody')}@example.com`),
      await logIn(ana.username, 'x'.repeat(100_000)),
      await logIn('x'.repeat(100_000)),
      await logIn((await t.user()).username, ''.padEnd(12, 'p')),
      await logIn((await t.user({ staged: true, password: PASSWORD })).username),
      await logIn('system'),
    ];
    for (const reply of replies) {
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual({ error: 'Incorrect username, email or password' });
      expect(reply.headers.getSetCookie().join()).not.toMatch(/_t=/);
    }
  });

  it('works on a password just as hard for nobody as for somebody', async () => {
    const { passwords } = t.services;
    const seen: (string | null | undefined)[] = [];
    t.services.passwords = {
      ...passwords,
      verify(stored, given) {
        seen.push(stored);
        return passwords.verify(stored, given);
      },
    };
    await logIn(unique('nobody'));
    await logIn(ana.username, 'wrong password 1');
    t.services.passwords = passwords;
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBeUndefined();
  });

  it('asks for both fields', async () => {
    expect((await t.browser().post('/session.json', { login: 'x' })).status).toBe(400);
    expect((await t.browser().post('/session.json', { password: 'x' })).status).toBe(400);
  });

  it('tells whoever knows the password why the account cannot be used yet', async () => {
    const inactive = await t.user({ active: false, password: PASSWORD });
    expect((await logIn(inactive.username)).body).toMatchObject({
      reason: 'not_activated',
      sent_to_email: inactive.email,
      current_email: inactive.email,
    });
    await t.withSettings({ must_approve_users: true }, async () => {
      const waiting = await t.user({ approved: false, password: PASSWORD });
      expect((await logIn(waiting.username)).body.error).toMatch(/^Your account hasn't been approved yet\./);
      const boss = await t.user({ approved: false, admin: true, password: PASSWORD });
      expect((await logIn(boss.username)).body.user.username).toBe(boss.username);
    });
    const suspended = await t.user({ suspended_till: new Date('2099-05-04T12:00:00Z'), password: PASSWORD });
    await t.sql(`update users set suspend_reason = 'spam' where id = $1`, [suspended.id]);
    const said = (await logIn(suspended.username)).body;
    expect(said).toMatchObject({ reason: 'suspended' });
    expect(said.error).toContain('Reason: spam');
    await t.withSettings({ hide_suspension_reasons: true }, async () => {
      expect((await logIn(suspended.username)).body.error).not.toContain('spam');
    });
    for (const user of [inactive, suspended]) expect(await sessionsOf(user)).toBe(0);
  });

  it('is off with local logins', async () => {
    await t.withSettings({ enable_local_logins: false }, async () => {
      const reply = await logIn(ana.username);
      expect(reply.status).toBe(403);
      expect(reply.body).toMatchObject({ error_type: 'invalid_access', extras: { reason: 'local_logins_off' } });
    });
  });

  it('a token planted before is worthless, before and after; the old session of this browser ends', async () => {
    const browser = t.browser();
    browser.cookies.set('_t', 'f'.repeat(64));
    await logIn(ana.username, PASSWORD, browser);
    const first = browser.cookies.get('_t')!;
    expect(first).not.toBe('f'.repeat(64));
    expect(
      (await t.browser().get('/session/current.json', {}, { headers: { Cookie: `_t=${'f'.repeat(64)}` } })).status,
    ).toBe(404);
    await logIn(ana.username, PASSWORD, browser);
    expect(browser.cookies.get('_t')).not.toBe(first);
    const old = await t.browser().get('/session/current.json', {}, { headers: { Cookie: `_t=${first}` } });
    expect(old.status).toBe(404);
    expect(old.text).toBe('');
  });

  it('does not let somebody in whose password was changed while it was being checked', async () => {
    const user = await t.user({ password: PASSWORD });
    const { passwords } = t.services;
    t.services.passwords = {
      ...passwords,
      async verify(stored, given) {
        await t.sql(`update users set password_hash = 'another' where id = $1`, [user.id]);
        return passwords.verify(stored, given);
      },
    };
    const reply = await logIn(user.username);
    t.services.passwords = passwords;
    expect(reply.body.error).toBe('Incorrect username, email or password');
    expect(await sessionsOf(user)).toBe(0);
  });

  it('gives no cookie to a script', async () => {
    const reply = await t.as(ana).post('/session.json', { login: ana.username, password: PASSWORD });
    expect(reply.body.user.username).toBe(ana.username);
    expect(reply.headers.getSetCookie().join()).not.toMatch(/_t=/);
  });

  it('counts attempts per minute and per hour, whoever they were for, exactly', async () => {
    await t.sql('delete from rate_limits');
    await t.withSettings({ max_logins_per_ip_per_minute: 3, max_logins_per_ip_per_hour: 5 }, async () => {
      const burst = await Promise.all(Array.from({ length: 8 }, () => logIn(unique('nobody'), 'wrong password 1')));
      expect(burst.filter((reply) => reply.status === 200)).toHaveLength(3);
      const refused = burst.find((reply) => reply.status === 429)!;
      expect(refused.body).toMatchObject({ error_type: 'rate_limit' });
      expect(refused.body.extras.wait_seconds).toBeGreaterThan(0);
      expect(Number(refused.headers.get('retry-after'))).toBe(refused.body.extras.wait_seconds);
      t.advance(61_000);
      for (const status of [200, 200, 429]) expect((await logIn(ana.username)).status).toBe(status);
      t.advance(61_000);
      expect((await logIn(ana.username)).status).toBe(429);
      t.advance(60 * MINUTE);
      expect((await logIn(ana.username)).body.user.username).toBe(ana.username);
    });
  });

  it('needs few queries', async () => {
    const browser = t.browser();
    await browser.get('/session/csrf.json');
    const names = await t.queries(() => logIn(ana.username, PASSWORD, browser));
    expect(names.filter((name) => name !== 'authentication.settingsVersion')).toEqual([
      'rateLimits.hit',
      'rateLimits.hit',
      'users.byLogin',
      'sessions.insert',
      'profiles.byId',
      'profiles.groups',
    ]);
  });
});

describe('who am I', () => {
  it('shows roles, all groups with those one owns, and what one may do', async () => {
    const user = await t.user({ trust_level: 2 });
    const owned = await t.group({ owners: [user] });
    const joined = await t.group({ members: [user], visibility_level: 4 });
    const reply = await t.as(user).get('/session/current.json');
    expectShape(CurrentUserReply, reply.body);
    const me = reply.body.current_user;
    expect(me).toMatchObject({
      id: user.id,
      admin: false,
      staff: false,
      can_create_group: false,
      can_invite_to_forum: true,
    });
    const groups = me.groups.map((group: { name: string; owner: boolean }) => [group.name, group.owner]);
    expect(groups).toEqual([
      ['trust_level_0', false],
      ['trust_level_1', false],
      ['trust_level_2', false],
      [owned.name, true],
      [joined.name, false],
    ]);
  });

  it('is 404 with an empty body for nobody, and for an account that was closed meanwhile', async () => {
    const nobody = await t.browser().get('/session/current.json');
    expect([nobody.status, nobody.text]).toEqual([404, '']);
    const user = await t.user();
    const browser = await t.loggedIn(user);
    expect(await whoIs(browser)).toBe(user.username);
    await t.sql('update users set active = false where id = $1', [user.id]);
    expect((await browser.get('/session/current.json')).status).toBe(404);
  });
});

describe('logging out', () => {
  it('ends every session of the user, or only this one', async () => {
    const user = await t.user();
    const [one, two] = [await t.loggedIn(user), await t.loggedIn(user)];
    await t.withSettings({ log_out_strict: false }, async () => {
      const reply = await one.del(`/session/${user.username}.json`);
      expectShape(LogoutReply, reply.body);
      expect(reply.body).toEqual({ redirect_url: '/' });
    });
    expect([await whoIs(one), await whoIs(two)]).toEqual([undefined, user.username]);
    const three = await t.loggedIn(user);
    await three.del(`/session/${user.username}.json`);
    expect([await whoIs(two), await whoIs(three)]).toEqual([undefined, undefined]);
    expect((await three.del(`/session/${user.username}.json`)).status).toBe(200);
  });

  it('leads only to places of our own', async () => {
    const browser = await t.loggedIn(ana);
    for (const [to, path] of [
      ['/groups', '/groups'],
      ['https://evil.example.com/', '/'],
      ['//evil.example.com', '/'],
    ] as const) {
      const reply = await browser.del(`/session/${ana.username}.json?return_url=${encodeURIComponent(to)}`);
      expect(reply.body.redirect_url).toBe(path);
    }
  });
});

describe('CSRF', () => {
  it('a token belongs to one session: none, a wrong one, or somebody else’s changes nothing', async () => {
    const [mine, other] = [await t.loggedIn(ana), await t.loggedIn(await t.user())];
    const borrowed = (await other.get('/session/csrf.json')).body.csrf;
    await mine.get('/session/csrf.json');
    for (const token of [undefined, '', 'x', borrowed]) {
      const headers: Record<string, string> = token === undefined ? {} : { 'X-CSRF-Token': token };
      const reply = await mine.put(`/u/${ana.username}.json`, { name: 'forged' }, { csrf: false, headers });
      expect(reply.status).toBe(403);
      expect(reply.body).toEqual(['BAD CSRF']);
    }
    expect((await t.sql('select name from users where id = $1', [ana.id]))[0]!.name).not.toBe('forged');
    expect((await mine.put(`/u/${ana.username}.json`, { name: 'genuine' })).body.user.name).toBe('genuine');
  });

  it('the token before login is no good after it', async () => {
    const browser = t.browser();
    const before = (await browser.get('/session/csrf.json')).body.csrf;
    await logIn(ana.username, PASSWORD, browser);
    const stale = await browser.put(
      `/u/${ana.username}.json`,
      { name: 'x' },
      { csrf: false, headers: { 'X-CSRF-Token': before } },
    );
    expect(stale.body).toEqual(['BAD CSRF']);
  });
});

describe('forgotten password', () => {
  const forgot = (login: string) => t.browser().post('/session/forgot_password.json', { login });
  const mails = (user: TestUser) =>
    t.sql(
      `select e.email_token_id, m.purpose from email_logs e join email_tokens m on m.id = e.email_token_id
      where e.user_id = $1 and e.email_type = 'forgot_password'`,
      [user.id],
    );

  it('mails a link to the owner, by username or address', async () => {
    await t.sql('delete from rate_limits');
    const user = await t.user();
    for (const login of [user.username, user.email.toUpperCase()]) {
      const reply = await forgot(login);
      expectShape(ForgotPasswordReply, reply.body);
      expect(reply.body).toEqual({ success: 'OK', user_found: true });
    }
    expect(await mails(user)).toMatchObject([{ purpose: 'password_reset' }, { purpose: 'password_reset' }]);
    expect((await forgot(unique('nobody'))).body).toEqual({ success: 'OK', user_found: false });
    t.advance(MINUTE);
    expect((await t.browser().post('/session/forgot_password.json', {})).status).toBe(400);
  });

  it('keeps addresses secret when the site does: same answer, and only for addresses', async () => {
    await t.sql('delete from rate_limits');
    const user = await t.user();
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      expect((await forgot(user.username)).status).toBe(400);
      const known = await forgot(user.email);
      const unknown = await forgot(`${unique('nobody')}@example.com`);
      expect(known.body).toEqual({ success: 'OK' });
      expect(unknown.body).toEqual(known.body);
    });
    expect(await mails(user)).toHaveLength(1);
  });

  it('writes the same for an account that does not exist, but for the mail', async () => {
    const user = await t.user();
    const statements = async (login: string) => {
      await t.sql('delete from rate_limits');
      return (await t.queries(() => forgot(login))).filter((name) => !/^(authentication|settings)\./.test(name));
    };
    const known = await statements(user.email);
    expect(known.filter((name) => name !== 'emailTokens.insert' && name !== 'emailLogs.insert')).toEqual(
      await statements(`${unique('nobody')}@example.com`),
    );
  });

  it('refuses with the slow-down text after 3 in a minute, 6 in an hour, 6 a day for one person', async () => {
    await t.sql('delete from rate_limits');
    const user = await t.user();
    for (const status of [200, 200, 200, 422]) expect((await forgot(user.email)).status).toBe(status);
    t.advance(61_000);
    for (const status of [200, 200, 200, 422]) expect((await forgot(user.email)).status).toBe(status);
    t.advance(61 * MINUTE);
    const refused = await forgot(user.email);
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatch(/too many times/);
    expect(await mails(user)).toHaveLength(6);
    expect((await forgot('x'.repeat(50_000))).status).toBe(200);
  });

  it('mails nothing for a place-holder, and nothing at all without local logins', async () => {
    await t.sql('delete from rate_limits');
    const staged = await t.user({ staged: true, active: false });
    expect((await forgot(staged.email)).body.user_found).toBe(false);
    await t.withSettings({ enable_local_logins: false }, async () =>
      expect((await forgot(ana.email)).status).toBe(403),
    );
    expect(await mails(staged)).toEqual([]);
  });
});

describe('showing the password again', () => {
  const hashOf = (browser: Client) => tokenHash(browser.cookies.get('_t')!);

  it('counts for ten minutes after logging in and after giving it again', async () => {
    const user = await t.user({ password: PASSWORD });
    const browser = t.browser();
    await logIn(user.username, PASSWORD, browser);
    const actor = buildActor({ ...user, admin: false, moderator: false, trust_level: 1 });
    const recent = async () => hasRecentPassword(await t.ctx(actor), hashOf(browser));
    expect(await recent()).toBe(true);
    t.advance(11 * MINUTE);
    expect(await recent()).toBe(false);
    const wrong = await browser.post('/session/reauthenticate.json', { password: 'wrong password 1' });
    expect(wrong.status).toBe(403);
    expect(wrong.body.extras.reason).toBe('password_wrong');
    expect(await recent()).toBe(false);
    expect((await browser.post('/session/reauthenticate.json', { password: PASSWORD })).body).toEqual({
      success: 'OK',
    });
    expect(await recent()).toBe(true);
    expect(await hasRecentPassword(await t.ctx(actor), undefined)).toBe(false);
  });

  it('is for browsers, and not to be guessed at', async () => {
    const user = await t.user({ password: PASSWORD });
    expect((await t.browser().post('/session/reauthenticate.json', { password: PASSWORD })).body.error_type).toBe(
      'not_logged_in',
    );
    expect((await t.as(user).post('/session/reauthenticate.json', { password: PASSWORD })).status).toBe(403);
    const browser = await t.loggedIn(user);
    for (const status of [403, 403, 403, 403, 403, 403, 429])
      expect((await browser.post('/session/reauthenticate.json', { password: 'wrong password 1' })).status).toBe(
        status,
      );
    const scripted = buildActor({
      ...user,
      admin: true,
      moderator: false,
      trust_level: 1,
      apiKey: { id: 1, singleUser: true, scopes: null },
    });
    expect(await hasRecentPassword(await t.ctx(scripted), undefined)).toBe(true);
  });
});
