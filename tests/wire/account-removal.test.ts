/** Staff delete accounts and make them nobody's: what goes, what stays, what dies with it. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { DeletedReply } from '../../src/shared/wire/staff-users.ts';
import { accountTools } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Client, makeClient } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import {
  address,
  expectShape,
  invite,
  link,
  memberNames,
  newcomer,
  redeem,
  userCount,
  usesOf,
} from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let stranger: TestUser;
const { logIn } = accountTools(() => t);

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
  stranger = await t.user();
});
afterAll(() => t.close());

const remove = (user: { id: number | string }, by: Client = t.as(admin), body: object = {}) =>
  by.del(`/admin/users/${user.id}.json`, body);
const anonymize = (user: { id: number | string }, by: Client = t.as(admin)) =>
  by.put(`/admin/users/${user.id}/anonymize.json`, {});
const rowOf = async (user: { id: number }) => (await t.sql('select * from users where id = $1', [user.id]))[0];

/** Somebody with everything an account can have. */
async function established() {
  const user = await t.user({ trust_level: 2, password: 'a Password that is fine' });
  const group = await t.group({ owners: [user] });
  const browser = await t.loggedIn(user);
  const key = (await t.as(admin).post('/admin/api/keys.json', { key: { username: user.username } })).body.key.key;
  const script = makeClient(t.url, { 'Api-Key': key });
  const mailed = await invite(t, user, { email: address(), group_ids: String(group.id) });
  const shared = await link(t, user, { group_ids: String(group.id) });
  const guest = newcomer();
  expect((await redeem(t, shared, guest)).status).toBe(200);
  return { user, group, browser, script, mailed, shared, guest };
}

describe('deleting', () => {
  it('takes sessions, keys and memberships along, and kills the invites; who came by them stays', async () => {
    const { user, group, browser, script, mailed, shared, guest } = await established();
    const reply = await remove(user, t.as(admin), {
      block_email: true,
      block_ip: 'true',
      delete_posts: false,
      context: 'x',
    });
    expect(reply.status, reply.text).toBe(200);
    expectShape(DeletedReply, reply.body);
    expect(await rowOf(user)).toBeUndefined();
    expect((await browser.get('/session/current.json')).status).toBe(404);
    expectError(await script.get('/groups/staff.json'), 403);
    expect(await memberNames(t, group)).toEqual([guest.username]);
    expect(await userCount(t, group)).toBe(1);
    for (const invited of [mailed, shared]) {
      expect(await t.sql('select invited_by_id from invites where id = $1', [invited.id])).toEqual([
        { invited_by_id: null },
      ]);
      const dead = await redeem(t, invited, newcomer());
      expectError(dead, 404);
      expect(dead.body.extras.reason).toBe('inviter_gone');
    }
    expect(await usesOf(t, shared)).toBe(1);
    expect((await t.as(admin).get(`/u/${guest.username}.json`)).body.user.invited_by).toBeNull();
    expectError(await remove(user), 404, 'not_found');
  });

  it('is written down with who it was; the address only for who may see addresses', async () => {
    const user = await t.user({ name: 'Nobody Any More' });
    await remove(user, t.as(moderator), { context: ' /admin/users ' });
    const log = async (by: TestUser) =>
      (await t.as(by).get('/admin/logs/staff_action_logs.json', { subject: user.username })).body.staff_action_logs;
    expect(await log(admin)).toMatchObject([
      {
        action_name: 'delete_user',
        email: user.email,
        context: '/admin/users',
        details: `id: ${user.id}\nusername: ${user.username}\nname: Nobody Any More`,
        target_user: null,
      },
    ]);
    const [seen] = await log(moderator);
    expect(seen).toMatchObject({ email: null, acting_user: { username: moderator.username } });
  });

  it('is refused for admins, for moderators to moderators, and hidden from others', async () => {
    for (const by of [admin, moderator]) {
      const reply = await remove(await t.user({ admin: true }), t.as(by));
      expectError(reply, 403, 'invalid_access');
      expect(reply.body.extras.reason).toBe('target_is_staff');
    }
    expectError(await remove(admin), 403);
    expectError(await remove(await t.user({ moderator: true }), t.as(moderator)), 403);
    expect((await remove(await t.user({ moderator: true }))).status).toBe(200);
    for (const by of [t.as(stranger), t.browser()]) expectError(await remove(stranger, by), 404, 'not_found');
    for (const id of [-1, 0, 2_000_000, unique('nobody')]) expectError(await remove({ id }), 404);
    expect(await rowOf(stranger)).toBeDefined();
    const named = await t.user();
    expect((await remove({ id: named.username.toUpperCase() })).status).toBe(200);
  });

  it('twice at once is done once', async () => {
    const user = await t.user();
    const replies = await Promise.all([1, 2, 3].map(() => remove(user)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 404, 404]);
    expect(await t.sql('select 1 from staff_action_logs where subject = $1', [user.username])).toHaveLength(1);
  });

  it('while people redeem what the person gave out: each is in or told, and the counts are right', async () => {
    const user = await t.user({ trust_level: 2 });
    const group = await t.group({ owners: [user] });
    const shared = await link(t, user, { group_ids: String(group.id), max_redemptions_allowed: 10 });
    const guests = Array.from({ length: 8 }, () => newcomer());
    const [gone, ...replies] = await Promise.all([remove(user), ...guests.map((guest) => redeem(t, shared, guest))]);
    expect([200, 409]).toContain(gone!.status);
    for (const reply of replies) expect([200, 404, 409], reply.text).toContain(reply.status);
    const inside = replies.filter((reply) => reply.status === 200).length;
    expect(await usesOf(t, shared)).toBe(inside);
    const made = await t.sql('select 1 from users where username = any ($1)', [guests.map((guest) => guest.username)]);
    expect(made).toHaveLength(inside);
    expect(await userCount(t, group)).toBe((await memberNames(t, group)).length);
  });
});

describe('anonymising', () => {
  it('leaves an account that says nothing and can do nothing', async () => {
    const { user, group, browser, script, mailed, shared, guest } = await established();
    await t.as(user).put(`/u/${user.username}.json`, { bio_raw: 'about', location: 'here', website: 'me.example' });
    const reply = await anonymize(user);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.body).toEqual({ success: 'OK', username: expect.stringMatching(/^anon\d{9}$/) });
    const row = await rowOf(user);
    expect(row).toMatchObject({ username: reply.body.username, active: false, email: null, password_hash: null });
    expect(JSON.stringify(row)).not.toMatch(
      new RegExp(`${user.username}|${user.email}|Some Body|about|here|me\\.example`),
    );
    expect((await browser.get('/session/current.json')).status).toBe(404);
    expectError(await script.get('/groups/staff.json'), 403);
    for (const name of [user.username, user.email, reply.body.username])
      expect((await logIn(name, 'a Password that is fine')).body).not.toHaveProperty('user');
    expect(await memberNames(t, group)).toEqual([guest.username]);
    expect(await userCount(t, group)).toBe(1);
    for (const invited of [mailed, shared])
      expect((await redeem(t, invited, newcomer())).body.extras.reason).toBe('inviter_gone');
    expect(await t.sql(`select target_user_id from staff_action_logs where action_name = 'anonymize_user'`)).toEqual([
      { target_user_id: user.id },
    ]);
    const shown = (await t.as(admin).get(`/admin/users/${user.id}.json`)).body;
    expect(shown).toMatchObject({ can_activate: false, can_send_activation_email: false, active: false });
    await t.as(admin).put(`/admin/users/${user.id}/activate.json`, {});
    expect(await rowOf(user)).toMatchObject({ active: false });
  });

  it('takes the address out of the invite that was used and out of the mails', async () => {
    const email = address();
    const used = await invite(t, admin, { email });
    const guest = newcomer({ email });
    expect((await redeem(t, used, guest)).status).toBe(200);
    const [{ id }] = (await t.sql<{ id: number }>('select id from users where username = $1', [guest.username])) as [
      { id: number },
    ];
    await anonymize({ id });
    for (const table of ['invites', 'email_logs', 'email_tokens', 'users', 'staff_action_logs', 'group_logs'])
      expect(await t.sql(`select 1 from ${table} x where x::text ilike $1`, [`%${email}%`]), table).toEqual([]);
    expect(await usesOf(t, used)).toBe(1);
    expect((await redeem(t, used, newcomer())).status).toBe(404);
  });

  it('keeps what staff did to the person, without addresses and former names; of others everything', async () => {
    const [user, other] = [await t.user(), await t.user()];
    const [former, fresh] = [unique('former'), address()];
    const browser = t.as(admin);
    await browser.put(`/u/${user.username}/preferences/username.json`, { new_username: former });
    await browser.put(`/u/${former}/preferences/email.json`, { email: fresh });
    await browser.get(`/u/${former}/emails.json`);
    const suspension = { suspend_until: '2100-01-01', reason: `Wrote to ${fresh.toUpperCase()}, twice` };
    await browser.put(`/admin/users/${user.id}/suspend.json`, suspension);
    await browser.put(`/u/${other.username}/preferences/email.json`, { email: address() });
    await t.sql(
      `insert into staff_action_logs (action_name, acting_user_id, email, created_at)
       values ('view_kept_email', $1, $2, now()), ('view_kept_email', $1, 'x' || $2, now())`,
      [admin.id, user.email.toUpperCase()],
    );
    const lines = () =>
      t.sql<Record<string, unknown>>(
        `select action_name, target_user_id, email, previous_value, new_value, details from staff_action_logs
         where target_user_id = any ($1) or action_name = 'view_kept_email' order by id`,
        [[user.id, other.id]],
      );
    const before = await lines();
    expect((await anonymize(user)).status).toBe(200);
    const after = await lines();
    const about = (row: Record<string, unknown>) => row.target_user_id === user.id;
    expect(after.slice(0, -1).map((row) => row.action_name)).toEqual(before.map((row) => row.action_name));
    expect(after.filter(about)).toMatchObject([
      { action_name: 'change_username', previous_value: null, new_value: null },
      { action_name: 'change_email', email: null },
      { action_name: 'check_email' },
      { action_name: 'suspend_user', details: 'Wrote to … twice' },
      { action_name: 'anonymize_user' },
    ]);
    expect(JSON.stringify(after)).not.toMatch(new RegExp(`${former}|${fresh}|"${user.email}"|"${user.username}`, 'i'));
    const others = (rows: Record<string, unknown>[]) => rows.filter((row) => !about(row) && row.email !== null);
    expect(others(after)).toEqual(others(before).filter((row) => row.email !== user.email.toUpperCase()));
    expect(others(after)).toHaveLength(2);
  });

  it('is not purged as an account nobody confirmed, and can be done again', async () => {
    const user = await t.user({ active: false, confirmed: false });
    const first = (await anonymize(user)).body.username;
    expect(await t.sql('select 1 from users where id = $1 and email_confirmed_at is not null', [user.id])).toHaveLength(
      1,
    );
    expect((await anonymize(user)).body.username).not.toBe(first);
  });

  test.each<[string, () => TestUser, () => Client, number]>([
    ['an admin', () => admin, () => t.as(admin), 403],
    ['a moderator', () => moderator, () => t.as(admin), 403],
    ['anybody, by a stranger', () => stranger, () => t.as(stranger), 404],
    ['anybody, by a visitor', () => stranger, () => t.browser(), 404],
  ])('is refused for %s', async (_who, target, by, status) => {
    expectError(await anonymize(target(), by()), status);
    expect((await rowOf(target()))?.username).toBe(target().username);
  });

  it('is for moderators too', async () => {
    expect((await anonymize(await t.user(), t.as(moderator))).status).toBe(200);
  });
});
