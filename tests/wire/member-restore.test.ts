/** Undo for people removed from a group. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { GroupOptions, TestGroup, TestUser } from '../support/factories.ts';
import { account, memberNames, userCount } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let owner: TestUser;
let member: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  owner = await t.user();
  member = await t.user();
});
afterAll(() => t.close());

const remove = (by: TestUser, group: TestGroup, ...who: TestUser[]) =>
  t.as(by).del(`/groups/${group.id}/members.json`, { usernames: who.map((one) => one.username) });
const restore = (by: TestUser, group: TestGroup, ...who: TestUser[]) =>
  t.as(by).put(`/groups/${group.id}/members/restore.json`, { usernames: who.map((one) => one.username) });
const rows = (group: TestGroup) =>
  t.sql(
    'select user_id, owner, notification_level, invite_id, created_at from group_users where group_id = $1 order by user_id',
    [group.id],
  );
const standing = async ({ username }: TestUser) => {
  const { trust_level, title, primary_group_id, flair_group_id } = (await account(t, username))!;
  return { trust_level, title, primary_group_id, flair_group_id };
};
const make = (more: GroupOptions = {}) => t.group({ owners: [owner], members: [member], ...more });

describe('a removed member', () => {
  it('comes back with ownership, the day of joining and everything else', async () => {
    const second = await t.user();
    const group = await make({ owners: [owner, second] });
    await t.sql(
      "update group_users set invite_id = 7, notification_level = 1, created_at = '2020-01-01' where group_id = $1",
      [group.id],
    );
    const before = await rows(group);
    expect((await remove(owner, group, member, second)).status).toBe(200);
    expect(await userCount(t, group)).toBe(1);
    const back = await restore(owner, group, member, second);
    expect(back.body).toEqual({
      success: 'OK',
      usernames: [member.username, second.username].sort(),
      skipped_usernames: [],
    });
    expect(await rows(group)).toEqual(before);
    expect(await userCount(t, group)).toBe(3);
    const { logs } = (await t.as(owner).get(`/groups/${group.name}/logs.json`)).body;
    const line = (action: string, who: TestUser) =>
      logs.filter(
        (one: { action: string; target_user: { id: number } }) =>
          one.action === action && one.target_user.id === who.id,
      );
    expect(line('add_user_to_group', member)).toHaveLength(1);
    expect(line('make_user_group_owner', second)).toHaveLength(1);
    expect(line('make_user_group_owner', member)).toHaveLength(0);
  });

  it('gets back what leaving took, and keeps what it did not', async () => {
    const group = await t.group({ owners: [owner], grant_trust_level: 3, title: 'Gardener', primary_group: true });
    const person = await t.user();
    await t.as(admin).put(`/groups/${group.id}/members.json`, { usernames: person.username });
    const before = await standing(person);
    expect(before).toEqual({ trust_level: 3, title: 'Gardener', primary_group_id: group.id, flair_group_id: group.id });
    await remove(owner, group, person);
    expect(await standing(person)).toMatchObject({ title: null, primary_group_id: null });
    await restore(owner, group, person);
    expect(await standing(person)).toEqual(before);

    const other = await t.group({ owners: [owner], primary_group: true, members: [person] });
    await remove(owner, other, person);
    await restore(owner, other, person);
    expect(await standing(person), 'another primary group had been chosen').toEqual(before);
  });

  it('comes back once; who joined meanwhile stays as they are', async () => {
    const group = await make();
    await remove(owner, group, member);
    expect((await restore(owner, group, member)).status).toBe(200);
    expect((await restore(owner, group, member)).status).toBe(422);
    await remove(owner, group, member);
    await t.as(owner).put(`/groups/${group.id}/members.json`, { usernames: member.username });
    const again = await rows(group);
    expect((await restore(owner, group, member)).status).toBe(422);
    expect(await rows(group)).toEqual(again);
  });

  it('many at once: each attempt brings back whom the others have not', async () => {
    const group = await make();
    await remove(owner, group, member);
    const answers = await Promise.all(Array.from({ length: 6 }, () => restore(owner, group, member)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422, 422, 422, 422, 422]);
    expect(await userCount(t, group)).toBe(2);
  });
});

describe('is refused', () => {
  it('to anybody but who removed them', async () => {
    const group = await make();
    const stranger = await t.user();
    await remove(owner, group, member);
    const refused = await restore(admin, group, member);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toHaveLength(1);
    expect((await restore(stranger, group, member)).body.extras.reason).toBe('not_group_owner');
    expect((await restore(member, group, member)).status).toBe(422);
    expect(
      (await t.browser().put(`/groups/${group.id}/members/restore.json`, { usernames: member.username })).status,
    ).toBe(403);
    expect(await memberNames(t, group)).toEqual([owner.username]);
  });

  it('after ten minutes, and to who is no owner any more', async () => {
    const group = await make({ owners: [owner, admin] });
    await remove(owner, group, member);
    await t.as(admin).del(`/admin/groups/${group.id}/owners.json`, { usernames: owner.username });
    expect((await restore(owner, group, member)).status).toBe(403);
    await t.as(admin).put(`/groups/${group.id}/owners.json`, { usernames: owner.username });
    t.advance(601_000);
    expect((await restore(owner, group, member)).status).toBe(422);
  });

  it('for nobody, unknown people and unknown groups', async () => {
    const group = await make();
    expect((await t.as(owner).put(`/groups/${group.id}/members/restore.json`, {})).status).toBe(400);
    expect((await restore(owner, group, { ...member, username: 'nobody-at-all' })).status).toBe(400);
    expect((await restore(owner, { id: 99_999_999, name: 'x' }, member)).status).toBe(404);
  });
});

it('an owner who removed themselves may take just that back', async () => {
  const group = await make({ owners: [owner, admin] });
  await remove(owner, group, owner);
  expect((await restore(owner, group, owner, member)).status).toBe(403);
  expect((await restore(owner, group, owner)).status).toBe(200);
  const [mine] = (await rows(group)).filter((row) => row.user_id === owner.id);
  expect(mine).toMatchObject({ owner: true });
});
