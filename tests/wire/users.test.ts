/** Profiles: showing, searching, changing; whether names and addresses are free. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suggestUsername } from '../../src/domain/users/suggest-username.ts';
import {
  EmailReply,
  EmailsReply,
  ProfileReply,
  SearchReply,
  UpdateProfileReply,
  UsernameReply,
} from '../../src/shared/wire/users.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { address, expectRefused, expectShape, link, newcomer, redeem } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let mod: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  mod = await t.user({ moderator: true });
  stranger = await t.user();
});
afterAll(() => t.close());

const show = (client: Client, user: { username: string }) => client.get(`/u/${user.username}.json`);

describe('showing a profile', () => {
  it('under both addresses, in any case, with the keys of the contract and no address', async () => {
    const user = await t.user();
    for (const path of [`/u/${user.username}.json`, `/users/${user.username.toUpperCase()}.json`]) {
      const reply = await t.browser().get(path);
      expect(reply.status).toBe(200);
      expectShape(ProfileReply, reply.body);
      expect(reply.body.user).toMatchObject({
        id: user.id,
        username: user.username,
        can_edit: false,
        invited_by: null,
      });
      expect(reply.text).not.toContain(user.email);
    }
    expect((await show(t.as(stranger), user)).text).not.toContain(user.email);
    expect((await show(t.as(mod), user)).text).not.toContain(user.email);
    for (const viewer of [user, admin]) {
      const reply = await show(t.as(viewer), user);
      expectShape(ProfileReply, reply.body);
      expect(reply.body.user).toMatchObject({ email: user.email, can_edit: true });
    }
    await t.withSettings({ moderators_view_emails: true }, async () => {
      expect((await show(t.as(mod), user)).body.user.email).toBe(user.email);
    });
  });

  it('names who invited the person', async () => {
    const made = await link(t, admin);
    const guest = newcomer();
    await redeem(t, made, guest);
    expect((await show(t.as(admin), guest)).body.user.invited_by).toMatchObject({
      id: admin.id,
      username: admin.username,
    });
  });

  it('hides groups from who may not see them and their members', async () => {
    const user = await t.user();
    const open = await t.group({ members: [user] });
    const loggedOn = await t.group({ members: [user], visibility_level: 1 });
    const secret = await t.group({ members: [user], visibility_level: 3 });
    const closedList = await t.group({ members: [user], members_visibility_level: 3 });
    await t.sql('update users set primary_group_id = $2, flair_group_id = $2 where id = $1', [user.id, secret.id]);
    const shown = async (client: Client) => {
      const { groups, group_users, primary_group_name, flair_group_id } = (await show(client, user)).body.user;
      expect(group_users.map((row: { group_id: number }) => row.group_id)).toEqual(
        groups.map((group: { id: number }) => group.id),
      );
      const custom = groups.filter((group: { automatic: boolean }) => !group.automatic);
      return { custom: custom.map((group: { name: string }) => group.name), primary_group_name, flair_group_id };
    };
    expect(await shown(t.browser())).toEqual({ custom: [open.name], primary_group_name: null, flair_group_id: null });
    expect((await shown(t.as(stranger))).custom).toEqual([open.name, loggedOn.name]);
    const all = [open.name, loggedOn.name, secret.name, closedList.name];
    for (const viewer of [mod, admin])
      expect(await shown(t.as(viewer))).toEqual({
        custom: all,
        primary_group_name: secret.name,
        flair_group_id: secret.id,
      });
  });

  it('is 404 for nobody, and for accounts not confirmed yet except to staff', async () => {
    expect((await show(t.browser(), { username: unique('nobody') })).body.error_type).toBe('not_found');
    for (const user of [await t.user({ active: false }), await t.user({ staged: true })]) {
      expect((await show(t.as(stranger), user)).status).toBe(404);
      expect((await show(t.as(mod), user)).status).toBe(200);
    }
    for (const name of ['%00', '%ff', '..%2f..', 'x'.repeat(400), "' OR 1=1"]) {
      const { status } = await t.as(admin).get(`/u/${name.replaceAll(' ', '%20')}.json`);
      expect([400, 404], name).toContain(status);
    }
  });

  it('is closed to visitors when the site says so', async () => {
    await t.withSettings({ hide_user_profiles_from_public: true }, async () => {
      expect((await show(t.browser(), stranger)).body.error_type).toBe('not_logged_in');
      expect((await t.browser().get('/u/search/users.json', { term: stranger.username })).status).toBe(403);
      expect((await show(t.as(stranger), admin)).status).toBe(200);
    });
    await t.withSettings({ login_required: true }, async () => {
      expect((await show(t.browser(), stranger)).body.error_type).toBe('not_logged_in');
    });
  });

  it('takes two queries beside authentication, however many groups', async () => {
    const user = await t.user();
    await Promise.all(Array.from({ length: 5 }, () => t.group({ members: [user] })));
    const names = await t.queries(() => show(t.browser(), user));
    expect(names.filter((name) => name.startsWith('profiles.'))).toEqual(['profiles.byName', 'profiles.groups']);
    expect(names.length).toBeLessThanOrEqual(4);
  });

  it('tells the address to oneself and admins, who leave a line in the log', async () => {
    const user = await t.user();
    const emails = (by: Client) => by.get(`/u/${user.username}/emails.json`);
    expectShape(EmailsReply, (await emails(t.as(user))).body);
    expect((await emails(t.as(admin))).body.email).toBe(user.email);
    const logged = () =>
      t.sql(`select acting_user_id from staff_action_logs where action_name = 'check_email' and target_user_id = $1`, [
        user.id,
      ]);
    expect(await logged()).toEqual([{ acting_user_id: admin.id }]);
    for (const by of [t.as(stranger), t.as(mod), t.browser()]) {
      const reply = await emails(by);
      expect(reply.status).toBe(403);
      expect(reply.text).not.toContain(user.email);
    }
    expect(await logged()).toHaveLength(1);
  });
});

describe('search', () => {
  const search = (by: Client, query: Record<string, unknown>) => by.get('/u/search/users.json', query);
  const names = (reply: { body: { users: { username: string }[] } }) => reply.body.users.map((user) => user.username);

  it('finds by the begin of the username; wildcards mean themselves', async () => {
    const prefix = unique('seek');
    const one = await t.user({ username: `${prefix}_a` });
    const two = await t.user({ username: `${prefix}xb` });
    await t.user({ username: `${prefix}_off`, active: false });
    const reply = await search(t.browser(), { term: `@${prefix.toUpperCase()}` });
    expectShape(SearchReply, reply.body);
    expect(names(reply)).toEqual([one.username, two.username]);
    expect(reply.text).not.toContain(one.email);
    expect(names(await search(t.browser(), { term: `${prefix}_` }))).toEqual([one.username]);
    expect(names(await search(t.browser(), { term: prefix, limit: 1 }))).toEqual([one.username]);
    for (const term of ['', '%', '_', '\\', "' OR 1=1 --", '\u202e'])
      expect(names(await search(t.browser(), { term }))).toEqual([]);
    for (const limit of [0, -1, 51, 'x']) expect((await search(t.browser(), { term: 'u', limit })).status).toBe(400);
  });

  it('within a group, and groups too, as far as the caller may see', async () => {
    const prefix = unique('team');
    const member = await t.user({ username: `${prefix}_m` });
    await t.user({ username: `${prefix}_n` });
    const group = await t.group({ name: `${prefix}_g`, members: [member], members_visibility_level: 2 });
    const hidden = await t.group({ name: `${prefix}_h`, visibility_level: 4 });
    expect(names(await search(t.as(member), { term: prefix, group: group.name }))).toEqual([member.username]);
    expect(names(await search(t.as(member), { group: group.name }))).toEqual([member.username]);
    expect(names(await search(t.as(stranger), { term: prefix, group: group.name }))).toEqual([]);
    expect(names(await search(t.as(admin), { term: mod.username, group: 'moderators' }))).toEqual([mod.username]);
    expect(names(await search(t.as(admin), { term: stranger.username, group: 'moderators' }))).toEqual([]);
    const groups = async (by: Client) => (await search(by, { term: prefix, include_groups: true })).body.groups;
    expect(await groups(t.browser())).toBeUndefined();
    expect(await groups(t.as(stranger))).toEqual([{ name: group.name, full_name: null }]);
    expect((await groups(t.as(admin))).map((found: { name: string }) => found.name)).toEqual([group.name, hidden.name]);
  });
});

describe('changing a profile', () => {
  const change = (by: Client, user: TestUser, body: Record<string, unknown>) =>
    by.put(`/u/${user.username}.json`, body);

  it('by oneself: name, words about oneself, language; nothing that gives rights', async () => {
    const user = await t.user();
    const reply = await change(t.as(user), user, {
      name: '  Ana <b> ',
      bio_raw: 'hello',
      location: 'here',
      website: 'example.com/x',
      locale: 'he',
      admin: true,
      moderator: true,
      trust_level: 4,
      email: 'x@example.com',
      active: false,
      new_username: 'x',
    });
    expectShape(UpdateProfileReply, reply.body);
    expect(reply.body.user).toMatchObject({
      name: 'Ana <b>',
      bio_raw: 'hello',
      location: 'here',
      website: 'https://example.com/x',
      locale: 'he',
      admin: false,
      moderator: false,
      trust_level: 1,
      email: user.email,
      username: user.username,
    });
    expect((await change(t.as(user), user, { bio_raw: '', name: null })).body.user).toMatchObject({
      bio_raw: null,
      name: null,
      location: 'here',
    });
  });

  it('by staff, but an admin only by admins; by nobody else', async () => {
    const user = await t.user();
    for (const by of [mod, admin])
      expect((await change(t.as(by), user, { name: by.username })).body.user.name).toBe(by.username);
    expect((await change(t.as(mod), admin, { name: 'x' })).status).toBe(403);
    expect((await change(t.as(stranger), user, { name: 'x' })).status).toBe(403);
    expect((await change(t.browser(), user, { name: 'x' })).body.error_type).toBe('not_logged_in');
    expect((await change(t.as(admin), { ...user, username: unique('nobody') }, { name: 'x' })).status).toBe(404);
    expect((await show(t.as(user), user)).body.user.name).toBe(admin.username);
  });

  it('one wears only titles of one’s own groups; staff give any', async () => {
    const user = await t.user();
    await t.group({ title: 'Sheriff', members: [user] });
    await t.group({ title: 'Emperor' });
    const title = async (by: Client, value: string) => (await change(by, user, { title: value })).body.user.title;
    expect(await title(t.as(user), 'Sheriff')).toBe('Sheriff');
    expect(await title(t.as(user), 'Emperor')).toBe('Sheriff');
    expect(await title(t.as(user), '')).toBeNull();
    expect(await title(t.as(mod), 'Duke')).toBe('Duke');
    expect(await title(t.as(user), 'Duke of all')).toBe('Duke');
  });

  it('primary group and flair: only groups one belongs to; blank clears', async () => {
    const user = await t.user();
    const mine = await t.group({ members: [user] });
    const other = await t.group();
    const set = async (value: unknown) => {
      const { primary_group_id, flair_group_id } = (
        await change(t.as(user), user, { primary_group_id: value, flair_group_id: value })
      ).body.user;
      expect(flair_group_id).toBe(primary_group_id);
      return primary_group_id;
    };
    expect(await set(mine.id)).toBe(mine.id);
    for (const wrong of [other.id, 99_999_999, -1, 'x', 2 ** 40]) expect(await set(wrong), String(wrong)).toBe(mine.id);
    expect(await set('')).toBeNull();
  });

  it('refuses what cannot be shown', async () => {
    const user = await t.user();
    for (const body of [
      { name: 'x'.repeat(256) },
      { bio_raw: 'x'.repeat(3001) },
      { location: 'x'.repeat(256) },
      { title: 'x'.repeat(101) },
      { website: 'javascript:alert(1)' },
      { website: 'ftp://example.com' },
      { website: 'http://' },
    ])
      expect((await expectRefused(t, 422, () => change(t.as(user), user, body))).body.errors).toHaveLength(1);
    expect((await change(t.as(user), user, { name: 'a\u0000b' })).status).toBe(400);
  });
});

describe('is it free', () => {
  const check = async (username: string) => {
    const reply = await t.browser().get('/u/check_username.json', { username });
    expect(reply.status).toBe(200);
    expectShape(UsernameReply, reply.body);
    return reply.body;
  };

  it('a username: free, taken with one that is free, reserved, ill-formed', async () => {
    expect(await check(unique('free'))).toEqual({ available: true });
    const user = await t.user();
    const taken = await check(user.username.toUpperCase());
    expect(taken).toEqual({ available: false, suggestion: expect.stringMatching(/1$/) });
    expect(await check(taken.suggestion)).toEqual({ available: true });
    expect(await check((await t.group()).name)).toMatchObject({ available: false });
    expect(await check('admin')).toEqual({ available: false, suggestion: expect.any(String) });
    expect(await check('a b')).toEqual({
      errors: ['must only include numbers, letters, dashes, dots, and underscores'],
    });
    expect((await t.browser().get('/u/check_username.json')).status).toBe(400);
  });

  it('an address: only while that is no secret, ten times a minute', async () => {
    await t.sql('delete from rate_limits');
    const checkEmail = async (email: string) => {
      const reply = await t.browser().get('/u/check_email.json', { email });
      expectShape(EmailReply, reply.body);
      return reply.body;
    };
    expect(await checkEmail(address())).toEqual({ success: 'OK' });
    expect(await checkEmail(stranger.email.toUpperCase())).toEqual({
      failed: 'FAILED',
      errors: ['Email has already been taken'],
    });
    expect((await checkEmail('nobody')).failed).toBe('FAILED');
    await t.withSettings({ hide_email_address_taken: true }, async () =>
      expect(await checkEmail(stranger.email)).toEqual({ success: 'OK' }),
    );
    for (let n = 0; n < 7; n++) await checkEmail(address());
    expect(await checkEmail(stranger.email)).toEqual({ success: 'OK' });
    t.advance(61_000);
    expect((await checkEmail(stranger.email)).failed).toBe('FAILED');
  });

  it('suggests names that are free, never the same userN twice', async () => {
    const { db, settings } = await t.ctx();
    const many = await Promise.all(Array.from({ length: 10 }, () => suggestUsername(db, settings)));
    expect(new Set(many).size).toBe(10);
    const base = unique('Bob');
    expect(await suggestUsername(db, settings, base)).toBe(base);
    await t.user({ username: base });
    await t.group({ name: `${base}1` });
    expect(await suggestUsername(db, settings, base.toUpperCase())).toBe(`${base.toUpperCase()}2`);
    expect(await suggestUsername(db, settings, 'משה')).toMatch(/^user\d+$/);
    expect(await suggestUsername(db, settings, 'admin')).toBe('admin1');
    const long = 'x'.repeat(30);
    await t.user({ username: 'x'.repeat(20) });
    expect(await suggestUsername(db, settings, long)).toBe(`${'x'.repeat(19)}1`);
  });
});
