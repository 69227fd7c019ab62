/** What Usher tells besides the contract about a group, for its pages: what one may change, how members came, effects in numbers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { invite, link, newcomer, redeem } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let owner: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
  owner = await t.user();
  stranger = await t.user();
});
afterAll(() => t.close());

const show = async (by: TestUser | undefined, name: string) => {
  const reply = await (by ? t.as(by) : t.browser()).get(`/groups/${name}.json`);
  expect(reply.status, reply.text).toBe(200);
  return reply.body.group;
};

describe('what one may change', () => {
  it('is named attribute by attribute, with the rule that keeps the rest', async () => {
    const group = await t.group({ owners: [owner] });
    const asAdmin = await show(admin, group.name);
    expect(asAdmin.edit_refusal).toBeNull();
    expect(asAdmin.editable_attributes).toEqual(expect.arrayContaining(['name', 'title', 'grant_trust_level']));

    const asOwner = await show(owner, group.name);
    expect(asOwner.editable_attributes).toContain('title');
    expect(asOwner.editable_attributes).not.toContain('grant_trust_level');
    expect(asOwner.edit_refusal).toMatchObject({
      reason: 'group_attributes_of_staff',
      rule: expect.stringContaining('trust level'),
      who_can_help: [{ role: 'admin' }],
    });

    const off = await show(moderator, group.name);
    expect([off.editable_attributes, off.edit_refusal.reason]).toEqual([[], 'moderators_manage_groups_off']);
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      const on = await show(moderator, group.name);
      expect([on.edit_refusal, on.editable_attributes.includes('name')]).toEqual([null, true]);
    });
    const nothing = await show(stranger, group.name);
    expect([nothing.editable_attributes, nothing.edit_refusal.reason]).toEqual([[], 'not_group_owner']);
    expect((await show(undefined, group.name)).edit_refusal.reason).toBe('not_logged_in');
  });

  it('is what a change then keeps to', async () => {
    const group = await t.group({ owners: [owner] });
    const { editable_attributes } = await show(owner, group.name);
    const wanted = { title: 'Reader', full_name: 'Readers', grant_trust_level: 3, visibility_level: 1 };
    await t.as(owner).put(`/groups/${group.id}.json`, { group: wanted });
    const after = await show(admin, group.name);
    for (const [name, value] of Object.entries(wanted))
      expect(after[name] === value, name).toBe(editable_attributes.includes(name));
  });

  it('leaves who is in it alone for automatic groups', async () => {
    const staff = await show(admin, 'staff');
    expect(staff.edit_refusal.reason).toBe('group_automatic_attributes');
    expect(staff.editable_attributes).toContain('bio_raw');
    expect(staff.editable_attributes).not.toContain('title');
  });
});

it('whoever has asked to join sees that they have, and nobody else', async () => {
  const group = await t.group({ owners: [owner] });
  await t.as(owner).put(`/groups/${group.id}.json`, { group: { allow_membership_requests: true } });
  expect((await show(stranger, group.name)).membership_requested).toBe(false);
  await t.as(stranger).post(`/groups/${group.name}/request_membership.json`, { reason: 'I read.' });
  expect((await show(stranger, group.name)).membership_requested).toBe(true);
  expect((await show(moderator, group.name)).membership_requested).toBe(false);
  await t.as(owner).put(`/groups/${group.id}/handle_membership_request.json`, { user_id: stranger.id, accept: 'true' });
  expect((await show(stranger, group.name)).membership_requested).toBe(false);
});

describe('how members came', () => {
  const joinings = async (group: TestGroup, by: TestUser, query: object = { joined_through: true }) => {
    const reply = await t.as(by).get(`/groups/${group.name}/members.json`, { asc: true, ...query });
    expect(reply.status, reply.text).toBe(200);
    return new Map<string, unknown>(
      reply.body.members.map((member: { username: string; joined_through: unknown }) => [
        member.username,
        member.joined_through,
      ]),
    );
  };

  it('is told to who reads the log: by whom, through which invite', async () => {
    const group = await t.group({ owners: [owner] });
    const added = await t.user();
    await t.as(admin).put(`/groups/${group.id}/members.json`, { usernames: added.username });
    const open = await link(t, owner, { group_ids: [group.id], max_redemptions_allowed: 5 });
    const guest = newcomer();
    await redeem(t, open, guest);
    const told = await joinings(group, owner);
    expect(told.get(added.username)).toMatchObject({ invite_id: null, by: { username: admin.username } });
    expect(told.get(guest.username)).toMatchObject({ invite_id: open.id, by: { username: owner.username } });
    expect(told.get(owner.username), 'not in the log').toBeNull();

    // The guest’s address is not confirmed yet, which others are not told.
    const members = async (by: TestUser) =>
      (await t.as(by).get(`/groups/${group.name}/members.json`, { joined_through: true })).body.members;
    const seen = (list: { username: string; confirmed?: boolean }[], username: string) =>
      list.find((member) => member.username === username)!.confirmed;
    const [own, others] = [await members(owner), await members(stranger)];
    expect([seen(own, guest.username), seen(own, added.username)]).toEqual([false, true]);
    expect(seen(others, guest.username)).toBeUndefined();

    expect((await joinings(group, owner, {})).get(added.username), 'not asked for').toBeUndefined();
    for (const by of [stranger, moderator])
      expect((await joinings(group, by)).get(added.username), by.username).toBeUndefined();
  });

  it('stays with who was removed by mistake', async () => {
    const group = await t.group({ owners: [owner] });
    const sent = await invite(t, owner, { email: `${group.name}@example.com`, group_ids: [group.id] });
    const guest = newcomer();
    await redeem(t, sent, guest);
    const before = (await joinings(group, owner)).get(guest.username);
    expect(before).toMatchObject({ invite_id: sent.id });
    t.advance(5000);
    await t.as(admin).del(`/groups/${group.id}/members.json`, { usernames: guest.username });
    await t.as(admin).put(`/groups/${group.id}/members/restore.json`, { usernames: guest.username });
    expect((await joinings(group, owner)).get(guest.username)).toEqual(before);
  });
});

describe('effects in numbers', () => {
  const effects = (group: TestGroup, query: object, by: TestUser = owner) =>
    t.as(by).get(`/groups/${group.name}/effects.json`, { ...query });

  it('are what saving then does, and change nothing by themselves', async () => {
    const people = await Promise.all([
      t.user({ trust_level: 1 }),
      t.user({ trust_level: 3 }),
      t.user({ trust_level: 2 }),
    ]);
    const chief = await t.user();
    const group = await t.group({ owners: [chief], title: 'Bee' });
    await t
      .as(admin)
      .put(`/groups/${group.id}/members.json`, { usernames: people.map((one) => one.username).join(',') });
    await t.sql("update users set title = 'Captain' where id = $1", [people[0]!.id]);
    const titles = () => t.sql('select id, title, primary_group_id from users order by id');
    const before = await titles();
    const after = { title: 'Bookworm', primary_group: true, grant_trust_level: 3 };
    const told = await effects(group, after, chief);
    expect(told.body).toEqual({
      user_count: 4,
      title_changes: 3, // the owner has none, two have the old one, the captain keeps theirs
      primary_group_changes: 4,
      title_holders: 2,
      primary_group_holders: 0,
      below_trust_level: 3,
      trust_level_holders: 0,
    });
    expect(await titles()).toEqual(before);
    await t.as(admin).put(`/groups/${group.id}.json`, { group: after });
    const changed = (await titles()).filter((row, place) => row.title !== before[place]!.title);
    expect(changed).toHaveLength(told.body.title_changes);
    expect((await effects(group, { primary_group: false }, chief)).body).toMatchObject({
      title_changes: 0,
      primary_group_changes: 4,
      title_holders: 3,
      primary_group_holders: 4,
    });
    const raised = await t.user({ trust_level: 0 });
    const by = t.as(admin);
    await by.put(`/groups/${group.id}/members.json`, { usernames: raised.username });
    const { trust_level_holders } = (await effects(group, {}, chief)).body;
    const all = [...people, chief, raised];
    const levels = async () =>
      new Map(
        (await t.sql<{ id: number; trust_level: number }>('select id, trust_level from users')).map((one) => [
          one.id,
          one.trust_level,
        ]),
      );
    const high = await levels();
    expect(high.get(raised.id)).toBe(3);
    await by.del(`/groups/${group.id}/members.json`, { usernames: all.map((one) => one.username).join(',') });
    const low = await levels();
    expect(low.get(raised.id)).toBeLessThan(3);
    expect(all.filter(({ id }) => low.get(id)! < high.get(id)!)).toHaveLength(trust_level_holders);
  });

  it('are for who decides about the group', async () => {
    const group = await t.group({ owners: [owner], visibility_level: 2 });
    expectError(await effects(group, {}, stranger), 404, 'not_found');
    expectError(await effects(await t.group(), {}, stranger), 403, 'invalid_access');
    expectError(await effects({ id: 3, name: 'staff' }, {}, admin), 403, 'invalid_access');
    expect((await effects(group, { grant_trust_level: 'x' })).status).toBe(400);
  });
});
