/** What staff see of accounts and do to them: each deed, who may, what it changes, and the line it leaves. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  SilenceReply,
  StaffUser,
  StaffUserDetails,
  SuspendReply,
  TrustLevelReply,
} from '../../src/shared/wire/staff-users.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, type UserOptions, unique } from '../support/factories.ts';
import { expectShape } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
  stranger = await t.user();
});
afterAll(() => t.close());

const put = (user: { id: number | string }, verb: string, body: object = {}, by: Client = t.as(admin)) =>
  by.put(`/admin/users/${user.id}/${verb}.json`, body);
const show = async (user: { id: number | string }, by: Client = t.as(admin)) => {
  const reply = await by.get(`/admin/users/${user.id}.json`);
  expect(reply.status, reply.text).toBe(200);
  expectShape(StaffUserDetails, reply.body);
  return reply.body;
};
const linesAbout = async (user: { id: number }) =>
  (
    await t.sql<{ action_name: string }>(
      'select action_name from staff_action_logs where target_user_id = $1 order by id',
      [user.id],
    )
  ).map((row) => row.action_name);
const inDays = (days: number) => new Date(t.services.now().getTime() + days * 86_400_000).toISOString();

describe('one account', () => {
  it('has exactly the keys of the contract, groups with automatic ones, and what the viewer may do', async () => {
    const user = await t.user({ trust_level: 2 });
    const [group, secret] = [
      await t.group({ members: [user] }),
      await t.group({ members: [user], visibility_level: 4 }),
    ];
    const seen = await show(user);
    expect(seen).toMatchObject({
      username: user.username,
      active: true,
      approved: true,
      can_grant_admin: true,
      can_revoke_admin: false,
      can_grant_moderation: true,
      can_activate: false,
      can_deactivate: true,
      can_be_deleted: true,
      suspended_till: null,
      api_key_count: 0,
      invited_by: null,
    });
    expect(seen.groups.map((entry: { id: number }) => entry.id).sort((a: number, b: number) => a - b)).toEqual([
      10,
      11,
      12,
      group.id,
      secret.id,
    ]);
    expect(JSON.stringify(seen)).not.toContain(user.email);
    const byModerator = await show(user, t.as(moderator));
    expect(byModerator.groups.map((entry: { id: number }) => entry.id)).not.toContain(secret.id);
    expect(byModerator).toMatchObject({ can_grant_admin: false, can_grant_moderation: false, can_deactivate: true });
    const ofAdmin = await show(admin, t.as(moderator));
    expect(ofAdmin).toMatchObject({ can_deactivate: false, can_be_deleted: false });
    expect(ofAdmin.why_not.can_be_deleted).toMatch(/belongs to the staff/);
    expect(ofAdmin.why_not.can_grant_admin).toMatch(/Only administrators/);
    expect(seen.why_not).not.toHaveProperty('can_be_deleted');
  });

  it('is found by username in the place of the id', async () => {
    expect((await show({ id: stranger.username.toUpperCase() })).id).toBe(stranger.id);
  });

  test.each(['2000000', '99999999999999999999', '-1', '0', 'nobody-at-all', '%00', 'a%2Fb'])(
    '%s is a 404 for every deed',
    async (id) => {
      expectError(await t.as(admin).get(`/admin/users/${id}.json`), id === '%00' ? 400 : 404);
      for (const verb of ['activate', 'suspend', 'trust_level', 'grant_admin'])
        expect((await put({ id }, verb, { level: 1, reason: 'x', suspend_until: '2099-01-01' })).status).toBe(
          id === '%00' ? 400 : 404,
        );
    },
  );

  it('does not exist for others', async () => {
    for (const by of [t.as(stranger), t.browser()]) {
      expectError(await by.get(`/admin/users/${stranger.id}.json`), 404, 'not_found');
      expectError(await by.get('/admin/users/list/active.json'), 404, 'not_found');
      for (const verb of ['trust_level', 'grant_admin', 'suspend', 'silence', 'activate', 'deactivate', 'approve'])
        expectError(await put(stranger, verb, {}, by), 404, 'not_found');
    }
  });
});

describe('lists', () => {
  const list = async (kind: string, query: object = {}, by: Client = t.as(admin)) => {
    const reply = await by.get(`/admin/users/list/${kind}.json`, { ...query });
    expect(reply.status, reply.text).toBe(200);
    for (const row of reply.body) expectShape(StaffUser, row);
    return reply.body as { username: string; email?: string; admin: boolean; moderator: boolean; approved?: boolean }[];
  };
  const has = async (kind: string, user: TestUser) =>
    (await list(kind, { filter: user.username })).some((row) => row.username === user.username);

  test.each<[string, UserOptions, string[]]>([
    ['an ordinary account', {}, ['active', 'new', 'all']],
    ['one that was never activated', { active: false }, ['new', 'all']],
    ['a moderator', { moderator: true }, ['active', 'new', 'all', 'staff']],
    ['a suspended one', { suspended_till: new Date('2099-01-01') }, ['active', 'new', 'all', 'suspended']],
    ['one whose suspension is over', { suspended_till: new Date('2020-01-01') }, ['active', 'new', 'all']],
    ['a silenced one', { silenced_till: new Date('2099-01-01') }, ['active', 'new', 'all', 'silenced', 'blocked']],
    ['a staged one', { staged: true, active: false }, ['new', 'all', 'staged']],
    ['one that waits for approval', { approved: false }, ['active', 'new', 'all', 'pending']],
  ])('hold %s where it belongs', async (_what, options, kinds) => {
    const user = await t.user(options);
    const found: string[] = [];
    for (const kind of ['active', 'new', 'all', 'staff', 'suspended', 'silenced', 'blocked', 'staged', 'pending'])
      if (await has(kind, user)) found.push(kind);
    expect(found.toSorted()).toEqual(kinds.toSorted());
  });

  it('find by part of the name, for who may see addresses by address; wildcards are letters', async () => {
    const user = await t.user({ email: `plus+${unique('tag')}@find.example` });
    const names = async (query: object, by?: Client) => (await list('active', query, by)).map((row) => row.username);
    expect(await names({ filter: user.username.toUpperCase() })).toEqual([user.username]);
    expect(await names({ filter: user.email.toUpperCase() })).toEqual([user.username]);
    expect(await names({ filter: user.email }, t.as(moderator))).toEqual([]);
    expect(await names({ email: user.email.replace('+', ' ') })).toEqual([user.username]);
    expect(await names({ email: 'find.example' })).toEqual([]);
    for (const filter of ['%', '\\', "' or 1=1 --"])
      expect(await names({ filter, order: 'id; drop table users' })).toEqual([]);
    expectError(
      await t.as(moderator).get('/admin/users/list/active.json', { email: user.email }),
      403,
      'invalid_access',
    );
    await t.withSettings({ moderators_view_emails: true }, async () => {
      expect(await names({ filter: user.email }, t.as(moderator))).toEqual([user.username]);
    });
  });

  it('show addresses only when asked, to who may see them, and write that down', async () => {
    const lines = async () => (await t.sql(`select 1 from staff_action_logs where action_name = 'check_email'`)).length;
    const query = { filter: stranger.username };
    expect((await list('active', query))[0]).not.toHaveProperty('email');
    expect((await list('active', { ...query, show_emails: true }, t.as(moderator)))[0]).not.toHaveProperty('email');
    expect(await lines()).toBe(0);
    expect((await list('active', { ...query, show_emails: 'True' }))[0]!.email).toBe(stranger.email);
    expect(await lines()).toBe(1);
  });

  it('come in pages of a hundred from 1, sorted as asked; approval shows only where it is needed', async () => {
    await t.sql(`insert into users (username, username_key, active, approved, created_at, updated_at)
      select 'page' || n, 'page' || n, true, true, now() - interval '1 year', now() from generate_series(100, 220) n`);
    const names = async (page: number) =>
      (await list('active', { filter: 'page', order: 'username', asc: true, page })).map((row) => row.username);
    const [zero, one, two, far] = [await names(0), await names(1), await names(2), await names(9_007_199_254_740_991)];
    expect(zero).toEqual(one);
    expect([one.length, one[0], two.length, two.at(-1), far]).toEqual([100, 'page100', 21, 'page220', []]);
    expect((await list('active', { filter: 'page', order: 'username' }))[0]!.username).toBe('page220');
    expect((await list('new', {}))[0]).not.toHaveProperty('approved');
    await t.withSettings({ must_approve_users: true }, async () => {
      expect((await list('new', { filter: stranger.username }))[0]!.approved).toBe(true);
    });
    expect((await t.as(admin).get('/admin/users.json', { filter: stranger.username })).body).toHaveLength(1);
    expectError(await t.as(admin).get('/admin/users/list/nonsense.json'), 404, 'not_found');
    expectError(await t.as(admin).get('/admin/users/list/active.json', { page: 'x' }), 400);
  });
});

describe('trust levels', () => {
  it('are set by staff, logged with old and new', async () => {
    const user = await t.user({ trust_level: 1 });
    const reply = await put(user, 'trust_level', { level: '2' }, t.as(moderator));
    expectShape(TrustLevelReply, reply.body);
    expect(reply.body.admin_user).toMatchObject({ id: user.id, trust_level: 2, manual_locked_trust_level: null });
    expect(
      await t.sql('select previous_value, new_value from staff_action_logs where target_user_id = $1', [user.id]),
    ).toEqual([{ previous_value: '1', new_value: '2' }]);
    for (const level of [5, -1, 'x', '']) expectError(await put(user, 'trust_level', { level }), 400);
    expectError(await put(user, 'trust_level'), 400);
    expect((await show(user)).trust_level).toBe(2);
  });

  it('are locked and unlocked; unlocking goes back to what is earned', async () => {
    const user = await t.user({ trust_level: 4 });
    for (const locked of ['maybe', '', 7]) expectError(await put(user, 'trust_level_lock', { locked }), 422);
    const reply = await put(user, 'trust_level_lock', { locked: true });
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect((await show(user)).manual_locked_trust_level).toBe(4);
    await put(user, 'trust_level', { level: 3 });
    expect(await show(user)).toMatchObject({ trust_level: 3, manual_locked_trust_level: 3 });
    await put(user, 'trust_level', { level: 2 });
    await t.sql('update users set trust_level = 4, manual_locked_trust_level = 4 where id = $1', [user.id]);
    await put(user, 'trust_level_lock', { locked: 'false' });
    expect(await show(user)).toMatchObject({ trust_level: 2, manual_locked_trust_level: null });
    await put(user, 'trust_level_lock', { locked: 'false' });
    expect(await linesAbout(user)).toEqual([
      'lock_trust_level',
      'change_trust_level',
      'change_trust_level',
      'unlock_trust_level',
    ]);
  });
});

test('staff choose the group a person shows, among their own; blank is none', async () => {
  const user = await t.user();
  const [group, other] = [await t.group({ members: [user] }), await t.group()];
  const shown = async () =>
    (await t.sql('select primary_group_id as id from users where id = $1', [user.id]))[0]!.id as number | null;
  const choose = async (primary_group_id: number | string, by = t.as(admin)) => {
    const reply = await put(user, 'primary_group', { primary_group_id }, by);
    expect([reply.status, reply.text]).toEqual([200, '']);
    return shown();
  };
  expect(await choose(group.id, t.as(moderator))).toBe(group.id);
  for (const passedOver of [other.id, 99_999_999, 'x']) expect(await choose(passedOver)).toBe(group.id);
  expect(await choose('')).toBeNull();
  expectError(await put(user, 'primary_group', { primary_group_id: group.id }, t.as(user)), 404);
  expectError(await put(admin, 'primary_group', { primary_group_id: '' }, t.as(moderator)), 403);
  expectError(await put({ id: 'nobody' }, 'primary_group', { primary_group_id: '' }), 404);
});

describe('roles', () => {
  it('through a key of an admin take effect at once, groups included, and are logged', async () => {
    const user = await t.user();
    expect((await put(user, 'grant_moderation')).body).toMatchObject({ id: user.id, moderator: true });
    expect((await put(user, 'grant_admin')).body).toEqual({ success: 'OK' });
    expect((await show(user)).groups.map((group: { id: number }) => group.id)).toEqual(
      expect.arrayContaining([1, 2, 3]),
    );
    expect((await t.as(user).get('/admin/site_settings.json')).status).toBe(200);
    expect((await put(user, 'revoke_admin')).body).toMatchObject({ admin: false });
    expect((await t.as(user).get('/admin/site_settings.json')).status).toBe(404);
    expect((await put(user, 'revoke_moderation')).body).toMatchObject({ moderator: false });
    expect(await linesAbout(user)).toEqual(['grant_moderation', 'grant_admin', 'revoke_admin', 'revoke_moderation']);
  });

  it('cannot be granted twice, revoked where they are not, nor taken from oneself', async () => {
    const user = await t.user({ moderator: true });
    const staged = await t.user({ staged: true, active: false });
    for (const [who, verb, reason] of [
      [user, 'grant_moderation', 'role_held_already'],
      [stranger, 'revoke_moderation', 'role_not_held'],
      [stranger, 'revoke_admin', 'role_not_held'],
      [admin, 'revoke_admin', 'own_admin_role'],
      [staged, 'grant_admin', 'target_is_staged'],
    ] as const) {
      const reply = await put(who, verb);
      expectError(reply, 403, 'invalid_access');
      expect(reply.body.extras.reason).toBe(reason);
      expect(reply.body.extras.rule).toMatch(/\S/);
    }
    expectError(await put(stranger, 'grant_admin', {}, t.as(moderator)), 404, 'not_found');
    expect((await show(admin)).admin).toBe(true);
  });

  it('need the password of the last ten minutes in a browser', async () => {
    const user = await t.user();
    const browser = await t.loggedIn(admin);
    t.advance(11 * 60_000);
    for (const verb of ['grant_admin', 'grant_moderation']) {
      const reply = await put(user, verb, {}, browser);
      expectError(reply, 403, 'invalid_access');
      expect(reply.body.extras).toMatchObject({ reason: 'reauthenticate', who_can_help: [{ role: 'self' }] });
    }
    expect(await show(user)).toMatchObject({ admin: false, moderator: false });
    expect((await put(user, 'grant_moderation', {}, await t.loggedIn(admin))).status).toBe(200);
  });

  it('of two admins who revoke each other at once, one remains', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, two] = [await t.user({ admin: true }), await t.user({ admin: true })];
      const replies = await Promise.all([
        put(one, 'revoke_admin', {}, t.as(two)),
        put(two, 'revoke_admin', {}, t.as(one)),
      ]);
      expect(replies.map((reply) => reply.status).toSorted()[0]).toBe(200);
      const left = await t.sql('select id from users where admin and id = any ($1)', [[one.id, two.id]]);
      expect(left).toHaveLength(1);
    }
  });
});

describe('suspension and silence', () => {
  it('suspending ends sessions and keys at once, unsuspending gives them back', async () => {
    const user = await t.user();
    const browser = await t.loggedIn(user);
    const until = inDays(10);
    const reply = await put(user, 'suspend', { suspend_until: until, reason: ' spam ' }, t.as(moderator));
    expectShape(SuspendReply, reply.body);
    expect(reply.body.suspension).toMatchObject({
      suspend_reason: 'spam',
      suspended_till: until,
      suspended_by: { username: moderator.username, name: 'Some Body' },
    });
    expect((await browser.get('/session/current.json')).status).toBe(404);
    expectError(await t.as(user).get('/groups/staff.json'), 403, 'invalid_access');
    expect(await show(user)).toMatchObject({ suspended: true, suspended_till: until, suspend_reason: 'spam' });
    const again = await put(user, 'suspend', { suspend_until: until, reason: 'x' });
    expectError(again, 409);
    expect(again.body).toMatchObject({ failed: 'FAILED', message: expect.stringContaining(user.username) });
    expect((await put(user, 'unsuspend')).body).toEqual({ suspension: { suspended_till: null, suspended_at: null } });
    expect((await t.as(user).get('/groups/staff.json')).status).toBe(200);
    expect((await put(user, 'unsuspend')).status).toBe(200);
    expect(await linesAbout(user)).toEqual(['suspend_user', 'unsuspend_user']);
  });

  it('a suspension that ran out can be followed by another', async () => {
    const user = await t.user({ suspended_till: new Date('2020-01-01') });
    expect(
      (await put(user, 'suspend', { suspend_until: '2099-01-01', reason: 'x' })).body.suspension.suspended_till,
    ).toBe('2099-01-01T00:00:00.000Z');
  });

  test.each<[string, object]>([
    ['no time', { reason: 'x' }],
    ['no reason', { suspend_until: '2099-01-01' }],
    ['a blank reason', { suspend_until: '2099-01-01', reason: '  ' }],
    ['nonsense', { suspend_until: 'soon', reason: 'x' }],
    ['a month 13', { suspend_until: '2099-13-01', reason: 'x' }],
    ['the past', { suspend_until: '2001-01-01', reason: 'x' }],
    ['a nested time', { suspend_until: { a: 1 }, reason: 'x' }],
  ])('is refused with %s', async (_what, body) => {
    expectError(await put(stranger, 'suspend', body), 400);
    expect((await show(stranger)).suspended_till).toBeNull();
  });

  it('takes a time without zone for UTC', async () => {
    const user = await t.user();
    const reply = await put(user, 'suspend', { suspend_until: '2096-11-26T04:11:33.467874', reason: 'x' });
    expect(reply.body.suspension.suspended_till).toBe('2096-11-26T04:11:33.467Z');
  });

  it('silencing keeps the log-in, not the right to invite; staff cannot be touched', async () => {
    const user = await t.user({ trust_level: 2 });
    const browser = await t.loggedIn(user);
    const reply = await put(user, 'silence', { silenced_till: inDays(3), reason: 'shh' });
    expectShape(SilenceReply, reply.body);
    expect((await browser.get('/session/current.json')).status).toBe(200);
    expect((await t.as(user).post('/invites.json', {})).body.extras.reason).toBe('silenced');
    expectError(await put(user, 'silence', { silenced_till: inDays(3) }), 409);
    expect((await put(user, 'unsilence')).body.unsilence).toEqual({
      silenced: false,
      silence_reason: null,
      silenced_till: null,
      silenced_at: null,
    });
    expect((await t.as(user).post('/invites.json', {})).status).toBe(200);
    expect((await put(user, 'silence')).body.silence).toMatchObject({
      silence_reason: null,
      silenced_till: '9999-12-31T23:59:59.999Z',
    });
    for (const staff of [admin, moderator]) {
      const body = { suspend_until: inDays(1), silenced_till: inDays(1), reason: 'x' };
      for (const verb of ['suspend', 'silence', 'deactivate'])
        expectError(await put(staff, verb, body), 403, 'invalid_access');
    }
  });

  it('forty at once suspend once', async () => {
    const user = await t.user();
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => put(user, 'suspend', { suspend_until: inDays(1), reason: 'x' })),
    );
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(1);
    expect(replies.filter((reply) => reply.status === 409)).toHaveLength(39);
    expect(await linesAbout(user)).toEqual(['suspend_user']);
  });
});

describe('letting in and shutting out', () => {
  it('activates, by username too, and deactivates with an end to all sessions', async () => {
    const user = await t.user({ active: false });
    expect(await show(user)).toMatchObject({ active: false, email_confirmed: false });
    expect((await put({ id: user.username }, 'activate', {}, t.as(moderator))).body).toEqual({ success: 'OK' });
    const browser = await t.loggedIn(user);
    expect((await browser.get('/session/current.json')).status).toBe(200);
    expect((await put(user, 'activate')).status).toBe(200);
    expect((await put(user, 'deactivate')).body).toEqual({ success: 'OK' });
    expect((await browser.get('/session/current.json')).status).toBe(404);
    expect(await t.sql('select 1 from sessions where user_id = $1', [user.id])).toEqual([]);
    expect(await show(user)).toMatchObject({
      active: false,
      email_confirmed: true,
      can_activate: true,
      can_deactivate: false,
    });
    expect(await linesAbout(user)).toEqual(['activate_user', 'deactivate_user']);
  });

  it('approves one and many, once each', async () => {
    const users = await Promise.all(Array.from({ length: 3 }, () => t.user({ approved: false })));
    const reply = await put(users[0]!, 'approve', {}, t.as(moderator));
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(await show(users[0]!)).toMatchObject({ approved: true, approved_by: { username: moderator.username } });
    const bulk = await t
      .as(admin)
      .put('/admin/users/approve-bulk.json', { users: [...users.map((user) => user.id), 'x', '99999999999'] });
    expect(bulk.body).toEqual({ success: 'OK' });
    for (const user of users) expect(await linesAbout(user)).toEqual(['approve_user']);
    expect((await show(users[0]!)).approved_by.username).toBe(moderator.username);
    expectError(await t.as(admin).put('/admin/users/approve-bulk.json', {}), 400);
    expectError(await t.as(stranger).put('/admin/users/approve-bulk.json', { users: [1] }), 404, 'not_found');
  });

  it('logs somebody out everywhere', async () => {
    const user = await t.user();
    const browsers = [await t.loggedIn(user), await t.loggedIn(user)];
    expect((await t.as(admin).post(`/admin/users/${user.id}/log_out.json`)).body).toEqual({ success: 'OK' });
    for (const browser of browsers) expect((await browser.get('/session/current.json')).status).toBe(404);
    expectError(await t.as(moderator).post(`/admin/users/${user.id}/log_out.json`), 404, 'not_found');
    expect(await linesAbout(user)).toEqual(['log_out_user']);
  });
});
