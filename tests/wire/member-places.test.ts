/** Pages in the middle of a long list of members, which begin where another page was: the same people as by counting. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { findGroup } from '../../src/db/groups.ts';
import { listMembers } from '../../src/db/member-lists.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';

const MANY = 2600;
const MIDDLE = [1000, 1040, 1300, 1301, 1560];

let t: TestApp;
let admin: TestUser;
let group: TestGroup;
let first: TestUser;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  first = await t.user({ username: unique('aa') });
  group = await t.group({ owners: [await t.user({ username: unique('owner') })], members: [first] });
  await t.sql(
    `with made as (
       insert into users (username, username_key, email, email_key, active, approved, created_at, updated_at)
       select name, lower(name), name || '@example.com', lower(name) || '@example.com', true, true, now(), now()
       from (select 'M' || substr(md5(n::text), 1, 8) || n from generate_series(1, $2) n) m (name) returning id, username_key)
     insert into group_users (group_id, user_id, owner, username_key, created_at) select $1, id, false, username_key, now() from made`,
    [group.id, MANY],
  );
});
afterAll(() => t.close());

async function everybody(asc: boolean): Promise<string[]> {
  const rows = await t.sql<{ username: string }>(
    `select u.username from group_users m join users u on u.id = m.user_id where m.group_id = $1
     order by m.owner desc, u.username_key ${asc ? '' : 'desc'}`,
    [group.id],
  );
  return rows.map(({ username }) => username);
}
async function page(asc: boolean, offset: number, limit = 40): Promise<string[]> {
  const reply = await t.as(admin).get(`/groups/${group.name}/members.json`, { asc, offset, limit });
  expect(reply.status, reply.text).toBe(200);
  return reply.body.members.map(({ username }: { username: string }) => username);
}
async function expectRight(offsets: readonly number[] = MIDDLE): Promise<void> {
  for (const asc of [true, false]) {
    const all = await everybody(asc);
    for (const offset of offsets)
      expect([asc, offset, await page(asc, offset)]).toEqual([asc, offset, all.slice(offset, offset + 40)]);
  }
}

test.each([true, false])('page by page, ascending: %s', async (asc) => {
  const read: string[] = [];
  const sent = await t.queries(async () => {
    for (let more: string[] = ['']; more.length > 0; read.push(...more)) more = await page(asc, read.length, 70);
  });
  expect(read).toEqual(await everybody(asc));
  expect(sent).toContain(`memberLists.custom.username.${asc ? 'asc' : 'desc'}.place.deep`);
});

const members = (method: 'put' | 'del', body: object, what = 'members') =>
  t.as(admin)[method](`/groups/${group.id}/${what}.json`, body);
const changes: Record<string, () => Promise<{ status: number; text: string }>> = {
  'somebody joins': async () => members('put', { user_id: (await t.user({ username: unique('ab') })).id }),
  'somebody leaves': () => members('del', { user_id: first.id }),
  'somebody joins and somebody leaves': async () => {
    await members('put', { user_id: first.id });
    return members('del', { usernames: (await everybody(true))[1800] });
  },
  'somebody takes another name': async () =>
    t.as(admin).put(`/u/${first.username}/preferences/username.json`, { new_username: unique('zz') }),
  'somebody becomes an owner': () => members('put', { user_id: first.id }, 'owners'),
  'an account is deleted': async () => {
    const [row] = await t.sql<{ id: number }>('select id from users where username = $1', [
      (await everybody(true))[1800],
    ]);
    return t.as(admin).del(`/admin/users/${row!.id}.json`);
  },
  'somebody is an owner no longer': () =>
    t.as(admin).del(`/admin/groups/${group.id}/owners.json`, { user_id: first.id }),
};
test.each(Object.keys(changes))('%s', async (what) => {
  await expectRight();
  const before = [await page(true, 1300), await page(false, 1300)];
  const done = await changes[what]!();
  expect(done.status, done.text).toBe(200);
  expect([await page(true, 1300), await page(false, 1300)]).not.toEqual(before);
  await expectRight();
});

it('how members are notified changes nobody’s place, however many they are', async () => {
  const number = async () => (await findGroup(t.services.db, group.id))!.member_changes;
  const before = await number();
  const changed = await t.as(admin).put(`/groups/${group.id}.json`, {
    group: { default_notification_level: 1 },
    update_existing_users: true,
  });
  expect(changed.status, changed.text).toBe(200);
  const levels = await t.sql('select distinct notification_level from group_users where group_id = $1', [group.id]);
  expect([levels, await number()]).toEqual([[{ notification_level: 1 }], before]);
});

it('knows nothing of places that a transaction saw and that were undone', async () => {
  const row = await findGroup(t.services.db, group.id);
  const undone = t.services.db.transaction(async (tx) => {
    await tx.query(
      { name: 'tests.leave', text: 'delete from group_users where user_id = $1 and group_id = $2', changes: [] },
      [first.id, group.id],
    );
    await listMembers(tx, row!, {
      limit: 40,
      offset: 1300,
      order: 'username',
      ascending: true,
      filter: [],
      filterEmails: false,
    });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await members('put', { user_id: (await t.user({ username: unique('ac') })).id });
  await expectRight();
});

it('whatever happens between pages', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ offset: fc.integer({ min: 940, max: 1700 }), asc: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constantFrom('joins', 'leaves', 'rises') },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 20 }), async (steps) => {
      for (const one of steps) {
        if (one === 'joins') await members('put', { user_id: (await t.user()).id });
        else if (one === 'leaves') await members('del', { usernames: (await everybody(true)).at(-700) });
        else if (one === 'rises') await members('put', { usernames: (await everybody(false))[1200] }, 'owners');
        else {
          const { asc, offset } = one as { asc: boolean; offset: number };
          expect(await page(asc, offset)).toEqual((await everybody(asc)).slice(offset, offset + 40));
        }
      }
    }),
    { numRuns: 10 },
  );
});
