/** Changing groups: who may change what, what is written down, and what members notice. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type GroupOptions, type TestUser, unique } from '../support/factories.ts';
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

const change = (group: { id: number | string }, attributes: object, by: Client = t.as(admin), more: object = {}) =>
  by.put(`/groups/${group.id}.json`, { group: attributes, ...more });
const changed = async (...args: Parameters<typeof change>) => {
  const reply = await change(...args);
  expect(reply.status, reply.text).toBe(200);
  expect(reply.body).toEqual({ success: 'OK' });
};
const row = async ({ id }: { id: number }) => (await t.sql('select * from groups where id = $1', [id]))[0]!;
const standing = async ({ id }: { id: number }) =>
  (await t.sql('select title, trust_level, primary_group_id, flair_group_id from users where id = $1', [id]))[0];
const owned = async (options: GroupOptions = {}) => {
  const owner = await t.user();
  return { owner, group: await t.group({ owners: [owner], ...options }) };
};

describe('who changes what', () => {
  const soft = {
    title: 'Friend',
    full_name: 'Friends',
    bio_raw: 'Hello',
    flair_icon: 'star',
    flair_bg_color: 'AAA',
    flair_color: 'BBB',
    public_admission: true,
    public_exit: true,
    allow_membership_requests: true,
    membership_request_template: 'Why?',
    default_notification_level: 2,
    mentionable_level: 99,
    messageable_level: 4,
  };
  const hard = {
    visibility_level: 1,
    members_visibility_level: 2,
    primary_group: true,
    grant_trust_level: 3,
    automatic_membership_email_domains: 'acme.org',
    incoming_email: 'in@example.com',
    publish_read_state: true,
  };

  it('an owner: what concerns the members; the rest is passed over', async () => {
    const { owner, group } = await owned();
    await changed(group, { ...soft, ...hard, name: unique('new') }, t.as(owner), { update_existing_users: false });
    expect(await row(group)).toMatchObject({
      ...soft,
      name: group.name,
      visibility_level: 0,
      members_visibility_level: 0,
      primary_group: false,
      grant_trust_level: null,
      automatic_membership_email_domains: null,
      incoming_email: null,
      publish_read_state: false,
    });
  });

  it('staff who may edit: everything, and null takes an effect away again', async () => {
    const { group } = await owned();
    const name = unique('New');
    await changed(group, { ...soft, ...hard, name: ` ${name} `, id: 7, automatic: true, user_count: 9 }, t.as(admin), {
      update_existing_users: false,
    });
    expect(await row(group)).toMatchObject({
      ...soft,
      ...hard,
      name,
      name_key: name.toLowerCase(),
      automatic: false,
    });
    expect((await t.as(admin).get(`/groups/${group.name}.json`)).status).toBe(404);
    await changed({ id: group.id }, { grant_trust_level: null, title: '', automatic_membership_email_domains: null });
    expect(await row(group)).toMatchObject({
      grant_trust_level: null,
      title: null,
      automatic_membership_email_domains: null,
      full_name: 'Friends',
    });
  });

  it('a moderator: own groups always; any other they can see with the setting', async () => {
    const own = await t.group({ owners: [moderator] });
    const other = await t.group();
    const hidden = await t.group({ visibility_level: 4 });
    await changed(own, { members_visibility_level: 3 }, t.as(moderator));
    expect((await row(own)).members_visibility_level).toBe(3);
    expectError(await change(other, { bio_raw: 'x' }, t.as(moderator)), 403, 'invalid_access');
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      await changed(other, { grant_trust_level: 1 }, t.as(moderator));
      expectError(await change(hidden, { bio_raw: 'x' }, t.as(moderator)), 403, 'invalid_access');
    });
    expect([(await row(other)).grant_trust_level, (await row(hidden)).bio_raw]).toEqual([1, null]);
  });

  it('nobody else, and of automatic groups only what is soft', async () => {
    const member = await t.user();
    const { group } = await owned({ members: [member] });
    expectError(await change(group, { bio_raw: 'x' }, t.browser()), 403, 'not_logged_in');
    for (const user of [stranger, member])
      expectError(await change(group, { bio_raw: 'x' }, t.as(user)), 403, 'invalid_access');
    expect((await row(group)).bio_raw).toBe(null);

    await changed({ id: 14 }, { bio_raw: 'Leaders', flair_color: 'CCC', title: 'no', public_admission: true });
    expect(await row({ id: 14 })).toMatchObject({
      bio_raw: 'Leaders',
      flair_color: 'CCC',
      title: null,
      public_admission: false,
    });
    expectError(await change({ id: 14 }, { bio_raw: 'x' }, t.as(moderator)), 403, 'invalid_access');
    expectError(await change({ id: 14 }, { bio_raw: 'x' }, t.as(stranger)), 403, 'invalid_access');
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      await changed({ id: 14 }, { bio_raw: 'By a moderator' }, t.as(moderator));
      expectError(await change({ id: 1 }, { bio_raw: 'x' }, t.as(moderator)), 403, 'invalid_access');
    });
  });

  it('sends an editor who has hidden the group from themselves to the list', async () => {
    const [first, second] = [await t.group(), await t.group()];
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      const redirect = await change(first, { visibility_level: 4 }, t.as(moderator));
      expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/groups']);
      const browser = await t.loggedIn(moderator);
      const told = await change(second, { visibility_level: 4 }, browser);
      expect([told.status, told.headers.get('discourse-xhr-redirect'), told.text]).toEqual([200, 'true', '/groups']);
    });
    expect((await row(first)).visibility_level).toBe(4);
  });
});

describe('what cannot be', () => {
  test.each<[string, object, number, RegExp]>([
    ['a taken name', { name: 'staff' }, 422, /taken/],
    ['a bad name', { name: 'a b' }, 422, /only include/],
    ['a level', { visibility_level: 9 }, 422, /Visibility/],
    ['a trust level', { grant_trust_level: 9 }, 422, /'9' is not a valid trust level/],
    ['a domain', { automatic_membership_email_domains: 'nonsense' }, 422, /'nonsense'/],
    ['requests without owners', { allow_membership_requests: true }, 422, /without any owners/],
    ['a long description', { bio_raw: 'x'.repeat(3001) }, 422, /too long/],
  ])('%s changes nothing', async (_what, attributes, status, words) => {
    const group = await t.group();
    const reply = await change(group, { full_name: 'should not stick', ...attributes });
    expect([reply.status, reply.body.errors[0]]).toEqual([status, expect.stringMatching(words)]);
    expect((await row(group)).full_name).toBe(null);
    expect(await t.sql('select 1 from group_logs where group_id = $1', [group.id])).toEqual([]);
  });

  it('needs a group that exists and a group object', async () => {
    for (const id of [99999999, '99999999999999999999', 'x']) expectError(await change({ id }, {}), 404, 'not_found');
    expectError(await t.as(admin).put(`/groups/${(await t.group()).id}.json`, {}), 400);
  });

  it('lets what is already there stay, whatever the rules have become', async () => {
    const { group } = await owned();
    await t.withSettings({ max_username_length: 8 }, async () => {
      await changed(group, { name: group.name, bio_raw: 'fine' });
    });
    expect((await row(group)).bio_raw).toBe('fine');
  });
});

describe('what a change does', () => {
  it('writes a line for each attribute that changed, and none for what stays', async () => {
    const { owner, group } = await owned();
    await changed(group, { title: '', public_exit: true, bio_raw: 'Old' }, t.as(owner));
    await changed(group, { public_exit: true, bio_raw: 'New', full_name: null }, t.as(owner));
    const { logs } = (await t.as(owner).get(`/groups/${group.name}/logs.json`)).body;
    expect(
      logs.map((line: Record<string, unknown>) => [line.action, line.subject, line.prev_value, line.new_value]),
    ).toEqual([
      ['change_group_setting', 'bio_raw', 'Old', 'New'],
      ['change_group_setting', 'public_exit', 'f', 't'],
      ['change_group_setting', 'bio_raw', null, 'Old'],
    ]);
    expect(logs[0].acting_user.username).toBe(owner.username);
  });

  it('pushes the title to members without one or with the old one, and takes it back', async () => {
    const [bare, proud, gone] = [await t.user(), await t.user(), await t.user()];
    await t.sql('update users set title = $2 where id = $1', [proud.id, 'My own']);
    const group = await t.group({ members: [bare, proud] });
    await changed(group, { title: 'One' });
    expect([await standing(bare), await standing(proud), await standing(gone)]).toMatchObject([
      { title: 'One' },
      { title: 'My own' },
      { title: null },
    ]);
    await changed(group, { title: 'Two' });
    expect(await standing(bare)).toMatchObject({ title: 'Two' });
    await changed(group, { title: null });
    expect([await standing(bare), await standing(proud)]).toMatchObject([{ title: null }, { title: 'My own' }]);
  });

  it('sets and clears the primary group of members, and lifts nobody by a new trust level', async () => {
    const member = await t.user({ trust_level: 1 });
    const group = await t.group({ members: [member] });
    await changed(group, { primary_group: true, grant_trust_level: 4 });
    const { id } = group;
    expect(await standing(member)).toMatchObject({ primary_group_id: id, flair_group_id: id, trust_level: 1 });
    await changed(group, { primary_group: false });
    expect(await standing(member)).toMatchObject({ primary_group_id: null, flair_group_id: null });
  });

  it('asks what a new notification level means for members who have the old one', async () => {
    const members = [await t.user(), await t.user()];
    const group = await t.group({ members });
    const levels = async () =>
      (await t.sql('select notification_level from group_users where group_id = $1', [group.id])).map(
        (member) => member.notification_level,
      );
    const asked = await change(group, { default_notification_level: 1, bio_raw: 'x' });
    expectError(asked, 422);
    expect(asked.body.user_count).toBe(2);
    expect(asked.body.errors[0]).toContain('update_existing_users');
    expect((await row(group)).bio_raw).toBe(null);
    await changed(group, { default_notification_level: 1 }, t.as(admin), { update_existing_users: true });
    expect(await levels()).toEqual([1, 1]);
    await changed(group, { default_notification_level: 4 }, t.as(admin), { update_existing_users: false });
    expect(await levels()).toEqual([1, 1]);
    // Nobody has the old level now, so there is nothing to ask.
    await changed(group, { default_notification_level: 0 });
  });

  it('never touches who is in the group', async () => {
    const { owner, group } = await owned();
    await changed(group, { usernames: '', owner_usernames: stranger.username, bio_raw: 'x' });
    expect(await t.sql('select user_id from group_users where group_id = $1', [group.id])).toEqual([
      { user_id: owner.id },
    ]);
  });

  it('loses no title when people join while it changes', async () => {
    const group = await t.group();
    const people: TestUser[] = [];
    while (people.length < 8) people.push(await t.user());
    await Promise.all([
      ...people.map((user) => t.as(admin).put(`/groups/${group.id}/members.json`, { user_id: user.id })),
      changed(group, { title: 'Together' }),
    ]);
    for (const user of people) expect(await standing(user)).toMatchObject({ title: 'Together' });
  });
});
