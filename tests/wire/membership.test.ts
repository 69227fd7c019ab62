/** Joining, leaving and asking by oneself, what owners answer, and what is set for members. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { RequestedReply, RequestersReply } from '../../src/shared/wire/members.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import type { GroupOptions, TestGroup, TestUser } from '../support/factories.ts';
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

type Doors = Partial<Record<'public_admission' | 'public_exit' | 'allow_membership_requests', boolean>>;
async function group(doors: Doors, options: GroupOptions = {}): Promise<TestGroup> {
  const made = await t.group(options);
  for (const door of Object.keys(doors)) await t.sql(`update groups set ${door} = true where id = $1`, [made.id]);
  return made;
}
const join = (by: Client, { id }: { id: number }) => by.put(`/groups/${id}/join.json`, {});
const leave = (by: Client, { id }: { id: number }) => by.del(`/groups/${id}/leave.json`);
const memberIds = async ({ id }: { id: number }) =>
  (await t.sql('select user_id from group_users where group_id = $1 order by 1', [id])).map((row) => row.user_id);
const logged = ({ id }: { id: number }) =>
  t.sql('select action, acting_user_id, target_user_id, invite_id from group_logs where group_id = $1 order by id', [
    id,
  ]);

describe('joining and leaving', () => {
  it('works where the group is open, is written down, and may be repeated', async () => {
    const user = await t.user({ trust_level: 1 });
    const open = await group({ public_admission: true, public_exit: true }, { grant_trust_level: 3 });
    expect([await join(t.as(user), open), await join(t.as(user), open)]).toMatchObject([
      { status: 204, text: '' },
      { status: 204 },
    ]);
    expect(await memberIds(open)).toEqual([user.id]);
    expect((await t.sql('select trust_level from users where id = $1', [user.id]))[0]!.trust_level).toBe(3);
    expect((await leave(t.as(user), open)).status).toBe(204);
    t.advance(61_000);
    expect((await leave(t.as(user), open)).status).toBe(204);
    expect(await memberIds(open)).toEqual([]);
    expect(await logged(open)).toMatchObject([
      { action: 'add_user_to_group', acting_user_id: user.id, target_user_id: user.id },
      { action: 'remove_user_from_group', acting_user_id: user.id, target_user_id: user.id },
    ]);
  });

  it('is refused where it is closed, to visitors, and for groups one cannot see', async () => {
    const user = await t.user();
    const closed = await group({}, { members: [user] });
    const hidden = await group({ public_admission: true }, { visibility_level: 4 });
    expectError(await join(t.as(admin), closed), 403, 'invalid_access');
    expectError(await leave(t.as(user), closed), 403, 'invalid_access');
    expectError(await join(t.as(user), hidden), 404, 'not_found');
    expectError(await join(t.as(user), { id: 99999999 }), 404, 'not_found');
    for (const verb of [join, leave]) expectError(await verb(t.browser(), closed), 403, 'not_logged_in');
    for (const verb of [join, leave]) expectError(await verb(t.as(admin), { id: 10 }), 403, 'invalid_access');
    expect([await memberIds(closed), await memberIds(hidden)]).toEqual([[user.id], []]);
  });

  it('lets members out of a group they cannot look at', async () => {
    const user = await t.user();
    const hidden = await group({ public_exit: true }, { visibility_level: 3, members: [user] });
    expect((await leave(t.as(user), hidden)).status).toBe(204);
    expect(await memberIds(hidden)).toEqual([]);
    expectError(await leave(t.as(user), hidden), 404, 'not_found');
  });

  it('may be tried three times a minute, refusals counted; staff are exempt', async () => {
    const user = await t.user();
    const closed = await group({});
    const open = await group({ public_admission: true, public_exit: true });
    for (let i = 0; i < 3; i++) expectError(await join(t.as(user), closed), 403);
    const limited = await join(t.as(user), open);
    expectError(limited, 429, 'rate_limit');
    expect(limited.body.extras.wait_seconds).toBeGreaterThan(0);
    expect(limited.body.errors[0]).toMatch(/^You’re joining\/leaving groups a bit too frequently/);
    expect(limited.headers.get('retry-after')).toBe(String(limited.body.extras.wait_seconds));
    t.advance(61_000);
    expect((await join(t.as(user), open)).status).toBe(204);
    for (let i = 0; i < 5; i++) expect((await join(t.as(moderator), open)).status).toBe(204);
  });

  it('keeps the number of members exact when many come and go at once', async () => {
    const open = await group({ public_admission: true, public_exit: true });
    const people: TestUser[] = [];
    while (people.length < 10) people.push(await t.user());
    await Promise.all(people.map((user) => join(t.as(user), open)));
    await Promise.all(people.slice(0, 4).flatMap((user) => [leave(t.as(user), open), leave(t.as(user), open)]));
    const count = (await t.as(admin).get(`/groups/${open.name}.json`)).body.group.user_count;
    expect([count, (await memberIds(open)).length]).toEqual([6, 6]);
  });
});

describe('requests', () => {
  const ask = (by: Client, { name }: TestGroup, reason: unknown = 'please') =>
    by.post(`/groups/${name}/request_membership.json`, { reason });
  const answer = (by: Client, { id }: { id: number }, body: object) =>
    by.put(`/groups/${id}/handle_membership_request.json`, body);
  const asking = async (by: Client, { name }: TestGroup, query: object = {}) => {
    const reply = await by.get(`/groups/${name}/members.json`, { requesters: true, ...query });
    expect(reply.status, reply.text).toBe(200);
    expectShape(RequestersReply, reply.body);
    return reply.body;
  };
  const told = async ({ id }: { id: number }) =>
    t.sql('select notification_type, data from notifications where user_id = $1 order by id', [id]);
  const mailed = async ({ id }: { id: number }) =>
    (await t.sql('select email_type from email_logs where user_id = $1 order by id', [id])).map(
      (row) => row.email_type,
    );
  const askable = async (options: GroupOptions = {}) => {
    const owner = await t.user();
    return { owner, asked: await group({ allow_membership_requests: true }, { owners: [owner], ...options }) };
  };

  it('are written down once, and the owners told', async () => {
    const user = await t.user();
    const { owner, asked } = await askable();
    const reply = await ask(t.as(user), asked, ' סיבה טובה <b> ');
    expect(reply.status, reply.text).toBe(200);
    expectShape(RequestedReply, reply.body);
    const again = await ask(t.as(user), asked);
    expectError(again, 409);
    expect(again.body).toMatchObject({
      failed: 'FAILED',
      error: 'You have already requested membership for this group.',
    });
    const { members, meta } = await asking(t.as(owner), asked);
    expect(members).toMatchObject([{ username: user.username, reason: 'סיבה טובה <b>', invite_id: null }]);
    expect(meta).toEqual({ total: 1, limit: 50, offset: 0 });
    expect(await memberIds(asked)).toEqual([owner.id]);
    expect(await told(owner)).toMatchObject([
      { notification_type: 10_003, data: { group_name: asked.name, display_username: user.username } },
    ]);
    expect(await mailed(owner)).toEqual(['membership_request']);
  });

  it('need a login, a reason of bounded length, and a group that takes them', async () => {
    const user = await t.user();
    const { asked } = await askable({ members: [user] });
    const closed = await group({});
    const hidden = await group({ allow_membership_requests: true }, { visibility_level: 4 });
    expectError(await ask(t.browser(), asked), 403, 'not_logged_in');
    expectError(await t.as(stranger).post(`/groups/${asked.name}/request_membership.json`, {}), 400);
    expectError(await ask(t.as(stranger), asked, '  '), 400);
    expect((await ask(t.as(stranger), asked, 'x'.repeat(5001))).body.errors).toEqual([
      'Reason is too long (maximum is 5000 characters)',
    ]);
    expectError(await ask(t.as(user), asked), 422);
    expectError(await ask(t.as(stranger), closed), 403, 'invalid_access');
    expectError(await ask(t.as(stranger), hidden), 404, 'not_found');
    expect(
      await t.sql('select 1 from membership_requests where group_id = any ($1)', [[asked.id, closed.id, hidden.id]]),
    ).toEqual([]);
  });

  it('are shown to those who may answer, oldest first, in pages', async () => {
    const member = await t.user();
    const { owner, asked } = await askable({ members: [member] });
    const people: TestUser[] = [];
    while (people.length < 3) {
      people.push(await t.user());
      t.advance(1000);
      expect((await ask(t.as(people.at(-1)!), asked)).status).toBe(200);
    }
    const names = async (query: object) =>
      (await asking(t.as(owner), asked, query)).members.map((person: { username: string }) => person.username);
    const [a, b, c] = people.map((person) => person.username);
    expect(await names({})).toEqual([a, b, c]);
    expect(await names({ order: 'requested_at' })).toEqual([c, b, a]);
    expect(await names({ order: 'requested_at', asc: true, limit: 1, offset: 1 })).toEqual([b]);
    expect(await names({ filter: c!.toUpperCase() })).toEqual([c]);
    for (const by of [t.browser(), t.as(stranger), t.as(member), t.as(moderator)])
      expectError(await by.get(`/groups/${asked.name}/members.json`, { requesters: true }), 403);
  });

  it('accepted: the person joins with effects, it is logged, and they are told', async () => {
    const user = await t.user({ trust_level: 1 });
    const { owner, asked } = await askable({ grant_trust_level: 2 });
    await ask(t.as(user), asked);
    expect((await answer(t.as(owner), asked, { user_id: user.id, accept: true })).body).toEqual({ success: 'OK' });
    expect(await memberIds(asked)).toEqual([user.id, owner.id]);
    expect(await logged(asked)).toMatchObject([{ acting_user_id: owner.id, target_user_id: user.id }]);
    expect((await asking(t.as(owner), asked)).members).toEqual([]);
    expect(await told(user)).toMatchObject([{ notification_type: 22, data: { group_name: asked.name } }]);
    expect(await mailed(user)).toEqual(['membership_request_accepted']);
    // Two owners answer at once: the second finds it done.
    expect((await answer(t.as(admin), asked, { user_id: user.id, accept: true })).status).toBe(200);
    expect(await told(user)).toHaveLength(1);
  });

  it('declined: nothing but a word to the person, who may ask again', async () => {
    const user = await t.user();
    const { owner, asked } = await askable();
    await ask(t.as(user), asked);
    expect((await answer(t.as(owner), asked, { user_id: user.id })).status).toBe(200);
    expect(await memberIds(asked)).toEqual([owner.id]);
    expect(await mailed(user)).toEqual(['membership_request_declined']);
    expect(await told(user)).toMatchObject([{ notification_type: 10_005 }]);
    expect((await ask(t.as(user), asked)).status).toBe(200);
    expect((await answer(t.as(owner), asked, { user_id: user.id, accept: 'false' })).status).toBe(200);
    expect(await memberIds(asked)).toEqual([owner.id]);
  });

  it('are answered by owners and managers only, and must exist', async () => {
    const user = await t.user();
    const { asked, owner } = await askable();
    await ask(t.as(user), asked);
    const body = { user_id: user.id, accept: true };
    for (const by of [t.browser(), t.as(user), t.as(stranger), t.as(moderator)])
      expectError(await answer(by, asked, body), 403);
    expectError(await answer(t.as(owner), { id: 99999999 }, body), 400, 'invalid_parameters');
    expectError(await answer(t.as(owner), asked, { user_id: stranger.id, accept: true }), 400, 'invalid_parameters');
    expectError(await answer(t.as(owner), asked, { user_id: 99999999 }), 400, 'invalid_parameters');
    expectError(await answer(t.as(owner), asked, { accept: true }), 400);
    expect(await memberIds(asked)).toEqual([owner.id]);
  });

  it('that an invite left behind are listed the same way, and name it when accepted', async () => {
    const user = await t.user();
    const { owner, asked } = await askable();
    await t.sql(
      'insert into membership_requests (group_id, user_id, invite_id, created_at) values ($1, $2, 77, now())',
      [asked.id, user.id],
    );
    expect((await asking(t.as(owner), asked)).members).toMatchObject([{ reason: null, invite_id: 77 }]);
    await answer(t.as(owner), asked, { user_id: user.id, accept: true });
    expect(await logged(asked)).toMatchObject([{ target_user_id: user.id, invite_id: 77 }]);
  });

  it('end when the person joins another way; ten at once make one', async () => {
    const user = await t.user();
    const { owner, asked } = await askable();
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask(t.as(user), asked)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, ...Array(9).fill(409)]);
    await t.as(owner).put(`/groups/${asked.id}/members.json`, { user_id: user.id });
    expect((await asking(t.as(owner), asked)).members).toEqual([]);
  });
});

describe('for members', () => {
  it('how much they hear of a group', async () => {
    const member = await t.user();
    const made = await group({}, { members: [member] });
    const set = (by: Client, query: string) => by.post(`/groups/${made.name}/notifications.json?${query}`);
    const level = async () =>
      (await t.sql('select notification_level from group_users where group_id = $1', [made.id]))[0]!.notification_level;
    expect((await set(t.as(member), 'notification_level=1')).body).toEqual({ success: 'OK' });
    expect(await level()).toBe(1);
    await set(t.as(moderator), `notification_level=4&user_id=${member.id}`);
    expect(await level()).toBe(4);
    for (const query of ['', 'notification_level=7', 'notification_level=x'])
      expectError(await set(t.as(member), query), 400);
    // The id of somebody else is only for staff to name.
    expectError(await set(t.as(stranger), `notification_level=0&user_id=${member.id}`), 400);
    expectError(await set(t.browser(), 'notification_level=0'), 403, 'not_logged_in');
    expect(await level()).toBe(4);
  });

  it('whether a group is their primary one', async () => {
    const [member, owner] = [await t.user(), await t.user()];
    const made = await group({}, { members: [member], owners: [owner, moderator] });
    const set = (by: Client, primary: unknown, usernames = `${member.username},${stranger.username}`) =>
      by.put(`/admin/groups/${made.id}/primary.json`, { group: { usernames }, primary });
    const primary = async (user: TestUser) =>
      (await t.sql('select primary_group_id from users where id = $1', [user.id]))[0]!.primary_group_id;
    expect((await set(t.as(admin), 'true')).body).toEqual({ success: 'OK' });
    expect([await primary(member), await primary(stranger)]).toEqual([made.id, null]);
    expect((await set(t.as(moderator), false)).status).toBe(200);
    expect(await primary(member)).toBe(null);
    expectError(await set(t.as(owner), true), 404, 'not_found');
    expectError(await set(t.as(admin), true, 'nobody-at-all'), 400, 'invalid_parameters');
    expectError(await t.as(admin).put('/admin/groups/10/primary.json', { group: { usernames: 'x' } }), 422);
  });

  test('moderators who do not own the group set nothing in it', async () => {
    const made = await group({}, { members: [stranger] });
    const body = { group: { usernames: stranger.username }, primary: true };
    expectError(await t.as(moderator).put(`/admin/groups/${made.id}/primary.json`, body), 403, 'invalid_access');
  });
});
