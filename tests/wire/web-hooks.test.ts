/** Web hooks: setting them up, and which events arise from which deeds. Delivering is in tests/faults/web-hooks.test.ts. */
import type { TSchema } from 'typebox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addMembers } from '../../src/domain/groups/members.ts';
import {
  WebHookEventList,
  WebHookEventReply,
  WebHookList,
  WebHookPayloads,
  WebHookReply,
} from '../../src/shared/wire/web-hooks.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { address, expectShape, invite, link, mailedToken, newcomer, redeem } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

const HOOKS = '/admin/api/web_hooks';
const PUBLIC = 'https://hooks.example/usher';

let t: TestApp;
let admin: TestUser;
let as: Client;

beforeAll(async () => {
  t = await startApp({ env: { USHER_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1, [FD00::1]' } });
  admin = await t.user({ admin: true });
  as = t.as(admin);
});
afterAll(() => t.close());
beforeEach(() => t.sql('delete from web_hooks'));

const valid = { payload_url: PUBLIC, wildcard_web_hook: true };
const create = (web_hook: unknown, client: Client = as) => client.post(`${HOOKS}.json`, { web_hook });
async function hook(more: Record<string, unknown> = {}): Promise<number> {
  const reply = await create({ ...valid, ...more });
  expect(reply.status, reply.text).toBe(200);
  return reply.body.web_hook.id;
}
const logLines = () =>
  t.sql<Record<string, string>>(
    `select action_name, acting_user_id, subject, details, admin_only from staff_action_logs where action_name like 'web_hook%' order by id`,
  );

interface Told {
  name: string;
  about: Record<string, unknown>;
}
/** What a hook is to be told, in order, each payload checked against its shape. */
async function told(id: number): Promise<Told[]> {
  const rows = await t.sql<{ event_type: keyof typeof WebHookPayloads; event_name: string; payload: object }>(
    'select event_type, event_name, payload from web_hook_events where web_hook_id = $1 order by id',
    [id],
  );
  return rows.map(({ event_type, event_name, payload }) => {
    expect(Object.keys(payload)).toEqual([event_type]);
    const about = (payload as Record<string, Record<string, unknown>>)[event_type]!;
    expectShape(WebHookPayloads[event_type] as TSchema, about);
    return { name: event_name, about };
  });
}
const names = (events: Told[]) => events.map(({ name }) => name);
/** The events that `work` gives rise to. */
async function toldOf(work: () => Promise<unknown>, more: Record<string, unknown> = {}): Promise<Told[]> {
  const id = await hook(more);
  await work();
  return told(id);
}

describe('administration', () => {
  it('creates, shows, lists, changes and deletes', async () => {
    const group = await t.group();
    const made = await create({
      payload_url: ` ${PUBLIC} `,
      content_type: 2,
      secret: '0123456789ab',
      web_hook_event_type_ids: [304, 1401, 201],
      group_ids: [group.id],
      verify_certificate: false,
    });
    expect(made.status, made.text).toBe(200);
    expectShape(WebHookReply, made.body);
    const { id } = made.body.web_hook;
    expect(made.body.web_hook).toMatchObject({
      payload_url: PUBLIC,
      content_type: 2,
      secret: '0123456789ab',
      active: true,
      verify_certificate: false,
      wildcard_web_hook: false,
      last_delivery_status: 1,
      group_ids: [group.id],
      web_hook_event_types: [
        { id: 304, name: 'user_created', group: 'user' },
        { id: 1401, name: 'group_user_added', group: 'group_user' },
      ],
    });
    expect((await as.get(`${HOOKS}/${id}.json`)).body).toEqual(made.body);
    const list = await as.get(`${HOOKS}.json`);
    expectShape(WebHookList, list.body);
    expect(list.body).toMatchObject({ web_hooks: [made.body.web_hook], total_rows_web_hooks: 1 });
    expect(list.body.extras.grouped_event_types.invite.map((type: { name: string }) => type.name)).toEqual([
      'invite_created',
      'invite_redeemed',
      'invite_revoked',
    ]);
    expect((await as.get(`${HOOKS}.json`, { offset: 1 })).body.web_hooks).toEqual([]);

    const changed = await as.put(`${HOOKS}/${id}.json`, { web_hook: { secret: '', active: false } });
    expectShape(WebHookReply, changed.body);
    expect(changed.body.web_hook).toEqual({ ...made.body.web_hook, secret: '', active: false });

    expect((await as.del(`${HOOKS}/${id}.json`)).body).toEqual({ success: 'OK' });
    expectError(await as.get(`${HOOKS}/${id}.json`), 404, 'not_found');
  });

  it('takes forms, and starts with everything on', async () => {
    const reply = await as.post(
      HOOKS,
      {
        web_hook: { payload_url: PUBLIC, content_type: '1', wildcard_web_hook: 'true', web_hook_event_type_ids: [''] },
      },
      { encoding: 'form' },
    );
    expect(reply.status, reply.text).toBe(200);
    expect(reply.body.web_hook).toMatchObject({ content_type: 1, active: true, verify_certificate: true, secret: '' });
  });

  it.each([
    ['no URL', 422, { payload_url: '' }],
    ['no URL that can be read', 422, { payload_url: 'hooks.example/usher' }],
    ['another protocol', 422, { payload_url: 'file:///etc/passwd' }],
    ['a URL too long', 422, { payload_url: `${PUBLIC}/${'x'.repeat(2000)}` }],
    ['loopback by name', 422, { payload_url: 'http://LOCALHOST:4000/' }],
    ['loopback below localhost', 422, { payload_url: 'http://a.localhost/' }],
    ['loopback', 422, { payload_url: 'http://127.0.0.2/' }],
    ['loopback in decimal', 422, { payload_url: 'http://2130706434/' }],
    ['loopback in hex and octal', 422, { payload_url: 'http://0x7f.0.0.02/' }],
    ['loopback in IPv6', 422, { payload_url: 'http://[::1]/' }],
    ['loopback mapped into IPv6', 422, { payload_url: 'http://[::ffff:127.0.0.2]/' }],
    ['loopback in 6to4', 422, { payload_url: 'http://[2002:7f00:1::]/' }],
    ['loopback by NAT64', 422, { payload_url: 'http://[64:ff9b::7f00:1]/' }],
    ['a private network', 422, { payload_url: 'https://10.1.2.3/' }],
    ['a metadata service', 422, { payload_url: 'http://169.254.169.254/latest/meta-data' }],
    ['a carrier’s network', 422, { payload_url: 'http://100.64.1.1/' }],
    ['no host in particular', 422, { payload_url: 'http://0.0.0.0/' }],
    ['multicast', 422, { payload_url: 'http://224.0.0.1/' }],
    ['a unique local address', 422, { payload_url: 'http://[fd00::2]/' }],
    ['a link-local address', 422, { payload_url: 'http://[fe80::1]/' }],
    ['IPv6 that nobody has', 422, { payload_url: 'http://[4000::1]/' }],
    ['a short secret', 422, { secret: 'elevenchars' }],
    ['a secret too long', 422, { secret: 'x'.repeat(256) }],
    ['no event', 422, { wildcard_web_hook: false }],
    ['only events of a forum', 422, { wildcard_web_hook: false, web_hook_event_type_ids: [201] }],
    ['an unknown content type', 400, { content_type: 3 }],
    ['a group that is none', 400, { group_ids: [999_999] }],
    ['groups that are no ids', 400, { group_ids: ['x'] }],
  ])('refuses %s', async (_what, status, more) => {
    expectError(await create({ ...valid, ...more }), status);
    const id = await hook();
    expectError(await as.put(`${HOOKS}/${id}.json`, { web_hook: more }), status);
    expect(await t.sql('select payload_url from web_hooks')).toEqual([{ payload_url: PUBLIC }]);
  });

  it('lets the operator name private hosts', async () => {
    for (const payload_url of ['http://127.0.0.1:81/', 'http://2130706433/', 'http://[fd00::1]/'])
      expect((await create({ ...valid, payload_url })).status).toBe(200);
  });

  it('is for admins: others get 404', async () => {
    const id = await hook();
    await as.post(`${HOOKS}/${id}/ping.json`);
    const before = await t.sql('select * from web_hook_events order by id');
    const others = [t.as(await t.user({ moderator: true })), t.as(await t.user()), t.browser()];
    for (const client of others) {
      for (const reply of [
        await client.get(`${HOOKS}.json`),
        await create(valid, client),
        await client.get(`${HOOKS}/${id}.json`),
        await client.put(`${HOOKS}/${id}.json`, { web_hook: { active: false } }),
        await client.del(`${HOOKS}/${id}.json`),
        await client.post(`${HOOKS}/${id}/ping.json`),
        await client.get(`/admin/api/web_hook_events/${id}.json`),
        await client.post(`${HOOKS}/${id}/events/1/redeliver.json`),
      ])
        expectError(reply, 404, 'not_found');
    }
    expect(await t.sql('select active from web_hooks')).toEqual([{ active: true }]);
    expect((await t.sql('select * from web_hook_events order by id')).slice(0, before.length)).toEqual(before);
  });

  it('knows only hooks and events that exist', async () => {
    const [one, two] = [await hook(), await hook()];
    await as.post(`${HOOKS}/${one}/ping.json`);
    const [event] = (await as.get(`/admin/api/web_hook_events/${one}.json`)).body.web_hook_events;
    for (const path of [`${HOOKS}/999999`, `${HOOKS}/x`, '/admin/api/web_hook_events/999999'])
      expectError(await as.get(`${path}.json`), 404);
    expectError(await as.put(`${HOOKS}/999999.json`, { web_hook: { active: false } }), 404);
    expectError(await as.put(`${HOOKS}/${one}.json`, {}), 400);
    expectError(await as.del(`${HOOKS}/999999.json`), 404);
    expectError(await as.post(`${HOOKS}/999999/ping.json`), 404);
    expectError(await as.post(`${HOOKS}/${two}/events/${event.id}/redeliver.json`), 404);
    expectError(await as.post(`${HOOKS}/${one}/events/999999/redeliver.json`), 404);
    expectError(await as.get(`/admin/api/web_hook_events/${one}.json`, { status: 'odd' }), 400);
    expectError(await as.get(`/admin/api/web_hook_events/${one}.json`, { offset: -1 }), 400);
  });

  it('writes down who did it, for admins only and without the secret', async () => {
    await t.sql("delete from staff_action_logs where action_name like 'web_hook%'");
    const id = await hook({ secret: 'a secret of mine', payload_url: 'https://me:pass@hooks.example/a?token=t' });
    await as.put(`${HOOKS}/${id}.json`, { web_hook: { secret: 'another secret', active: false } });
    await as.put(`${HOOKS}/${id}.json`, { web_hook: { active: false } });
    await as.del(`${HOOKS}/${id}.json`);
    const lines = await logLines();
    const common = { acting_user_id: admin.id, subject: String(id), admin_only: true };
    expect(lines).toMatchObject([
      {
        ...common,
        action_name: 'web_hook_create',
        details: expect.stringContaining('payload_url: https://hooks.example/a\n'),
      },
      { ...common, action_name: 'web_hook_update', details: 'secret: set → set\nactive: true → false' },
      { ...common, action_name: 'web_hook_destroy', details: 'payload_url: https://hooks.example/a' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/of mine|another|pass|token/);
    const moderator = t.as(await t.user({ moderator: true }));
    expect((await moderator.get('/admin/logs/staff_action_logs.json')).text).not.toContain('web_hook_create');
  });

  it('lists deliveries, newest first, and takes an order to deliver again', async () => {
    const id = await hook();
    await as.post(`${HOOKS}/${id}/ping.json`);
    const group = await t.group();
    const list = await as.get(`/admin/api/web_hook_events/${id}.json`);
    expectShape(WebHookEventList, list.body);
    expect(list.body).toMatchObject({ total_rows_web_hook_events: 2, extras: { web_hook_id: id } });
    const [made, ping] = list.body.web_hook_events;
    expect(JSON.parse(made.payload)).toMatchObject({ group: { id: group.id, name: group.name } });
    expect(ping).toMatchObject({ payload: '{"ping":"OK"}', status: 0, state: 'queued', redelivering: false });
    const again = await as.post(`${HOOKS}/${id}/events/${made.id}/redeliver.json`);
    expectShape(WebHookEventReply, again.body);
    expect(again.body.web_hook_event.id).toBe(made.id);
    await as.put(`${HOOKS}/${id}.json`, { web_hook: { active: false } });
    expectError(await as.post(`${HOOKS}/${id}/events/${ping.id}/redeliver.json`), 422);
  });
});

describe('events of accounts', () => {
  it('tells of sign-up by an admin, of changes, suspension, and deletion', async () => {
    const username = unique('made');
    let id = 0;
    const events = await toldOf(async () => {
      const made = await as.post('/users.json', {
        username,
        email: address(),
        name: 'M',
        active: true,
        approved: true,
      });
      expect(made.body.success, made.text).toBe(true);
      id = made.body.user_id;
      await as.put(`/u/${username}.json`, { name: 'Other' });
      await as.put(`/u/${username}.json`, { name: 'Other' });
      await as.put(`/admin/users/${id}/suspend.json`, { suspend_until: '2099-01-01', reason: 'x' });
      await as.put(`/admin/users/${id}/unsuspend.json`);
      await as.put(`/admin/users/${id}/deactivate.json`);
      await t.sql('update users set last_seen_at = now() where id = $1', [id]);
      await t.sql('delete from users where id = $1', [id]);
    });
    expect(names(events).filter((name) => name !== 'user_confirmed_email')).toEqual([
      'user_created',
      'user_updated',
      'user_suspended',
      'user_unsuspended',
      'user_updated',
      'user_destroyed',
    ]);
    for (const { about } of events) expect(about).toMatchObject({ id, username });
    expect(events.find(({ name }) => name === 'user_suspended')!.about.suspended_till).toBe('2099-01-01T00:00:00.000Z');
  });

  it('tells of approval and of a confirmed address', async () => {
    const user = await t.user({ approved: false, active: false });
    const events = await toldOf(async () => {
      await t.sql('update users set email_confirmed_at = now(), active = true where id = $1', [user.id]);
      await as.put(`/admin/users/${user.id}/approve.json`);
    });
    expect(names(events)).toEqual(['user_confirmed_email', 'user_approved']);
  });

  it('never tells a password, a token or an address used to log in from', async () => {
    const events = await toldOf(async () => {
      const user = await t.user({ password: 'a Password that is fine' });
      await t.sql("update users set registration_ip = '192.0.2.7', name = 'N' where id = $1", [user.id]);
    });
    expect(events.length).toBeGreaterThan(1);
    expect(JSON.stringify(events)).not.toMatch(/argon2|192\.0\.2\.7|password/);
  });
});

describe('events of groups and members', () => {
  it('tells of a group and its members, each once, and of a deleted group once', async () => {
    // Made side by side, so in any order; events come in the order of ids.
    const people = (await Promise.all(Array.from({ length: 3 }, () => t.user()))).sort((a, b) => a.id - b.id);
    const name = unique('club');
    let id = 0;
    const events = await toldOf(async () => {
      id = (await as.post('/admin/groups.json', { group: { name } })).body.basic_group.id;
      const usernames = people.map((user) => user.username).join(',');
      await as.put(`/groups/${id}/members.json`, { usernames });
      await as.put(`/groups/${id}/members.json`, { usernames: people[0]!.username });
      await as.del(`/groups/${id}/members.json`, { usernames: people[0]!.username });
      await t.sql("update groups set title = 'Member', updated_at = now() where id = $1", [id]);
      await t.sql('update groups set updated_at = now() where id = $1', [id]);
      await as.del(`/admin/groups/${id}.json`);
    });
    expect(names(events)).toEqual([
      'group_created',
      'user_added_to_group',
      'user_added_to_group',
      'user_added_to_group',
      'user_removed_from_group',
      'group_updated',
      'group_destroyed',
    ]);
    expect(events[1]!.about).toMatchObject({ group_id: id, group_name: name, user_id: people[0]!.id, owner: false });
    expect(events[4]!.about).toMatchObject({ group_id: id, user_id: people[0]!.id, username: people[0]!.username });
  });

  it('tells of each of many people added by one call', async () => {
    const group = await t.group();
    const ids: number[] = (
      await t.sql<{ id: number }>(
        `insert into users (username, username_key, active, approved, created_at, updated_at)
         select 'many' || n, 'many' || n, true, true, now(), now() from generate_series(1, 300) n returning id`,
      )
    ).map((row) => row.id);
    const events = await toldOf(() =>
      as.put(`/groups/${group.id}/members.json`, { user_ids: ids.join(',') }).then((reply) => {
        expect(reply.status, reply.text).toBe(200);
      }),
    );
    expect(events.map(({ about }) => about.user_id)).toEqual(ids);
  });

  it('tells nothing of what is rolled back', async () => {
    const [group, user] = [await t.group(), await t.user()];
    const ctx = await t.ctx();
    const events = await toldOf(async () => {
      const work = t.services.db.transaction(async (db) => {
        await addMembers({ ...ctx, db }, { group_id: group.id, user_ids: [user.id], acting_user_id: null });
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
    });
    expect(events).toEqual([]);
  });

  it('does not tell of an account’s memberships when it is deleted', async () => {
    const user = await t.user();
    await t.group({ members: [user] });
    expect(names(await toldOf(() => t.sql('delete from users where id = $1', [user.id])))).toEqual(['user_destroyed']);
  });
});

describe('events of invites', () => {
  it('tells of invites made, used and revoked, without what would let somebody use them', async () => {
    const group = await t.group();
    const guest = address();
    let made = { id: 0, invite_key: '' };
    let token = '';
    const body = newcomer({ username: unique('guest') });
    const events = await toldOf(async () => {
      const sent = await invite(t, admin, { email: guest, group_ids: [group.id] });
      made = sent;
      await invite(t, admin, { email: guest, group_ids: [group.id] });
      token = await mailedToken(t, sent);
      const reply = await redeem(t, sent, { ...body, email: undefined, email_token: token });
      expect(reply.status, reply.text).toBe(200);
      const other = await link(t, admin);
      await as.del(`/invites/${other.id}.json`);
      await as.del(`/invites/${other.id}.json`);
    });
    expect(names(events).sort()).toEqual([
      'invite_created',
      'invite_created',
      'invite_redeemed',
      'invite_revoked',
      'user_added_to_group',
      'user_confirmed_email',
      'user_created',
    ]);
    const redeemed = events.find(({ name }) => name === 'invite_redeemed')!.about;
    expect(redeemed).toMatchObject({
      id: made.id,
      email: guest,
      redemption_count: 1,
      group_ids: [group.id],
      invited_by: { id: admin.id, username: admin.username },
      redemption: { username: body.username, made_account: true, granted_group_ids: [group.id] },
    });
    const text = JSON.stringify(events);
    expect(text).not.toContain(made.invite_key);
    expect(text).not.toContain(token);
  });

  it('tells of members who use a link, and of each invite of several', async () => {
    const [group, user] = [await t.group(), await t.user()];
    const made = await link(t, admin, { group_ids: [group.id] });
    const events = await toldOf(async () => {
      const reply = await redeem(t, made, {}, await t.loggedIn(user));
      expect(reply.status, reply.text).toBe(200);
      await as.post('/invites/create-multiple.json', { email: [address(), address()] });
    });
    expect(names(events).sort()).toEqual([
      'invite_created',
      'invite_created',
      'invite_redeemed',
      'user_added_to_group',
    ]);
  });
});

describe('what a hook wants', () => {
  it('is told only the events chosen', async () => {
    const only = { wildcard_web_hook: false, web_hook_event_type_ids: [1401] };
    const events = await toldOf(async () => {
      const user = await t.user();
      await t.group({ members: [user] });
    }, only);
    expect(names(events)).toEqual(['user_added_to_group']);
  });

  it('is told only what is about its groups', async () => {
    const [mine, other, user] = [await t.group(), await t.group(), await t.user()];
    const events = await toldOf(
      async () => {
        for (const group of [mine, other]) {
          await as.put(`/groups/${group.id}/members.json`, { usernames: user.username });
          await link(t, admin, { group_ids: [group.id] });
        }
        await t.user();
      },
      { group_ids: [mine.id] },
    );
    expect(names(events)).toEqual(['user_added_to_group', 'invite_created']);
    expect(events[0]!.about.group_id).toBe(mine.id);
  });

  it('is told nothing while it is switched off, and forgets what it was not told', async () => {
    const id = await hook();
    await t.group();
    expect(await told(id)).toHaveLength(1);
    await as.put(`${HOOKS}/${id}.json`, { web_hook: { active: false } });
    await t.group();
    expect(await told(id)).toEqual([]);
    await as.put(`${HOOKS}/${id}.json`, { web_hook: { active: true } });
    await t.group();
    expect(await told(id)).toHaveLength(1);
  });

  it('two hooks are told separately', async () => {
    const ids = [await hook(), await hook()];
    await t.group();
    for (const id of ids) expect(names(await told(id))).toEqual(['group_created']);
  });
});
