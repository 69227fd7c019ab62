/** The list of a group's members: order, pages, filters, who sees it; computed for automatic groups. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { MembersReply } from '../../src/shared/wire/members.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
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

/** One after the other, so that their ids ascend. */
const people = async (count: number) => {
  const made: TestUser[] = [];
  while (made.length < count) made.push(await t.user());
  return made;
};
const add = (group: { id: number }, body: unknown) => t.as(admin).put(`/groups/${group.id}/members.json`, body);

describe('the list of members', () => {
  let group: TestGroup;
  let names: string[];
  const list = async (query: object = {}, by: Client = t.as(admin), name = group.name) => {
    const reply = await by.get(`/groups/${name}/members.json`, { ...query });
    expect(reply.status, reply.text).toBe(200);
    expectShape(MembersReply, reply.body);
    return reply.body;
  };
  const listed = async (query: object) =>
    (await list(query)).members.map((member: { username: string }) => member.username);
  beforeAll(async () => {
    const users: TestUser[] = [];
    for (const letter of ['c', 'a', 'd', 'b'])
      users.push(await t.user({ username: unique(`m${letter}`), email: `${unique(`mail${letter}`)}@find.example` }));
    group = await t.group();
    for (const user of users) {
      t.advance(1000);
      await add(group, { user_id: user.id });
    }
    await t.as(admin).put(`/groups/${group.id}/owners.json`, { user_id: users[2]!.id });
    names = users.map((user) => user.username);
  });

  it('pages over the border between owners and others without a gap', async () => {
    const crowd = await people(7);
    const mixed = await t.group({ owners: crowd.slice(0, 3), members: crowd.slice(3) });
    for (const asc of [true, false]) {
      const whole = (await list({ asc }, t.as(admin), mixed.name)).members.map((member: { id: number }) => member.id);
      expect(new Set(whole).size).toBe(7);
      for (const limit of [1, 2, 3, 5]) {
        const pages: number[] = [];
        for (let offset = 0; offset < 9; offset += limit)
          for (const member of (await list({ asc, limit, offset }, t.as(admin), mixed.name)).members)
            pages.push(member.id);
        expect(pages).toEqual(whole);
      }
    }
  });

  it('follows people who take another name', async () => {
    const [first, second] = [await t.user({ username: unique('aaa') }), await t.user({ username: unique('bbb') })];
    const renamed = await t.group({ members: [first, second] });
    const new_username = unique('zzz');
    const reply = await t.as(admin).put(`/u/${first.username}/preferences/username.json`, { new_username });
    expect(reply.status, reply.text).toBe(200);
    const names = (await list({ asc: true }, t.as(admin), renamed.name)).members.map(
      (member: { username: string }) => member.username,
    );
    expect(names).toEqual([second.username, new_username]);
  });

  it('has owners first, then names, in pages; the total is of all', async () => {
    const [c, a, d, b] = names as [string, string, string, string];
    expect(await listed({ asc: true })).toEqual([d, a, b, c]);
    expect(await listed({})).toEqual([d, c, b, a]);
    const page = await list({ limit: 2, offset: 2, asc: 'true' });
    expect(page.members.map((member: { username: string }) => member.username)).toEqual([b, c]);
    expect(page.owners.map((member: { username: string }) => member.username)).toEqual([d]);
    expect(page.meta).toEqual({ total: 4, limit: 2, offset: 2 });
    expect((await list()).meta.limit).toBe(50);
    expect(await listed({ offset: 100 })).toEqual([]);
    expect(await listed({ limit: 0 })).toEqual([]);
  });

  it('sorts by time of joining, and passes over orders it does not know', async () => {
    expect(await listed({ order: 'added_at', asc: true })).toEqual(names);
    expect(await listed({ order: 'added_at' })).toEqual(names.toReversed());
    expect((await listed({ order: 'email; drop table users' })).toSorted()).toEqual(names.toSorted());
    expect(await listed({ order: 'last_seen_at' })).toHaveLength(4);
    expect(await listed({ order: 'last_posted_at', asc: true })).toEqual(await listed({ asc: true }));
  });

  it('filters by parts of names, for admins also of addresses; wildcards are letters', async () => {
    expect(await listed({ filter: names[1]!.toUpperCase() })).toEqual([names[1]]);
    expect(await listed({ filter: `${names[1]},${names[3]}`, order: 'added_at', asc: true })).toEqual([
      names[1],
      names[3],
    ]);
    expect(await listed({ filter: 'FIND.example' })).toHaveLength(4);
    expect((await list({ filter: 'find.example' }, t.as(stranger))).members).toEqual([]);
    expect((await list({ filter: names[1] })).meta.total).toBe(4);
    for (const filter of ['%', '_%_', '\\', "' or 1=1 --"]) expect(await listed({ filter })).toEqual([]);
    expect((await t.as(stranger).get(`/groups/${group.name}/members.json`)).text).not.toContain('find.example');
  });

  test.each([{ limit: -1 }, { limit: 1001 }, { limit: 'x' }, { offset: -1 }, { offset: '1.5' }])(
    'refuses %j',
    async (query) => {
      expectError(await t.as(admin).get(`/groups/${group.name}/members.json`, query), 400, 'invalid_parameters');
    },
  );

  it('computes the members of automatic groups', async () => {
    const admins = await list({ asc: true }, t.as(stranger), 'admins');
    expect(admins.members.map((member: { username: string }) => member.username)).toEqual([admin.username]);
    expect([admins.owners, admins.meta.total]).toEqual([[], 1]);
    const staff = await list({}, t.as(admin), 'staff');
    expect(staff.members.map((member: { username: string }) => member.username).toSorted()).toEqual(
      [admin.username, moderator.username].toSorted(),
    );
    const level4 = await t.user({ trust_level: 4 });
    for (const order of [undefined, 'added_at', 'last_seen_at']) {
      const found = await list({ filter: level4.username, ...(order ? { order } : {}) }, t.as(admin), 'trust_level_4');
      expect(found.members.map((member: { id: number }) => member.id)).toEqual([level4.id]);
    }
    const all = await list({ limit: 1000 }, t.as(admin), 'trust_level_0');
    expect(all.meta.total).toBe((await t.sql('select count(*) as n from users where id > 0'))[0]!.n);
  });

  // Rows: level of members_visibility_level. Columns: who sees.
  test.each([
    [0, ['visitor', 'stranger', 'member', 'owner', 'moderator', 'admin']],
    [1, ['stranger', 'member', 'owner', 'moderator', 'admin']],
    [2, ['member', 'owner', 'moderator', 'admin']],
    [3, ['owner', 'moderator', 'admin']],
    [4, ['owner', 'admin']],
  ])('with level %i is for %j', async (level, sees) => {
    const [owner, member] = await people(2);
    const shy = await t.group({ owners: [owner!], members: [member!], members_visibility_level: level });
    const clients: Record<string, Client> = {
      visitor: t.browser(),
      stranger: t.as(stranger),
      member: t.as(member!),
      owner: t.as(owner!),
      moderator: t.as(moderator),
      admin: t.as(admin),
    };
    for (const [who, client] of Object.entries(clients)) {
      const reply = await client.get(`/groups/${shy.name}/members.json`);
      expect([who, reply.status]).toEqual([who, sees.includes(who) ? 200 : 403]);
      if (!sees.includes(who)) expect(reply.text).not.toContain(member!.username);
      expect((await client.get(`/groups/${shy.name}.json`)).body.group.can_see_members).toBe(sees.includes(who));
    }
  });

  it('costs two queries beside the caller’s own', async () => {
    const client = t.as(stranger);
    await client.get(`/groups/${group.name}/members.json`);
    const sent = await t.queries(() => client.get(`/groups/${group.name}/members.json`));
    expect(sent.filter((name) => !name.startsWith('authentication.') && !name.startsWith('rateLimits.'))).toEqual([
      'groups.byName',
      'memberLists.custom.username.desc',
    ]);
  });
});
