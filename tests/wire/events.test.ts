/** Live updates: who is told what, when a stream ends, and that news come from whichever process made them. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDelivery } from '../../src/mail/deliver.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type EventReader, follow } from '../support/events.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { address, invite, link, newcomer, redeem } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';
import { until } from '../support/smtp.ts';

let t: TestApp;
/** A second process on the same database. */
let other: TestApp;
let admin: TestUser;
let owner: TestUser;
let member: TestUser;
let moderator: TestUser;
let stranger: TestUser;
let group: TestGroup;
let hidden: TestGroup;
let seen: TestGroup;

beforeAll(async () => {
  t = await startApp();
  other = await startApp({ beside: t, streams: { beatMs: 100, most: 5, mostOfOne: 3 } });
  admin = await t.user({ admin: true });
  owner = await t.user({ trust_level: 2 });
  member = await t.user();
  moderator = await t.user({ moderator: true });
  stranger = await t.user();
  group = await t.group({ owners: [owner], members: [member] });
  hidden = await t.group({ owners: [owner], members: [member], visibility_level: 4 });
  seen = await t.group({ owners: [owner] });
});
afterAll(async () => {
  await other.close();
  await t.close();
});

const SUSPENSION = { suspend_until: '2100-01-01', reason: 'for a test' };

const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.stop();
});
async function open(app: TestApp, client: Client, topics: string): Promise<EventReader> {
  const reader = await follow(app.url, client, topics);
  readers.push(reader);
  return reader;
}
/** A stream that has told what it follows; changes of before are passed over. */
async function followed(user: TestUser, topics: string, app = t): Promise<EventReader> {
  const reader = await open(app, await t.loggedIn(user), topics);
  const first = await reader.next();
  expect(first.event).toBe('ready');
  expect(first.data.topics).toEqual(topics.split(','));
  return reader;
}
/** The topics told until this one is, which is told about because of `cause`. What came before and is not named, was not told. */
async function toldUntil(reader: EventReader, last: string, cause: () => Promise<unknown>): Promise<string[]> {
  await cause();
  const told: string[] = [];
  while (!told.includes(last)) told.push(...(await reader.next()).data.topics!);
  return told;
}
const markRead = (user: TestUser, app = t) => app.as(user).put('/notifications/mark-read.json');

describe('what is told', () => {
  it('is that something changed, and never what', async () => {
    const reader = await followed(owner, 'invites,notifications');
    const made = await link(t, owner, { group_ids: `${group.id}`, description: 'a secret note' });
    expect(await reader.next()).toEqual({ event: 'changed', data: { topics: ['invites'] } });
    const person = newcomer();
    expect((await redeem(t, made, person)).status).toBe(200);
    expect(await reader.next()).toEqual({ event: 'changed', data: { topics: ['invites', 'notifications'] } });
    for (const secret of ['a secret note', made.invite_key, person.username, person.email, owner.username, group.name])
      expect(reader.text).not.toContain(secret);
  });

  it('comes from whichever process made the change', async () => {
    const here = await followed(owner, `group:${group.id}`);
    const there = await followed(owner, `group:${group.id}`, other);
    for (const app of [t, other]) {
      const joins = await t.user();
      const added = await app.as(owner).put(`/groups/${group.id}/members.json`, { usernames: joins.username });
      expect(added.status, added.text).toBe(200);
      for (const reader of [here, there])
        expect(await reader.next()).toEqual({ event: 'changed', data: { topics: [`group:${group.id}`] } });
    }
  });

  it('of invites: to the inviter, to who may invite to their groups, and to staff', async () => {
    const [mine, groups, all] = [
      await followed(owner, 'invites'),
      await followed(owner, `group_invites:${group.id}`),
      await followed(admin, 'all_invites'),
    ];
    const made = await invite(t, admin, { email: address(), skip_email: true, group_ids: `${group.id}` });
    expect((await groups.next()).data).toEqual({ topics: [`group_invites:${group.id}`] });
    expect((await all.next()).data).toEqual({ topics: ['all_invites'] });
    expect((await t.as(admin).del(`/invites/${made.id}.json`)).status).toBe(200);
    expect((await groups.next()).data).toEqual({ topics: [`group_invites:${group.id}`] });
    expect((await all.next()).data).toEqual({ topics: ['all_invites'] });
    expect(mine.events).toHaveLength(1);
  });

  it('of mails: to the inviter and to admins, when they have been sent', async () => {
    const mine = await followed(owner, 'invites');
    const logs = await followed(admin, 'email_logs');
    const told = async () => [(await mine.next()).data, (await logs.next()).data];
    await invite(t, owner, { email: address(), group_ids: `${group.id}` });
    expect(await told()).toEqual([{ topics: ['invites'] }, { topics: ['email_logs'] }]);
    const delivery = openDelivery(t.services, { bulk: false });
    await delivery.run(() => true);
    delivery.close();
    expect(await told()).toEqual([{ topics: ['invites'] }, { topics: ['email_logs'] }]);
  });

  it('of accounts and what staff do: to staff; of settings in that log and of keys: to admins', async () => {
    const staff = await followed(moderator, 'users,audit');
    const all = await followed(admin, 'audit');
    const keys = await followed(admin, 'api_keys');
    const made = await link(t, owner);
    expect((await redeem(t, made, newcomer())).status).toBe(200);
    expect((await staff.next()).data).toEqual({ topics: ['users'] });
    expect((await t.as(admin).put('/admin/site_settings/title.json', { title: 'A site' })).status).toBe(200);
    expect((await all.next()).data).toEqual({ topics: ['audit'] });
    expect((await t.as(admin).put(`/admin/users/${stranger.id}/suspend.json`, SUSPENSION)).status).toBe(200);
    expect((await staff.next()).data).toEqual({ topics: ['users', 'audit'] });
    expect((await t.as(admin).put(`/admin/users/${stranger.id}/unsuspend.json`)).status).toBe(200);
    const key = { description: 'a script', username: admin.username };
    expect((await t.as(admin).post('/admin/api/keys.json', { key })).status).toBe(200);
    expect((await keys.next()).data).toEqual({ topics: ['api_keys'] });
  });

  it('of new groups: to those who see them', async () => {
    const person = await followed(member, 'groups,notifications');
    const staff = await followed(moderator, 'groups');
    const create = async (name: string, visibility_level: number) => {
      const made = await t.as(admin).post('/admin/groups.json', { group: { name, visibility_level } });
      expect(made.status, made.text).toBe(200);
    };
    const told = await toldUntil(person, 'notifications', async () => {
      await create('for_staff', 3);
      await markRead(member);
    });
    expect(told).toEqual(['notifications']);
    expect((await staff.next()).data).toEqual({ topics: ['groups'] });
    await create('for_all', 0);
    expect((await person.next()).data).toEqual({ topics: ['groups'] });
  });

  it('of requests to join: to owners, not to members', async () => {
    await t.sql('update groups set allow_membership_requests = true where id = $1', [group.id]);
    const owners = await followed(owner, `requests,group_requests:${group.id}`);
    const members = await followed(member, `group:${group.id},notifications`);
    const ask = () => t.as(stranger).post(`/groups/${group.name}/request_membership.json`, { reason: 'please' });
    expect((await ask()).status).toBe(200);
    expect((await owners.next()).data.topics).toEqual(['requests', `group_requests:${group.id}`]);
    expect(await toldUntil(members, 'notifications', () => markRead(member))).toEqual(['notifications']);
  });

  it('of one’s own rights: when made an owner, one may follow more', async () => {
    const reader = await open(t, await t.loggedIn(member), `session,group_requests:${group.id}`);
    const first = await reader.next();
    expect(first.data.topics).toEqual(['session']);
    await t.as(owner).put(`/groups/${group.id}/owners.json`, { usernames: member.username });
    const gained = { topics: ['session', `group_requests:${group.id}`] };
    expect(await reader.next()).toEqual({ event: 'ready', data: { ...gained, changed: gained.topics } });
    const dismissed = await t.as(admin).del(`/admin/groups/${group.id}/owners.json`, { usernames: member.username });
    expect(dismissed.status, dismissed.text).toBe(200);
    const lost = await until('less to follow', () =>
      reader.events.find(({ data }) => data.topics?.length === 1 && data !== first.data),
    );
    expect(lost.event).toBe('ready');
    expect(lost.data.topics).toEqual(['session']);
  });

  it('of settings, to staff and as one’s rights', async () => {
    const staff = await followed(admin, 'settings');
    const person = await followed(stranger, 'session');
    const reply = await t.as(admin).put('/admin/site_settings/title.json', { title: 'Another title' });
    expect(reply.status, reply.text).toBe(200);
    expect((await staff.next()).data.topics).toEqual(['settings']);
    expect((await person.next()).data.topics).toEqual(['session']);
  });

  it('again at the beginning, when it is so new that the reader may have asked just before', async () => {
    // The listener of this process is no newcomer, so what is named has been heard of.
    await followed(owner, 'invites');
    await link(t, owner);
    await until('the news to be heard', () => readers[0]!.events.length > 1);
    const late = await open(t, await t.loggedIn(owner), 'invites');
    expect((await late.next()).data.changed).toEqual(['invites']);
  });

  it('a refused change is no news', async () => {
    const reader = await followed(owner, 'invites,notifications');
    expect((await t.as(owner).post('/invites.json', { email: 'no address' })).status).toBe(422);
    expect(await toldUntil(reader, 'notifications', () => markRead(owner))).toEqual(['notifications']);
  });
});

describe('what is not told', () => {
  it('a hidden group is like one that does not exist', async () => {
    const answers = [];
    for (const id of [hidden.id, 2_000_000]) {
      const reader = await open(t, await t.loggedIn(stranger), `group:${id},group_requests:${id},group_invites:${id}`);
      answers.push(await reader.next());
    }
    expect(answers[0]).toEqual({ event: 'ready', data: { topics: [], changed: [] } });
    expect(answers[1]).toEqual(answers[0]);
  });

  it('a group that is hidden while somebody follows it', async () => {
    const reader = await followed(stranger, `group:${seen.id},notifications`);
    const directory = await followed(stranger, 'groups');
    const hide = await t.as(admin).put(`/groups/${seen.id}.json`, { group: { visibility_level: 4 } });
    expect(hide.status, hide.text).toBe(200);
    expect(await reader.next()).toEqual({ event: 'ready', data: { topics: ['notifications'], changed: [] } });
    // That there is one less to see, whoever saw it is told.
    expect(await directory.next()).toEqual({ event: 'changed', data: { topics: ['groups'] } });
    await t.as(owner).put(`/groups/${seen.id}/members.json`, { usernames: member.username });
    expect(await toldUntil(reader, 'notifications', () => markRead(stranger))).toEqual(['notifications']);
  });

  it('what belongs to others', async () => {
    const reader = await open(t, await t.loggedIn(stranger), 'notifications,invites,all_invites,email_logs,settings');
    expect((await reader.next()).data.topics).toEqual(['notifications', 'invites']);
    await link(t, owner);
    await markRead(owner);
    expect(await toldUntil(reader, 'notifications', () => markRead(stranger))).toEqual(['notifications']);
  });
});

describe('a stream ends', () => {
  const ends = async (reader: EventReader) => {
    expect(await reader.next()).toEqual({ event: 'end', data: { reason: 'session' } });
    await until('the connection to be over', () => reader.over);
  };

  it('when its session is logged out, elsewhere too, and only then', async () => {
    await t.setting('log_out_strict', false);
    const browser = await t.loggedIn(stranger);
    const [stays, goes, there] = [
      await followed(stranger, 'invites'),
      await open(t, browser, 'invites'),
      await open(other, browser, 'invites'),
    ];
    for (const reader of [goes, there]) expect((await reader.next()).event).toBe('ready');
    const out = await browser.del(`/session/${stranger.username}.json`);
    expect(out.status, out.text).toBe(200);
    await ends(goes);
    await ends(there);
    expect(stays.over).toBe(false);
  });

  it('when the account is suspended', async () => {
    const user = await t.user();
    const reader = await followed(user, 'invites');
    const body = { suspend_until: '2099-01-01', reason: 'x' };
    expect((await other.as(admin).put(`/admin/users/${user.id}/suspend.json`, body)).status).toBe(200);
    await ends(reader);
  });

  it('when the key is revoked', async () => {
    const made = await t
      .as(admin)
      .post('/admin/api/keys.json', { key: { description: 'x', username: member.username } });
    const headers = { 'Api-Key': made.body.key.key, Accept: 'text/event-stream' };
    const response = await fetch(`${t.url}/events?topics=invites`, { headers });
    expect(response.status).toBe(200);
    const revoked = await t.as(admin).post(`/admin/api/keys/${made.body.key.id}/revoke.json`);
    expect(revoked.status, revoked.text).toBe(200);
    expect(await response.text()).toContain('event: end\ndata: {"reason":"session"}');
  });

  it('with the next beat, when nobody has said that the session is over', async () => {
    const reader = await followed(stranger, 'invites', other);
    await until('a few beats', () => reader.beats > 2);
    expect(reader.over).toBe(false);
    await t.sql('delete from sessions where user_id = $1', [stranger.id]);
    await ends(reader);
  });

  it('at once, in order, when its server stops', async () => {
    const third = await startApp({ beside: t });
    const reader = await followed(owner, 'invites', third);
    const begun = performance.now();
    await third.close();
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(await reader.next()).toEqual({ event: 'end', data: { reason: 'stopping' } });
    await until('the connection to be over', () => reader.over);
  });
});

describe('a stream is refused', () => {
  it('to visitors, and without topics that exist', async () => {
    expectError(await t.browser().get('/events?topics=invites'), 403, 'not_logged_in');
    const client = await t.loggedIn(owner);
    for (const query of [
      '',
      '?topics=',
      '?topics=nonsense',
      '?topics=invites,group:x',
      `?topics=${'group:1,'.repeat(3)}group:0`,
    ])
      expect((await client.get(`/events${query}`)).status, query).toBe(400);
    const many = Array.from({ length: 101 }, (_, id) => `group:${id + 1}`).join(',');
    expect((await client.get(`/events?topics=${many}`)).status).toBe(400);
  });

  it('beyond the number one person, and all together, may have', async () => {
    const own = [];
    for (let n = 0; n < 3; n++) own.push(await followed(owner, 'invites', other));
    const asOwner = await t.loggedIn(owner);
    const refused = await asOwner.get(`${other.url}/events?topics=invites`);
    expect(refused.status, refused.text).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(refused.body.errors[0]).toMatch(/kept up to date at once/);
    for (const user of [member, stranger]) await followed(user, 'invites', other);
    expect((await (await t.loggedIn(admin)).get(`${other.url}/events?topics=invites`)).status).toBe(429);
    // Who leaves makes room.
    own[0]!.stop();
    await until('room for another', async () => {
      const reader = await open(other, asOwner, 'invites').catch(() => undefined);
      return reader !== undefined;
    });
  });

  it('HEAD is answered, not streamed', async () => {
    const response = await fetch(`${t.url}/events?topics=invites`, {
      method: 'HEAD',
      headers: { 'Api-Key': t.apiKey, 'Api-Username': owner.username },
    });
    expect(response.status).toBe(200);
  });
});

it('headers keep proxies from holding events back, and nothing keeps the answer', async () => {
  const { headers } = await followed(owner, 'invites');
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-store, no-transform');
  expect(headers.get('x-accel-buffering')).toBe('no');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

it('after a gap in hearing, every stream is told to ask for everything again', async () => {
  const reader = await followed(owner, 'invites,notifications');
  const { length } = await t.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'usher events' and datname = current_database()`,
  );
  expect(length, 'one connection of each process that has streams').toBe(2);
  const topics = ['invites', 'notifications'];
  expect(await reader.next()).toEqual({ event: 'ready', data: { topics, changed: topics } });
  await link(t, owner);
  expect((await reader.next()).data).toEqual({ topics: ['invites'] });
});

it('a thousand changes are few notices', async () => {
  const reader = await followed(admin, 'all_invites');
  await Promise.all(Array.from({ length: 8 }, () => Promise.all(Array.from({ length: 25 }, () => link(t, admin)))));
  await until('the news', () => reader.events.length > 1);
  expect(reader.events.length).toBeLessThan(20);
});
