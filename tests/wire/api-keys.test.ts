/** Keys of scripts: made, shown once, used, revoked; and what they cannot do. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../src/domain/api-keys/create.ts';
import { ApiKeyList, ApiKeyReply, NewApiKeyReply, RevokedApiKeyReply } from '../../src/shared/wire/api-keys.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Client, makeClient } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { expectShape } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let user: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  user = await t.user();
});
afterAll(() => t.close());

const create = (key: unknown, client: Client = t.as(admin)) => client.post('/admin/api/keys.json', { key });
const make = async (key: Record<string, unknown>) => (await create(key)).body.key as { id: number; key: string };
const using = (key: string, username?: string) =>
  makeClient(t.url, { 'Api-Key': key, ...(username === undefined ? {} : { 'Api-Username': username }) });
const actsAs = async (client: Client) => {
  const reply = await client.get('/session/current.json');
  return reply.status === 200 ? reply.body.current_user.username : reply.body?.error_type;
};
const logged = (id: string) =>
  t.sql(
    'select action_name, acting_user_id, details, previous_value, new_value, admin_only from staff_action_logs where subject = $1 order by id',
    [id],
  );

describe('administration', () => {
  it('shows the key once and stores only its hash', async () => {
    const reply = await create({ description: 'sync' });
    expectShape(NewApiKeyReply, reply.body);
    const { key, id, truncated_key } = reply.body.key;
    expect(truncated_key).toBe(`${key.slice(0, 4)}…`);
    const shown = await t.as(admin).get(`/admin/api/keys/${id}.json`);
    expectShape(ApiKeyReply, shown.body);
    expect(shown.body.key).toMatchObject({ description: 'sync', user: null, last_used_at: null, revoked_at: null });
    expect(shown.text).not.toContain(key);
    expect(
      (await t.sql<{ all: string }>('select k::text as all from api_keys k where id = $1', [id]))[0]!.all,
    ).not.toContain(key);
    expect(await logged(key.slice(0, 4))).toMatchObject([
      { action_name: 'api_key_create', acting_user_id: admin.id, details: 'sync', admin_only: true },
    ]);
  });

  it('lists live ones first, newest first, by pages', async () => {
    const [one, two, three] = [
      await make({ description: '1' }),
      await make({ description: '2' }),
      await make({ description: '3' }),
    ];
    await t.as(admin).post(`/admin/api/keys/${two.id}/revoke.json`);
    const list = async (query = {}) => (await t.as(admin).get('/admin/api/keys.json', query)).body;
    const all = await list();
    expectShape(ApiKeyList, all);
    const ids = all.keys.map((key: { id: number }) => key.id);
    expect(ids.slice(0, 2)).toEqual([three.id, one.id]);
    expect(ids.at(-1)).toBe(two.id);
    expect(await list({ limit: 1, offset: 1 })).toMatchObject({ keys: [{ id: one.id }], limit: 1, offset: 1 });
    for (const query of [{ limit: 51 }, { limit: 0 }, { limit: 'x' }, { offset: -1 }])
      expect((await t.as(admin).get('/admin/api/keys.json', query)).status).toBe(400);
  });

  it('changes the description only', async () => {
    const { id, key } = await make({ description: 'before' });
    const reply = await t
      .as(admin)
      .put(`/admin/api/keys/${id}.json`, { key: { description: 'after', username: user.username, key: 'x' } });
    expectShape(ApiKeyReply, reply.body);
    expect(reply.body.key).toMatchObject({ description: 'after', user: null });
    expect((await logged(key.slice(0, 4))).at(-1)).toMatchObject({
      action_name: 'api_key_update',
      previous_value: 'before',
      new_value: 'after',
    });
    for (const wrong of ['x', undefined, [1]])
      expect((await t.as(admin).put(`/admin/api/keys/${id}.json`, { key: wrong })).status).toBe(400);
    expect((await create({ description: 'x'.repeat(256) })).status).toBe(422);
  });

  it('revokes, undoes that, destroys; each at once and in the log', async () => {
    const { id, key } = await make({ username: user.username });
    expect(await actsAs(using(key))).toBe(user.username);
    const revoked = await t.as(admin).post(`/admin/api/keys/${id}/revoke.json`);
    expectShape(RevokedApiKeyReply, revoked.body);
    expect(revoked.body.api_key.revoked_at).not.toBeNull();
    expect(await actsAs(using(key))).toBe('invalid_access');
    expect((await t.as(admin).post(`/admin/api/keys/${id}/undo-revoke.json`)).body.api_key.revoked_at).toBeNull();
    expect(await actsAs(using(key))).toBe(user.username);
    expect((await t.as(admin).del(`/admin/api/keys/${id}.json`)).body).toEqual({ success: 'OK' });
    expect(await actsAs(using(key))).toBe('invalid_access');
    expect((await logged(key.slice(0, 4))).map((line) => line.action_name)).toEqual([
      'api_key_create',
      'api_key_update',
      'api_key_update',
      'api_key_destroy',
    ]);
  });

  it('refuses unknown users, missing objects, scopes and unknown ids', async () => {
    expect((await create({ username: unique('nobody') })).status).toBe(404);
    expect((await t.as(admin).post('/admin/api/keys.json', {})).status).toBe(400);
    expect((await create('x')).status).toBe(400);
    expect((await create({ scopes: [{ scope_id: 'users:everything' }] })).status).toBe(400);
    expect((await create({ scopes: [], username: '' })).status).toBe(200);
    for (const id of ['99999999', '99999999999999999999', 'x', '-1', '0']) {
      const paths = [`/admin/api/keys/${id}/revoke.json`, `/admin/api/keys/${id}/undo-revoke.json`];
      for (const path of paths) expect((await t.as(admin).post(path)).status).toBe(404);
      expect((await t.as(admin).get(`/admin/api/keys/${id}.json`)).status).toBe(404);
      expect((await t.as(admin).del(`/admin/api/keys/${id}.json`)).status).toBe(404);
      expect((await t.as(admin).put(`/admin/api/keys/${id}.json`, { key: { description: 'x' } })).status).toBe(404);
    }
  });

  it('does not exist for anybody but admins', async () => {
    const { id } = await make({ description: 'x' });
    const count = async () => (await t.sql('select 1 from api_keys')).length;
    const before = await count();
    for (const by of [t.as(await t.user({ moderator: true })), t.as(user), t.browser()]) {
      expect((await by.get('/admin/api/keys.json')).body.error_type).toBe('not_found');
      expect((await create({ description: 'evil' }, by)).body.error_type).toBe('not_found');
      expect((await by.del(`/admin/api/keys/${id}.json`)).status).toBe(404);
      expect((await by.post(`/admin/api/keys/${id}/revoke.json`)).status).toBe(404);
    }
    expect(await count()).toBe(before);
  });

  it('the command line makes keys with the same verb', async () => {
    const { key, row } = await createApiKey(await t.ctx(), {
      description: 'cli',
      username: user.username.toUpperCase(),
    });
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(row).toMatchObject({ user_id: user.id, username: user.username });
    expect(await actsAs(using(key))).toBe(user.username);
  });
});

describe('use', () => {
  it('a key of one user acts as nobody else', async () => {
    const { key } = await make({ username: user.username });
    expect(await actsAs(using(key, user.username.toUpperCase()))).toBe(user.username);
    for (const other of [admin.username, 'system', unique('nobody'), ''])
      expect(await actsAs(using(key, other)), other).toBe('invalid_access');
    const byId = makeClient(t.url, { 'Api-Key': key, 'Api-User-Id': String(admin.id) });
    expect(await actsAs(byId)).toBe('invalid_access');
  });

  it('a key for all acts as whom the request names, and as nobody unnamed', async () => {
    const { key } = await make({});
    expect(await actsAs(using(key, user.username))).toBe(user.username);
    expect(await actsAs(makeClient(t.url, { 'Api-Key': key, 'Api-User-Id': String(user.id) }))).toBe(user.username);
    expect(await actsAs(using(key))).toBe('invalid_access');
    expect(await actsAs(using(key, unique('nobody')))).toBe('invalid_access');
  });

  it('dies with its user’s standing, and is ignored outside the headers', async () => {
    const { key } = await make({ username: user.username });
    for (const [change, undo] of [
      [`suspended_till = '2099-01-01'`, 'suspended_till = null'],
      ['active = false', 'active = true'],
    ]) {
      await t.sql(`update users set ${change} where id = $1`, [user.id]);
      expect(await actsAs(using(key))).toBe('invalid_access');
      await t.sql(`update users set ${undo} where id = $1`, [user.id]);
    }
    const { key: all } = await make({});
    const reply = await t.browser().get('/admin/api/keys.json', { api_key: all, api_username: admin.username });
    expect(reply.status).toBe(404);
    expect((await using('', admin.username).get('/session/csrf.json')).status).toBe(403);
  });

  it('needs no CSRF token and gets no cookie; its last use is noted', async () => {
    const { id, key } = await make({ username: user.username });
    const reply = await using(key).put(`/u/${user.username}.json`, { name: 'By key' });
    expect(reply.body.user.name).toBe('By key');
    expect(reply.headers.getSetCookie()).toEqual([]);
    await expect
      .poll(async () => (await t.as(admin).get(`/admin/api/keys/${id}.json`)).body.key.last_used_at)
      .toMatch(/^\d{4}-\d\d-\d\dT/);
  });
});
