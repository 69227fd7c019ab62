/** People leave a group at the very moment the group, or what they show of it, is changed: nothing of it stays with them. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { Reply } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { until } from '../support/smtp.ts';

let t: TestApp;
let admin: TestUser;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
});
afterAll(() => t.close());

const BLOCKED = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;

/** Sends requests while somebody else has the person locked: each has read what it goes by and waits, in this order. */
async function inThisOrder(person: TestUser, ...requests: (() => Promise<Reply>)[]): Promise<Reply[]> {
  const holder = new pg.Client({ connectionString: t.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select 1 from users where id = $1 for no key update', [person.id]);
    const replies: Promise<Reply>[] = [];
    for (const request of requests) {
      replies.push(request());
      await until('the request to wait', async () => (await t.sql(BLOCKED)).length === replies.length);
    }
    await holder.query('commit');
    return await Promise.all(replies);
  } finally {
    await holder.end();
  }
}

const standing = async ({ id }: TestUser) =>
  (await t.sql('select title, primary_group_id, flair_group_id from users where id = $1', [id]))[0];

/** A member who has the group's title. */
async function titled() {
  const member = await t.user();
  const group = await t.group({ title: unique('Old'), primary_group: true });
  await t.as(admin).put(`/groups/${group.id}/members.json`, { usernames: member.username });
  expect(await standing(member)).toMatchObject({ title: expect.stringContaining('Old'), primary_group_id: group.id });
  const retitle = () => t.as(admin).put(`/groups/${group.id}.json`, { group: { title: unique('New') } });
  const remove = () => t.as(admin).del(`/groups/${group.id}/members.json`, { usernames: member.username });
  return { member, group, retitle, remove };
}
const NOTHING = { title: null, primary_group_id: null, flair_group_id: null };

test('the group gets a new title: whoever is taken out does not keep it', async () => {
  const { member, retitle, remove } = await titled();
  const replies = await inThisOrder(member, retitle, remove);
  expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
  expect(await standing(member)).toEqual(NOTHING);
});

test('the group gets a new title and is deleted: its members do not keep it', async () => {
  const { member, group, retitle } = await titled();
  const replies = await inThisOrder(member, retitle, () => t.as(admin).del(`/admin/groups/${group.id}.json`));
  expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
  expect(await standing(member)).toEqual(NOTHING);
});

test('the person chooses the group’s title and the group as theirs: passed over, they are out', async () => {
  const { member, group, remove } = await titled();
  const { title } = (await standing(member))!;
  const choose = () =>
    t.as(member).put(`/u/${member.username}.json`, { title, primary_group_id: group.id, flair_group_id: group.id });
  const replies = await inThisOrder(member, remove, choose);
  expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
  expect(await standing(member)).toEqual(NOTHING);
});
