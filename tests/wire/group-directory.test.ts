/** Finding groups: filters, types, order and pages; and that what is hidden shows nowhere, not even as a number. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { GroupListReply, GroupNameReply, GroupSearchReply } from '../../src/shared/wire/groups.ts';
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

const list = async (by: Client, query: object = {}) => {
  const reply = await by.get('/groups.json', { ...query });
  expect(reply.status, reply.text).toBe(200);
  expectShape(GroupListReply, reply.body);
  return reply.body;
};
const namesOf = (groups: { name: string }[]) => groups.map((group) => group.name);
const listed = async (by: Client, query: object = {}) => namesOf((await list(by, query)).groups);

describe('what is shown', () => {
  it('exactly what each may see: groups, total and pages agree', async () => {
    const tag = unique('vi');
    const [member, owner] = [await t.user(), await t.user()];
    for (const level of [0, 1, 2, 3, 4])
      await t.group({ name: `${tag}${level}`, visibility_level: level, members: [member], owners: [owner] });
    const levels = async (by: Client) => {
      const reply = await list(by, { filter: tag });
      expect(reply.total_rows_groups).toBe(reply.groups.length);
      return namesOf(reply.groups)
        .map((name) => name.slice(tag.length))
        .join('');
    };
    expect(await levels(t.browser())).toBe('0');
    expect(await levels(t.as(stranger))).toBe('01');
    expect(await levels(t.as(member))).toBe('012');
    expect(await levels(t.as(moderator))).toBe('0123');
    expect(await levels(t.as(owner))).toBe('01234');
    expect(await levels(t.as(admin))).toBe('01234');
  });

  it('automatic groups to staff, with their members counted; to others only the moderators', async () => {
    expect(await listed(t.as(stranger), { filter: 'trust_level' })).toEqual([]);
    expect(await listed(t.as(stranger), { type: 'automatic' })).toEqual(['moderators']);
    const { groups } = await list(t.as(moderator), { type: 'automatic' });
    expect(namesOf(groups)).toEqual([
      'admins',
      'moderators',
      'staff',
      ...[0, 1, 2, 3, 4].map((n) => `trust_level_${n}`),
    ]);
    expect(groups[1].user_count).toBe(1);
    expect(groups[2].user_count).toBe(2);
    expect(await listed(t.as(admin), { type: 'non_automatic', filter: 'trust_level' })).toEqual([]);
  });

  it('the types one may filter by', async () => {
    const filters = async (by: Client) => (await list(by)).extras.type_filters;
    expect(await filters(t.browser())).toEqual(['public', 'close']);
    expect(await filters(t.as(stranger))).toEqual(['my', 'owner', 'public', 'close']);
    expect(await filters(t.as(moderator))).toEqual(['my', 'owner', 'public', 'close', 'automatic']);
  });

  it('nothing but to staff while the directory is off', async () => {
    await t.group({ name: unique('dir'), full_name: 'Somewhere' });
    await t.withSettings({ enable_group_directory: false }, async () => {
      expectError(await t.as(stranger).get('/groups.json'), 403, 'invalid_access');
      expectError(await t.browser().get('/groups.json'), 403, 'invalid_access');
      expect((await t.as(stranger).get('/groups/search.json', { term: 'somewhere' })).body).toEqual([]);
      expect((await t.as(moderator).get('/groups.json')).status).toBe(200);
    });
  });
});

describe('filters', () => {
  it('types: my, owner, public, close', async () => {
    const [user, tag] = [await t.user(), unique('ty')];
    await t.group({ name: `${tag}m`, members: [user] });
    await t.group({ name: `${tag}o`, owners: [user] });
    const open = await t.group({ name: `${tag}p` });
    await t.sql('update groups set public_admission = true where id = $1', [open.id]);
    const of = async (type: string) =>
      (await listed(t.as(user), { filter: tag, type })).map((name) => name.slice(tag.length)).join('');
    expect([await of('my'), await of('owner'), await of('public'), await of('close')]).toEqual(['mo', 'o', 'p', 'mo']);
  });

  it('texts are literal, in any case, in the name or the full name', async () => {
    const group = await t.group({ full_name: `Ünïcode Friends ${unique('x')}_%` });
    for (const filter of [group.name.toUpperCase(), 'ÜNÏCODE', 'code friends', '_%'])
      expect(await listed(t.as(stranger), { filter }), filter).toEqual([group.name]);
    for (const filter of ["' or 1=1 --", '\\', 'x\u202Ey', '%%', '__'])
      expect(await listed(t.as(admin), { filter }), filter).toEqual([]);
  });

  it('by person: only where both levels let one see it', async () => {
    const member = await t.user();
    const open = await t.group({ members: [member] });
    await t.group({ members: [member], members_visibility_level: 2 });
    await t.group({ members: [member], visibility_level: 4 });
    await t.group();
    const { username } = member;
    expect(await listed(t.as(stranger), { username: username.toUpperCase() })).toEqual([open.name]);
    expect(await listed(t.as(stranger), { username, filter: 'nothing-like-it' })).toEqual([]);
    expect((await list(t.as(admin), { username, type: 'non_automatic' })).total_rows_groups).toBe(3);
    expectError(await t.as(stranger).get('/groups.json', { username: 'nobody-at-all' }), 404, 'not_found');
    expectError(await t.as(stranger).get('/groups.json', { username: member.email }), 404, 'not_found');
  });

  test.each<[object, number]>([
    [{ type: 'bogus' }, 400],
    [{ page: -1 }, 400],
    [{ page: 'x' }, 400],
    [{ type: 'my' }, 404],
    [{ type: 'owner' }, 404],
  ])('a visitor who asks for %o', async (query, status) => {
    expectError(await t.browser().get('/groups.json', { ...query }), status);
  });
});

describe('order and pages', () => {
  const tag = unique('pg');
  beforeAll(async () => {
    const crowd = [await t.user(), await t.user()];
    for (let i = 0; i < 40; i++)
      await t.group({
        name: `${tag}${String(i).padStart(2, '0')}`,
        members: crowd.slice(0, i === 7 ? 2 : i === 8 ? 1 : 0),
      });
  });

  it('36 a page, fewer for telephones, with the address of the next', async () => {
    const first = await list(t.as(stranger), { filter: tag });
    const second = await list(t.as(stranger), { filter: tag, page: 1 });
    const third = await list(t.as(stranger), { filter: tag, page: 2 });
    expect([first, second, third].map((page) => page.groups.length)).toEqual([36, 4, 0]);
    expect([first, second, third].map((page) => page.total_rows_groups)).toEqual([40, 40, 40]);
    expect(new Set(namesOf([...first.groups, ...second.groups])).size).toBe(40);
    expect(first.load_more_groups).toBe(`/groups?filter=${tag}&page=1`);
    const asked = { type: 'close', order: 'name', asc: true, filter: tag, page: 3 };
    expect((await list(t.as(stranger), asked)).load_more_groups).toBe(
      `/groups?asc=true&filter=${tag}&order=name&page=4&type=close`,
    );
    const phone = { headers: { 'User-Agent': 'Mozilla/5.0 (iPhone) Mobile/15E148' } };
    expect((await t.as(stranger).get('/groups.json', { filter: tag }, phone)).body.groups.length).toBe(15);
    expect((await list(t.as(stranger), { filter: tag, page: 999_999_999_999 })).groups).toEqual([]);
  });

  it('by name upwards; with an order downwards unless asc', async () => {
    const firsts = async (query: object) =>
      (await listed(t.as(stranger), { filter: tag, ...query })).slice(0, 2).map((name) => name.slice(tag.length));
    expect(await firsts({})).toEqual(['00', '01']);
    expect(await firsts({ order: 'name' })).toEqual(['39', '38']);
    expect(await firsts({ order: 'name', asc: true })).toEqual(['00', '01']);
    expect(await firsts({ order: 'user_count' })).toEqual(['07', '08']);
    expect(await firsts({ order: 'id; drop table groups' })).toEqual(['00', '01']);
    expect(await listed(t.as(admin), { order: 'user_count', type: 'automatic' })).toContain('staff');
  });
});

describe('search', () => {
  const search = async (by: Client, query: object) => {
    const reply = await by.get('/groups/search.json', { ...query });
    expect(reply.status, reply.text).toBe(200);
    expectShape(GroupSearchReply, reply.body);
    return reply.body;
  };

  it('is for people who are logged in, and finds automatic groups too', async () => {
    expectError(await t.browser().get('/groups/search.json'), 403, 'not_logged_in');
    const all = await search(t.as(stranger), {});
    expect(all.find((group: { id: number }) => group.id === 3)).toMatchObject({ name: 'staff', user_count: 2 });
    expect(all.some((group: { id: number }) => group.id === 0)).toBe(false);
    const custom = await search(t.as(stranger), { ignore_automatic: true });
    expect(custom.every((group: { automatic: boolean }) => !group.automatic)).toBe(true);
  });

  it('takes the term literally and finds nothing hidden', async () => {
    const full_name = `Secret Fellowship ${unique('s')}`;
    const hidden = await t.group({ full_name, visibility_level: 3 });
    expect(await search(t.as(stranger), { term: full_name })).toEqual([]);
    expect(namesOf(await search(t.as(moderator), { term: full_name.toUpperCase() }))).toEqual([hidden.name]);
    for (const term of ['%%', "a%b_c'", "' OR '1'='1", '\\'])
      expect(await search(t.as(stranger), { term })).toEqual([]);
  });
});

describe('a name', () => {
  const check = async (group_name: string) => {
    const reply = await t.as(stranger).get('/groups/check-name.json', { group_name });
    expect(reply.status, reply.text).toBe(200);
    expectShape(GroupNameReply, reply.body);
    return reply.body;
  };
  it('is free, taken by a group or a person, or cannot be', async () => {
    const group = await t.group();
    expect(await check(unique('free'))).toEqual({ available: true });
    expect(await check('moderator')).toEqual({ available: true });
    for (const name of [group.name.toUpperCase(), stranger.username, 'search']) {
      const taken = await check(name);
      expect(taken.available).toBe(false);
      expect(await check(taken.suggestion)).toEqual({ available: true });
    }
    expect((await check('a b')).errors[0]).toMatch(/only include/);
    expectError(await t.browser().get('/groups/check-name.json', { group_name: 'test' }), 403, 'not_logged_in');
    expectError(await t.as(stranger).get('/groups/check-name.json'), 400);
  });
});

it('says who may mention and message a group; of a hidden one nothing', async () => {
  const group = await t.group();
  await t.sql('update groups set mentionable_level = 99, messageable_level = 1 where id = $1', [group.id]);
  const get = async (what: string, by: Client) => (await by.get(`/groups/${group.name}/${what}.json`)).body;
  expect(await get('mentionable', t.browser())).toEqual({ mentionable: true });
  expect(await get('messageable', t.as(moderator))).toEqual({ messageable: false });
  expect(await get('messageable', t.as(admin))).toEqual({ messageable: true });
  expect(await get('permissions', t.as(stranger))).toEqual([]);
  await t.sql('update groups set visibility_level = 4 where id = $1', [group.id]);
  for (const what of ['mentionable', 'messageable', 'permissions'])
    expectError(await t.as(stranger).get(`/groups/${group.name}/${what}.json`), 404, 'not_found');
});
