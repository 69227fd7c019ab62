/** Changing one's username and address, and deleting oneself: who may, what it takes, what it leaves behind. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { EmailChangePage, RenamedReply } from '../../src/shared/wire/users.ts';
import { accountTools } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { address, expectShape, invite, memberNames } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let stranger: TestUser;
const { mailedAccountToken, mailsTo } = accountTools(() => t);

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
  stranger = await t.user();
});
afterAll(() => t.close());

const DAY = 86_400_000;
const lines = (user: { id: number }) =>
  t.sql(
    'select action_name, acting_user_id, previous_value, new_value, email from staff_action_logs where target_user_id = $1',
    [user.id],
  );
const rowOf = async (user: { id: number }) =>
  (
    await t.sql<{ username: string; email: string; active: boolean }>('select * from users where id = $1', [user.id])
  )[0];

describe('another username', () => {
  const rename = (user: { username: string }, new_username: unknown, by: Client = t.as(user)) =>
    by.put(`/u/${user.username}/preferences/username.json`, { new_username });

  it('keeps the account and everything it has; the old name is free', async () => {
    const user = await t.user();
    const group = await t.group({ members: [user] });
    const browser = await t.loggedIn(user);
    const name = unique('renamed');
    const reply = await rename(user, ` ${name} `, browser);
    expect(reply.status, reply.text).toBe(200);
    expectShape(RenamedReply, reply.body);
    expect(reply.body).toEqual({ id: user.id, username: name });
    expect(await memberNames(t, group)).toEqual([name]);
    expect((await browser.get('/session/current.json')).body.current_user.username).toBe(name);
    expectError(await t.as(admin).get(`/u/${user.username}.json`), 404);
    expect((await rename({ username: name }, name.toUpperCase(), t.as(name))).body.username).toBe(name.toUpperCase());
    expect((await rename(await t.user(), user.username)).status).toBe(200);
    expect(await lines(user)).toEqual([]);
  });

  test.each<[string, string | undefined, number]>([
    ['too short', 'ab', 422],
    ['reserved', 'system', 422],
    ['ill-formed', 'a..b', 422],
    ['an address', 'a@b.example', 422],
    ['blank', '', 400],
    ['missing', undefined, 400],
  ])('that is %s is refused', async (_what, name, status) => {
    const user = await t.user();
    expectError(await rename(user, name), status);
    expect((await rowOf(user))?.username).toBe(user.username);
  });

  it('that a user or a group has, in any case, is refused', async () => {
    const user = await t.user();
    const group = await t.group();
    for (const name of [stranger.username.toUpperCase(), group.name.toUpperCase(), 'staff']) {
      const reply = await rename(user, name);
      expectError(reply, 422);
      expect(reply.body.errors).toEqual(['Username must be unique']);
    }
    expect((await rowOf(user))?.username).toBe(user.username);
  });

  it('is for oneself in the first days, for staff always, for others never', async () => {
    const user = await t.user();
    await t.sql('update users set created_at = $2 where id = $1', [
      user.id,
      new Date(t.services.now().getTime() - 3 * DAY),
    ]);
    const late = await rename(user, unique('late'));
    expectError(late, 403, 'invalid_access');
    expect(late.body.extras.reason).toBe('username_change_period');
    expect((await t.as(user).get(`/u/${user.username}.json`)).body.user.can_edit_username).toBe(false);
    expectError(await rename(user, unique('evil'), t.as(stranger)), 403);
    expectError(await rename(user, unique('evil'), t.browser()), 403, 'not_logged_in');
    expectError(await rename(admin, unique('evil'), t.as(moderator)), 403);
    const name = unique('bymod');
    expect((await rename(user, name, t.as(moderator))).body.username).toBe(name);
    expect(await lines(user)).toMatchObject([
      { action_name: 'change_username', acting_user_id: moderator.id, previous_value: user.username, new_value: name },
    ]);
    await t.withSettings({ username_change_period: 0 }, async () => {
      expectError(await rename(await t.user(), unique('none')), 403);
    });
    expectError(await rename({ username: unique('nobody') }, unique('x'), t.as(admin)), 404);
  });

  it('that two want at once goes to one of them', async () => {
    const name = unique('wanted');
    const users = await Promise.all(Array.from({ length: 6 }, () => t.user()));
    const replies = await Promise.all(users.map((user) => rename(user, name)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 422, 422, 422, 422, 422]);
  });
});

describe('another address', () => {
  const ask = (user: { username: string }, email: unknown, by: Client = t.as(user)) =>
    by.put(`/u/${user.username}/preferences/email.json`, { email });
  const open = (token: string) => t.browser().put(`/u/confirm-new-email/${token}.json`, {});
  const unconfirmed = async (user: { username: string }) =>
    (await t.as(user).get(`/u/${user.username}/emails.json`)).body.unconfirmed_emails;

  it('is the account’s once the mailed link is opened, not before; the old one is told', async () => {
    const user = await t.user();
    const email = `New.${address()}`;
    const reply = await ask(user, ` ${email} `);
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect((await rowOf(user))?.email).toBe(user.email);
    expect(await unconfirmed(user)).toEqual([email]);
    expect((await t.as(stranger).get(`/u/${user.username}.json`)).text).not.toContain(email);
    expect(await mailsTo(email)).toEqual(['confirm_new_email']);
    expect(await mailsTo(user.email)).toEqual([]);

    const token = await mailedAccountToken(user);
    const page = await t.browser().get(`/u/confirm-new-email/${token}.json`);
    expectShape(EmailChangePage, page.body);
    expect(page.body).toEqual({ username: user.username, new_email: email });
    expect(page.text).not.toContain(user.email);
    expect((await rowOf(user))?.email).toBe(user.email);

    expect((await open(token)).body).toEqual({ success: 'OK' });
    expect(await rowOf(user)).toMatchObject({ email, email_key: email.toLowerCase() });
    expect(await mailsTo(user.email)).toEqual(['notify_old_email']);
    expect(await unconfirmed(user)).toEqual([]);
    expectError(await open(token), 422);
    expectError(await t.browser().get(`/u/confirm-new-email/${token}.json`), 422);
    expect(await lines(user)).toEqual([]);
  });

  it('gives what was sent to it before, and makes links to the old one worthless', async () => {
    const user = await t.user();
    const group = await t.group();
    const email = address();
    await t.browser().post('/session/forgot_password.json', { login: user.email });
    const reset = await mailedAccountToken(user);
    await invite(t, admin, { email, group_ids: String(group.id) });
    await ask(user, email);
    await open(await mailedAccountToken(user));
    expect(await memberNames(t, group)).toEqual([user.username]);
    expect((await t.browser().get(`/u/password-reset/${reset}.json`)).body).toHaveProperty('message');
  });

  it('asked for anew forgets the one before; asking for the present one withdraws', async () => {
    const user = await t.user();
    const [first, second] = [address(), address()];
    await ask(user, first);
    const old = await mailedAccountToken(user);
    await ask(user, second);
    expect(await unconfirmed(user)).toEqual([second]);
    expectError(await open(old), 422);
    const late = await mailedAccountToken(user);
    expect((await ask(user, user.email.toUpperCase())).status).toBe(200);
    expect(await unconfirmed(user)).toEqual([]);
    expectError(await open(late), 422);
    expect((await rowOf(user))?.email).toBe(user.email);
  });

  it('that is no address, blocked or taken is refused and mails nothing', async () => {
    const user = await t.user();
    const staged = await t.user({ staged: true, active: false });
    for (const email of ['nobody', 'x@mailinator.com', stranger.email.toUpperCase(), staged.email]) {
      // As admin: the limits are another matter.
      expectError(await ask(user, email, t.as(admin)), 422);
      expect((await mailsTo(email)).filter((type) => type === 'confirm_new_email')).toEqual([]);
    }
    for (const email of ['', '  ', undefined]) expectError(await ask(user, email), 400);
    expect(await unconfirmed(user)).toEqual([]);
  });

  it('that is taken looks like a free one while addresses are secret, and its owner hears of it', async () => {
    const user = await t.user();
    const owner = await t.user();
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      const free = await ask(user, address(), t.as(admin));
      const taken = await ask(user, owner.email, t.as(admin));
      expect([taken.status, taken.text]).toEqual([free.status, free.text]);
    });
    expect(await mailsTo(owner.email)).toEqual(['account_exists']);
    expect((await rowOf(user))?.email).toBe(user.email);
  });

  it('is for oneself while email_editable is on, and for admins; not for moderators and strangers', async () => {
    const user = await t.user();
    for (const by of [moderator, stranger]) {
      const reply = await ask(user, address(), t.as(by));
      expectError(reply, 403, 'invalid_access');
      expect(reply.body.extras.reason).toBe('not_own_account');
    }
    expectError(await ask(user, address(), t.browser()), 403, 'not_logged_in');
    const email = address();
    await t.withSettings({ email_editable: false }, async () => {
      expect((await ask(user, address())).body.extras.reason).toBe('email_not_editable');
      expect((await ask(user, email, t.as(admin))).status).toBe(200);
    });
    expect(await lines(user)).toMatchObject([{ action_name: 'change_email', acting_user_id: admin.id, email }]);
    const log = (by: TestUser) => t.as(by).get('/admin/logs/staff_action_logs.json', { target_user: user.username });
    expect((await log(admin)).text).toContain(email);
    expect((await log(moderator)).text).not.toContain(email);
  });

  it('needs a browser to have shown the password within ten minutes', async () => {
    const user = await t.user();
    const browser = await t.loggedIn(user);
    expect((await ask(user, address(), browser)).status).toBe(200);
    await t.sql(`update sessions set created_at = created_at - interval '11 minutes' where user_id = $1`, [user.id]);
    const reply = await ask(user, address(), browser);
    expectError(reply, 403);
    expect(reply.body.extras.reason).toBe('reauthenticate');
  });

  it('is counted: three attempts a minute from one network address', async () => {
    t.advance(3_600_000);
    const user = await t.user();
    const browser = await t.loggedIn(user);
    const statuses = [];
    for (let count = 0; count < 4; count++) statuses.push((await ask(user, address(), browser)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await ask(user, address(), browser);
    expectError(refused, 429, 'rate_limit');
    expect(refused.body.extras.wait_seconds).toBeGreaterThan(0);
    expect((await ask(user, address())).status).toBe(200);
  });

  it('dies after email_token_valid_hours', async () => {
    const user = await t.user();
    await ask(user, address());
    const token = await mailedAccountToken(user);
    t.advance(49 * 3_600_000);
    expectError(await open(token), 422);
    expect(await unconfirmed(user)).toEqual([]);
    for (const wrong of ['x', '1-00000000000000000000000', `${token}x`]) expectError(await open(wrong), 422);
  });

  it('that two accounts confirm at once goes to one; the other keeps its own', async () => {
    const users = [await t.user(), await t.user()];
    const email = address();
    for (const user of users) await ask(user, email, t.as(admin));
    const tokens = await Promise.all(users.map((user) => mailedAccountToken(user)));
    const replies = await Promise.all([...tokens, ...tokens].map(open));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 422, 422, 422]);
    const emails = await Promise.all(users.map(async (user) => (await rowOf(user))?.email));
    expect(emails.filter((kept) => kept === email)).toHaveLength(1);
  });
});

describe('deleting oneself', () => {
  const remove = (user: { username: string }, by: Client = t.as(user)) => by.del(`/u/${user.username}.json`);

  it('leaves nothing; the browser is nobody’s afterwards', async () => {
    const user = await t.user();
    const browser = await t.loggedIn(user);
    expect((await browser.get(`/u/${user.username}.json`)).body.user.can_delete_account).toBe(true);
    expect((await remove(user, browser)).body).toEqual({ success: 'OK' });
    expect(await rowOf(user)).toBeUndefined();
    expect((await browser.get('/session/current.json')).status).toBe(404);
    const [line] = await t.sql(`select * from staff_action_logs where subject = $1`, [user.username]);
    expect(line).toMatchObject({ action_name: 'delete_user', acting_user_id: null, target_user_id: null });
  });

  it('is not for staff, whose role has to be revoked first, nor done to others', async () => {
    for (const user of [admin, moderator]) expectError(await remove(user), 403, 'invalid_access');
    expectError(await remove(stranger, t.as(await t.user())), 403, 'invalid_access');
    expectError(await remove(stranger, t.browser()), 403, 'not_logged_in');
    const old = await t.loggedIn(stranger);
    await t.sql(`update sessions set created_at = created_at - interval '11 minutes' where user_id = $1`, [
      stranger.id,
    ]);
    expect((await remove(stranger, old)).body.extras.reason).toBe('reauthenticate');
    expect(await rowOf(stranger)).toBeDefined();
  });
});
