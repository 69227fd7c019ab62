/** What must not be known of a hidden group is told by no reading call: not its name, not its number, not who is in it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let stranger: TestUser;
let member: TestUser;
let open: TestGroup;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
  stranger = await t.user();
  member = await t.user();
  open = await t.group({ members: [member, stranger], owners: [moderator] });
});
afterAll(() => t.close());

/** A group that `member` shows as theirs, made and written to the logs as an admin does it. */
async function hidden(visibility_level: number, members_visibility_level = 0): Promise<TestGroup> {
  const reply = await t.as(admin).post('/admin/groups.json', {
    group: {
      name: unique('hid'),
      full_name: unique('Full'),
      visibility_level,
      members_visibility_level,
      primary_group: true,
      usernames: member.username,
    },
  });
  expect(reply.status, reply.text).toBe(200);
  return reply.body.basic_group;
}

/** Everything that somebody can read which could tell of the groups of `member`. */
async function readEverything(by: Client): Promise<string> {
  const paths = [
    '/groups.json',
    `/groups.json?username=${member.username}`,
    '/groups.json?order=user_count',
    '/groups.json?filter=hid',
    '/groups/search.json?term=hid',
    `/groups/${open.name}.json`,
    `/groups/${open.name}/members.json`,
    `/groups/${open.name}/members.json?order=added_at&filter=${member.username}`,
    `/groups/${open.name}/logs.json`,
    '/groups/trust_level_0/members.json',
    '/site.json',
    `/u/${member.username}.json`,
    `/u/${member.username}/card.json`,
    `/u/search/users.json?term=hid&include_groups=true`,
    '/admin/users/list/active.json',
    `/admin/users/${member.id}.json`,
    '/admin/logs/staff_action_logs.json',
    `/u/${member.username}/invited.json`,
  ];
  const replies: string[] = [];
  for (const path of paths) {
    const reply = await by.get(path);
    expect(reply.status, path).toBeLessThan(500);
    if (reply.status === 200) replies.push(`${path}: ${reply.text}`);
  }
  return replies.join('\n');
}

it.each([
  [1, ['visitor']],
  [2, ['visitor', 'stranger']],
  [3, ['visitor', 'stranger']],
  [4, ['visitor', 'stranger', 'moderator']],
])('visibility level %i', async (level, blind) => {
  const group = await hidden(level);
  const clients: Record<string, Client> = {
    visitor: t.browser(),
    stranger: t.as(stranger),
    moderator: t.as(moderator),
  };
  for (const [name, client] of Object.entries(clients)) {
    const seen = await readEverything(client);
    if (blind.includes(name)) {
      expect(seen, name).not.toContain(group.name);
      expect(seen, name).not.toMatch(new RegExp(`"(id|primary_group_id|flair_group_id|group_id)":${group.id}\\b`));
    } else expect(seen, name).toContain(group.name);
  }
  expect(await readEverything(t.as(admin))).toContain(group.name);
  const [list] = (await t.as(admin).get(`/groups/${open.name}/members.json`, { filter: member.username })).body.members;
  expect(list).toMatchObject({ primary_group_name: group.name });
  await t.as(admin).del(`/admin/groups/${group.id}.json`);
  // Nor does the log tell of it once it is gone.
  const log = (by: TestUser) => t.as(by).get('/admin/logs/staff_action_logs.json');
  expect((await log(admin)).text).toContain(group.name);
  if (blind.includes('moderator')) expect((await log(moderator)).text).not.toContain(group.name);
});

it('a group that shows itself but not its members: nobody is said to be in it', async () => {
  const group = await hidden(0, 4);
  for (const by of [t.browser(), t.as(stranger), t.as(moderator)]) {
    const [list] = (await by.get(`/groups/${open.name}/members.json`, { filter: member.username })).body.members;
    expect(list).toMatchObject({ username: member.username, primary_group_name: null, flair_name: null });
    expect((await by.get(`/groups/${group.name}/members.json`)).status).toBe(403);
    const { user } = (await by.get(`/u/${member.username}.json`)).body;
    expect(user).toMatchObject({ primary_group_id: null, primary_group_name: null });
    const { users } = (await by.get('/u/search/users.json', { group: group.name })).body;
    expect(users).toEqual([]);
  }
});

it('without the directory, search names only the groups one is in', async () => {
  const other = await t.group({ name: unique('dir') });
  const mine = await t.group({ name: unique('dir'), members: [stranger] });
  await t.withSettings({ enable_group_directory: false }, async () => {
    const query = { term: 'dir', include_groups: true };
    const names = async (by: TestUser) =>
      (await t.as(by).get('/u/search/users.json', query)).body.groups.map((group: { name: string }) => group.name);
    expect(await names(stranger)).toEqual([mine.name]);
    expect(await names(moderator)).toEqual(expect.arrayContaining([mine.name, other.name]));
  });
});
