/** One person, two requests at the very same moment: the second goes by what the first has made of them. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Notification, notificationTypes } from '../../src/shared/wire/notifications.ts';
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

const BLOCKED = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
  and query not like '%pg_notify%'`; // which waits for others that commit one, whatever the database

/** Sends requests while somebody else has the person locked: each waits where it first touches them, in this order. */
async function inThisOrder(person: TestUser, ...requests: (() => Promise<Reply>)[]): Promise<Reply[]> {
  const holder = new pg.Client({ connectionString: t.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select 1 from users where id = $1 for no key update', [person.id]);
    const replies: Promise<Reply>[] = [];
    let waiting = 0;
    for (const request of requests) {
      let answered = false;
      replies.push(request().finally(() => (answered = true)));
      const before = waiting;
      await until('the request to wait', async () => {
        waiting = (await t.sql(BLOCKED)).length;
        return answered || waiting > before;
      });
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

test('two answer a request to join: the person hears one answer, and it holds', async () => {
  const asker = await t.user();
  const group = await t.group({ owners: [await t.user()] });
  await t.as(admin).put(`/groups/${group.id}.json`, { group: { allow_membership_requests: true } });
  await t.as(asker).post(`/groups/${group.name}/request_membership.json`, { reason: 'please' });
  const answer = (accept: boolean) => () =>
    t.as(admin).put(`/groups/${group.id}/handle_membership_request.json`, { user_id: asker.id, accept });
  const replies = await inThisOrder(asker, answer(true), answer(false));
  expect(replies.map((reply) => reply.status)).toEqual([200, 200]);
  const { notifications } = (await t.as(asker).get('/notifications.json')).body;
  expect(notifications.map((told: Notification) => told.notification_type)).toEqual([
    notificationTypes.membership_request_accepted,
  ]);
  expect(await t.sql('select 1 from group_users where user_id = $1', [asker.id])).toHaveLength(1);
});

test('a person asks to join while being let in: no request of a member is left behind', async () => {
  const asker = await t.user();
  const group = await t.group({ owners: [await t.user()] });
  await t.as(admin).put(`/groups/${group.id}.json`, { group: { allow_membership_requests: true } });
  const letIn = () => t.as(admin).put(`/groups/${group.id}/members.json`, { usernames: asker.username });
  const ask = () => t.as(asker).post(`/groups/${group.name}/request_membership.json`, { reason: 'please' });
  const replies = await inThisOrder(asker, letIn, ask);
  expect(replies.map((reply) => reply.status)).toEqual([200, 422]);
  expect(await t.sql('select 1 from membership_requests where user_id = $1', [asker.id])).toEqual([]);
});
