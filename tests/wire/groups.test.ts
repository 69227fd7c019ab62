/** Making, showing and deleting groups, and their log: what each viewer is told, and what a refusal leaves behind. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { buildActor } from '../../src/policy/actor.ts';
import { canSeeGroup, groupsInSight } from '../../src/policy/groups.ts';
import { CreateGroupReply, GroupLogsReply, GroupReply } from '../../src/shared/wire/groups.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
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

const create = (group: unknown, by: Client = t.as(admin)) => by.post('/admin/groups.json', { group });
const rowsNamed = async (name: string) =>
  (await t.sql('select 1 from groups where name_key = lower($1)', [name])).length;

describe('making a group', () => {
  it('stores every attribute, ignores foreign ones, and answers with exactly the keys of the contract', async () => {
    const name = unique('Full');
    const [owner, member] = [await t.user(), await t.user()];
    const attributes = {
      full_name: 'Helpers of the house',
      title: 'Helper',
      bio_raw: 'We help.\n\n<b>Really</b>',
      visibility_level: 1,
      members_visibility_level: 2,
      mentionable_level: 99,
      messageable_level: 3,
      primary_group: true,
      grant_trust_level: 2,
      public_admission: true,
      public_exit: true,
      allow_membership_requests: true,
      membership_request_template: 'Why?',
      default_notification_level: 4,
      incoming_email: 'help@example.com',
      flair_bg_color: 'BBB',
      flair_color: '111',
      publish_read_state: true,
    };
    const reply = await create({
      ...attributes,
      name: ` ${name} `,
      automatic_membership_email_domains: 'https://Acme.org/x|b.org',
      usernames: `${member.username.toUpperCase()},${owner.username},nobody-at-all`,
      owner_usernames: owner.username,
      id: 7,
      automatic: true,
      user_count: 99,
    });
    expect(reply.status, reply.text).toBe(200);
    expectShape(CreateGroupReply, reply.body);
    const made = reply.body.basic_group;
    expect(made).toMatchObject({ ...attributes, name, automatic: false, user_count: 2 });
    expect(made.automatic_membership_email_domains).toBe('acme.org|b.org');
    expect(made.id).toBeGreaterThan(40);
    expect(made.bio_cooked).toBe('<p>We help.</p>\n<p>&lt;b&gt;Really&lt;/b&gt;</p>');
    const rows = await t.sql('select user_id, owner from group_users where group_id = $1 order by owner', [made.id]);
    expect(rows).toEqual([
      { user_id: member.id, owner: false },
      { user_id: owner.id, owner: true },
    ]);
  });

  it('reads forms as it reads JSON, and takes null for "not set"', async () => {
    const form = await t
      .as(admin)
      .post('/admin/groups.json', { group: { name: unique('form'), grant_trust_level: 3 } }, { encoding: 'form' });
    expect(form.body.basic_group.grant_trust_level).toBe(3);
    const json = await create({
      name: unique('json'),
      grant_trust_level: null,
      flair_icon: null,
      title: null,
      visible: true,
    });
    expect(json.body.basic_group).toMatchObject({ grant_trust_level: null, title: null, flair_url: null });
  });

  test.each([
    ['nothing', {}, 422, /blank/],
    ['a short name', { name: 'ab' }, 422, /at least 3/],
    ['a long name', { name: 'x'.repeat(21) }, 422, /no more than 20/],
    ['a space', { name: 'a b c' }, 422, /only include/],
    ['a file name', { name: 'group.json' }, 422, /file name/],
    ['the address of a route', { name: 'search' }, 422, /taken/],
    ['an automatic group’s name', { name: 'Staff' }, 422, /taken/],
    ['an unknown level', { visibility_level: 5 }, 422, /Visibility level/],
    ['an unknown alias level', { mentionable_level: 98 }, 422, /Mentionable/],
    ['an unknown notification level', { default_notification_level: 5 }, 422, /notification/],
    ['a trust level', { grant_trust_level: 9 }, 422, /^'9' is not a valid trust level\.$/],
    ['text where a number belongs', { visibility_level: 'many' }, 400, /visibility_level/],
    [
      'a bad domain',
      { automatic_membership_email_domains: 'ok.org|nonsense' },
      422,
      /'nonsense' is not a valid domain/,
    ],
    [
      'too many domains',
      { automatic_membership_email_domains: Array.from({ length: 11 }, (_, i) => `d${i}.org`).join('|') },
      422,
      /Maximum of 10/,
    ],
    ['a long full name', { full_name: 'x'.repeat(101) }, 422, /Full name is too long/],
    ['a long description', { bio_raw: 'x'.repeat(3001) }, 422, /About is too long/],
    ['requests without an owner', { allow_membership_requests: true }, 422, /without any owners/],
  ])('refuses %s', async (_what, attributes, status, words) => {
    const name = unique('bad');
    const reply = await create({ ...(Object.keys(attributes).length ? { name } : {}), ...attributes });
    expect(reply.status).toBe(status);
    expect(reply.body.errors[0]).toMatch(words);
    expect(await rowsNamed(name)).toBe(0);
  });

  it('shares one name space with usernames, whatever the case', async () => {
    const group = await t.group();
    for (const name of [stranger.username.toUpperCase(), group.name.toUpperCase()]) {
      const reply = await create({ name });
      expect([reply.status, reply.body.errors]).toEqual([422, ['Name has already been taken']]);
    }
  });

  it('is for admins, and for moderators while the setting lets them; for others it does not exist', async () => {
    const name = unique('who');
    expectError(await create({ name }, t.browser()), 404, 'not_found');
    expectError(await create({ name }, t.as(stranger)), 404, 'not_found');
    const refused = await create({ name }, t.as(moderator));
    expectError(refused, 403, 'invalid_access');
    expect(refused.body.extras).toMatchObject({
      reason: 'moderators_manage_groups_off',
      who_can_help: [{ role: 'admin' }],
    });
    expect(await rowsNamed(name)).toBe(0);
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      expect((await create({ name }, t.as(moderator))).status).toBe(200);
    });
    const missing = await t.as(admin).post('/admin/groups.json', {});
    expect([missing.status, missing.body.errors]).toEqual([400, ['param is missing or the value is empty: group']]);
    expect((await t.as(admin).post('/admin/groups.json', { group: 'x' })).status).toBe(400);
  });
});

describe('showing a group', () => {
  it('has exactly the keys each viewer may know', async () => {
    const owner = await t.user();
    const made = await create({
      name: unique('keys'),
      bio_raw: 'raw words',
      automatic_membership_email_domains: 'secret.org',
      owner_usernames: owner.username,
    });
    const { name } = made.body.basic_group;
    const show = async (client: Client) => {
      const reply = await client.get(`/groups/${name}.json`);
      expect(reply.status).toBe(200);
      expectShape(GroupReply, reply.body);
      return reply.body.group;
    };
    const [byAdmin, byOwner, byModerator, byVisitor] = [
      await show(t.as(admin)),
      await show(t.as(owner)),
      await show(t.as(moderator)),
      await show(t.browser()),
    ];
    expect(byAdmin).toMatchObject({
      automatic_membership_email_domains: 'secret.org',
      bio_raw: 'raw words',
      can_admin_group: true,
      can_edit_group: true,
      mentionable: true,
      muted_category_ids: [],
    });
    expect(byOwner).toMatchObject({
      bio_raw: 'raw words',
      is_group_owner: true,
      is_group_user: true,
      can_admin_group: false,
      can_edit_group: true,
    });
    expect(byModerator).toMatchObject({ bio_raw: 'raw words', can_edit_group: false, is_group_user: false });
    expect(byVisitor).toMatchObject({ is_group_user: false, can_edit_group: false, mentionable: false });
    for (const group of [byOwner, byModerator, byVisitor])
      expect(group).not.toHaveProperty('automatic_membership_email_domains');
    expect(byVisitor).not.toHaveProperty('bio_raw');
    expect(byAdmin).not.toHaveProperty('is_group_owner');
  });

  it('finds it by any spelling of the name, under both paths, and by id', async () => {
    const group = await t.group();
    for (const path of [
      `/groups/${group.name.toUpperCase()}.json`,
      `/g/${group.name}`,
      `/groups/by-id/${group.id}.json`,
    ]) {
      expect((await t.as(stranger).get(path)).body.group.id, path).toBe(group.id);
    }
    const automatic = (await t.as(stranger).get('/groups/admins.json')).body.group;
    expect(automatic).toMatchObject({ id: 1, automatic: true, display_name: 'admins', user_count: 1 });
  });

  it('answers for a hidden group exactly as for one that does not exist', async () => {
    const hidden = await t.group({ visibility_level: 4, full_name: 'Top Secret' });
    for (const path of [
      (name: string) => `/groups/${name}.json`,
      (name: string) => `/groups/${name}/members.json`,
      (name: string) => `/groups/${name}/logs.json`,
    ]) {
      for (const client of [t.as(stranger), t.as(moderator), t.browser()]) {
        const [there, not] = [await client.get(path(hidden.name)), await client.get(path(unique('none')))];
        expect([there.status, there.body]).toEqual([not.status, not.body]);
        expect(there.status).toBe(404);
      }
    }
    const byId = await t.as(stranger).get(`/groups/by-id/${hidden.id}.json`);
    expect(byId.body).toEqual((await t.as(stranger).get('/groups/by-id/2000000.json')).body);
    const other = await t.group();
    const names = (await t.as(stranger).get(`/groups/${other.name}.json`)).body.extras.visible_group_names;
    expect(names).toContain(other.name);
    expect(names).not.toContain(hidden.name);
    await t.withSettings({ enable_group_directory: false }, async () => {
      const namesFor = async (client: Client) =>
        (await client.get(`/groups/${other.name}.json`)).body.extras.visible_group_names;
      expect(await namesFor(t.as(stranger))).toEqual([other.name]);
      expect((await namesFor(t.as(moderator))).length).toBeGreaterThan(8);
    });
  });

  test.each(['99999999999999999999', '-1', '0', 'x', '2147483648'])('id %s is a 404', async (id) => {
    expectError(await t.as(admin).get(`/groups/by-id/${id}.json`), 404, 'not_found');
    expectError(await t.as(admin).del(`/admin/groups/${id}.json`), 404, 'not_found');
  });

  it('costs two queries beside the caller’s own', async () => {
    const group = await t.group();
    const client = t.as(stranger);
    await client.get(`/groups/${group.name}.json`);
    const sent = await t.queries(() => client.get(`/groups/${group.name}.json`));
    expect(sent.filter((name) => name.startsWith('groups.'))).toEqual(['groups.byName', 'groups.visibleNames']);
    expect(sent.length).toBeLessThanOrEqual(4);
  });
});

test('the names in sight are those of the groups that the rule lets one see', async () => {
  const rows = await t.sql<{ id: number; name: string; automatic: boolean; visibility_level: number }>(
    'select id, name, automatic, visibility_level from groups',
  );
  const { listVisibleGroupNames } = await import('../../src/db/groups.ts');
  for (let level = 0; level <= 4; level++)
    rows.push({ ...(await t.group({ visibility_level: level })), automatic: false, visibility_level: level });
  const mine = rows.slice(-5).map((row) => row.id);
  for (const facts of [
    {},
    { admin: true },
    { moderator: true },
    { groupIds: mine },
    { groupIds: mine, ownedGroupIds: mine },
  ]) {
    const actor = buildActor({ id: 1, username: 'x', admin: false, moderator: false, trust_level: 1, ...facts });
    const names = await listVisibleGroupNames(t.services.db, groupsInSight(actor));
    const right = (
      await t.sql<(typeof rows)[number]>('select id, name, automatic, visibility_level from groups')
    ).filter((row) => canSeeGroup(actor, row));
    expect(names.sort()).toEqual(right.map((row) => row.name).sort());
  }
});

describe('the log of a group', () => {
  it('tells who did what to whom and through which invite, newest first, 25 a page', async () => {
    const people = await Promise.all(Array.from({ length: 13 }, () => t.user()));
    const group = await t.group();
    for (const { username } of people) {
      await t.as(admin).put(`/groups/${group.id}/members.json`, { usernames: username });
      await t.as(admin).put(`/groups/${group.id}/owners.json`, { usernames: username });
    }
    const ctx = await t.ctx();
    const guest = await t.user();
    const { addMembers } = await import('../../src/domain/groups/members.ts');
    await addMembers(ctx, { group_id: group.id, user_ids: [guest.id], acting_user_id: admin.id, invite_id: 77 });
    const logs = async (query = {}) => {
      const reply = await t.as(admin).get(`/groups/${group.name}/logs.json`, query);
      expect(reply.status, reply.text).toBe(200);
      expectShape(GroupLogsReply, reply.body);
      return reply.body;
    };
    const [first, second] = [await logs(), await logs({ offset: 1 })];
    expect([first.logs.length, first.all_loaded]).toEqual([25, false]);
    expect([second.logs.length, second.all_loaded]).toEqual([2, true]);
    const large = await logs({ limit: 26 });
    expect([large.logs.length, large.all_loaded]).toEqual([26, false]);
    expect((await logs({ limit: 26, offset: 1 })).logs).toEqual([second.logs[1]]);
    expect(first.logs[0]).toMatchObject({
      action: 'add_user_to_group',
      invite_id: 77,
      acting_user: { username: admin.username },
      target_user: { username: guest.username },
    });
    expect((await logs({ filters: { action: 'make_user_group_owner' } })).logs).toHaveLength(13);
    expect((await logs({ filters: { target_user: people[3]!.username.toUpperCase() } })).logs).toHaveLength(2);
    expect((await logs({ filters: { acting_user: guest.username } })).logs).toEqual([]);
    for (const query of [{ offset: -1 }, { offset: 'x' }, { limit: 0 }, { limit: 201 }])
      expect((await t.as(admin).get(`/groups/${group.name}/logs.json`, { ...query })).status).toBe(400);
    expect((await logs({ offset: 9_007_199_254_740_991 })).logs).toEqual([]);
  });

  it('is for who manages the group or owns it', async () => {
    const [owner, member] = [await t.user(), await t.user()];
    const group = await t.group({ owners: [owner], members: [member] });
    const status = async (client: Client, name = group.name) => (await client.get(`/groups/${name}/logs.json`)).status;
    expect([
      await status(t.as(admin)),
      await status(t.as(owner)),
      await status(t.as(member)),
      await status(t.as(moderator)),
      await status(t.as(stranger)),
    ]).toEqual([200, 200, 403, 403, 403]);
    expectError(await t.browser().get(`/groups/${group.name}/logs.json`), 403, 'not_logged_in');
    expect([await status(t.as(admin), 'staff'), await status(t.as(moderator), 'staff')]).toEqual([200, 403]);
  });
});

describe('deleting a group', () => {
  it('takes members, requests and log along, undoes its effects, keeps its name, and is written down', async () => {
    const person = await t.user();
    const made = await create({
      name: unique('gone'),
      title: 'Guide',
      grant_trust_level: 3,
      primary_group: true,
      usernames: person.username,
    });
    const { id, name } = made.body.basic_group;
    expect(await t.sql('select title, trust_level, primary_group_id from users where id = $1', [person.id])).toEqual([
      { title: 'Guide', trust_level: 3, primary_group_id: id },
    ]);
    expect((await t.as(admin).del(`/admin/groups/${id}.json`)).body).toEqual({ success: 'OK' });
    expect(
      await t.sql('select title, trust_level, primary_group_id, flair_group_id from users where id = $1', [person.id]),
    ).toEqual([{ title: null, trust_level: 1, primary_group_id: null, flair_group_id: null }]);
    expect(
      await t.sql(
        'select 1 from group_users where group_id = $1 union all select 1 from group_logs where group_id = $1 union all select 1 from group_counters where group_id = $1',
        [id],
      ),
    ).toEqual([]);
    expect(await t.sql('select name from deleted_groups where id = $1', [id])).toEqual([{ name }]);
    const [line] = await t.sql(
      'select acting_user_id, details from staff_action_logs where action_name = $1 order by id desc',
      ['delete_group'],
    );
    expect(line).toMatchObject({ acting_user_id: admin.id });
    expect(line!.details).toContain(`name: ${name}\nid: ${id}\ngrant_trust_level: 3`);
    expectError(await t.as(admin).del(`/admin/groups/${id}.json`), 404, 'not_found');
  });

  it('is for admins only, and never for automatic groups', async () => {
    const group = await t.group({ owners: [moderator] });
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      for (const client of [t.as(moderator), t.as(stranger), t.browser()])
        expectError(await client.del(`/admin/groups/${group.id}.json`), 404, 'not_found');
    });
    const automatic = await t.as(admin).del('/admin/groups/10.json');
    expect([automatic.status, automatic.body.errors]).toEqual([422, ['You cannot modify an automatic group']]);
    expect(await rowsNamed(group.name)).toBe(1);
  });

  it('while people join: nobody is left in it, nothing breaks', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => t.user()));
    const group = await t.group({ members: people.slice(0, 4), grant_trust_level: 2, primary_group: true });
    const replies = await Promise.all([
      ...people.map((person) => t.as(admin).put(`/groups/${group.id}/members.json`, { user_id: person.id })),
      t.as(admin).del(`/admin/groups/${group.id}.json`),
    ]);
    for (const reply of replies) expect([200, 404, 422]).toContain(reply.status);
    expect(replies.at(-1)!.status).toBe(200);
    expect(await t.sql('select 1 from group_users where group_id = $1', [group.id])).toEqual([]);
    expect(await t.sql('select 1 from users where primary_group_id = $1 or flair_group_id = $1', [group.id])).toEqual(
      [],
    );
    expect(
      await t.sql('select distinct trust_level from users where id = any ($1)', [people.map((p) => p.id)]),
    ).toEqual([{ trust_level: 1 }]);
  });
});
