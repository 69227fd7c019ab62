/** Keys that may do only some things: what they open, and that everything else stays shut. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { routes } from '../../src/http/routes/index.ts';
import { apiKeyScopes, keyPermits } from '../../src/policy/api-key-scopes.ts';
import { ApiKeyReply, ApiKeyScopes, NewApiKeyReply } from '../../src/shared/wire/api-keys.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type Client, makeClient } from '../support/client.ts';
import type { TestUser } from '../support/factories.ts';
import { address, expectShape, footprint } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  stranger = await t.user();
});
afterAll(() => t.close());

const create = (key: object) => t.as(admin).post('/admin/api/keys.json', { key });
async function keyWith(scopes: unknown, owner: { username: string } = admin): Promise<Client> {
  const reply = await create({ username: owner.username, scopes });
  expect(reply.status, reply.text).toBe(200);
  expectShape(NewApiKeyReply, reply.body);
  return makeClient(t.url, { 'Api-Key': reply.body.key.key });
}
const expectShut = async (request: ReturnType<Client['get']>) => {
  const reply = await request;
  expectError(reply, 403, 'invalid_access');
  expect(reply.body.extras).toMatchObject({ reason: 'api_key_scope', who_can_help: [{ role: 'admin' }] });
};

test('every scope opens routes that there are', () => {
  const known = new Set(routes.map((route) => `${route.method} ${route.path}`));
  const mapped = Object.values(apiKeyScopes).flatMap((actions) =>
    Object.values(actions).flatMap((scope) => scope.routes),
  );
  expect(mapped.filter((route) => route !== 'GET *' && !known.has(route))).toEqual([]);
});

test('the list of scopes is for admins', async () => {
  const reply = await t.as(admin).get('/admin/api/keys/scopes.json');
  expectShape(ApiKeyScopes, reply.body);
  expect(reply.body.scopes.users).toContainEqual({
    scope_id: 'users:show',
    key: 'show',
    name: 'show',
    params: ['username'],
    urls: ['/u/:username (GET)', '/u/:username/card (GET)'],
  });
  expect(reply.body.scopes.global).toEqual([
    { scope_id: 'global:read', key: 'read', name: 'read', params: [], urls: [] },
  ]);
  for (const by of [t.as(await t.user({ moderator: true })), t.as(stranger), t.browser()])
    expectError(await by.get('/admin/api/keys/scopes.json'), 404, 'not_found');
});

describe('a key', () => {
  it('that may read reads what its user may, and changes nothing', async () => {
    const reader = await keyWith([{ scope_id: 'global:read' }]);
    for (const path of [
      '/about.json',
      '/groups/staff.json',
      '/admin/site_settings.json',
      `/admin/users/${stranger.id}.json`,
    ])
      expect((await reader.get(path)).status, path).toBe(200);
    const before = await footprint(t);
    await expectShut(reader.post('/invites.json', { email: address() }));
    await expectShut(reader.put('/admin/site_settings/title.json', { title: 'x' }));
    await expectShut(reader.del(`/admin/users/${stranger.id}.json`));
    await expectShut(reader.post('/session/forgot_password.json', { login: admin.username }));
    await expectShut(reader.post('/admin/api/keys.json', { key: { description: 'more' } }));
    expect(await footprint(t)).toEqual(before);
    expect((await t.services.settings.now()).title).toBe('Usher');
    const plain = await keyWith(['global:read'], stranger);
    expectError(await plain.get('/admin/site_settings.json'), 404, 'not_found');
  });

  it('sees no links of mails that were kept', async () => {
    const user = await t.user();
    await t.browser().post('/session/forgot_password.json', { login: user.email });
    const [mail] = await t.sql<{ id: string }>(
      `update email_logs set state = 'kept' where to_address = $1 returning id`,
      [user.email],
    );
    const read = async (client: Client) => (await client.get(`/admin/email-logs/${mail!.id}.json`)).body;
    expect((await read(t.as(admin))).masked).toBe(false);
    const seen = await read(await keyWith(['global:read']));
    expect(seen).toMatchObject({ masked: true });
    expect(seen.text).toMatch(/password-reset\/•+/);
  });

  it('for one thing does that thing only', async () => {
    const inviter = await keyWith([{ scope_id: 'invites:create' }]);
    const reply = await inviter.post('/invites.json', { email: address() });
    expect(reply.status, reply.text).toBe(200);
    await expectShut(inviter.del(`/invites/${reply.body.id}.json`));
    await expectShut(inviter.get('/groups/staff.json'));
    await expectShut(inviter.get('/session/current.json'));
    // The alias is the same route.
    const shown = await keyWith([{ scope_id: 'users:show' }, { scope_id: 'users:list' }]);
    for (const path of [`/users/${stranger.username}.json`, `/u/${stranger.username}`, '/admin/users/list/active.json'])
      expect((await shown.get(path)).status, path).toBe(200);
    await expectShut(shown.put(`/u/${stranger.username}.json`, { name: 'x' }));
    expectError(await shown.get('/no/such/thing.json'), 404);
  });

  it('still may no more than its user', async () => {
    const key = await keyWith(['users:delete', 'users:suspend'], stranger);
    expectError(await key.del(`/admin/users/${admin.id}.json`), 404, 'not_found');
    expectError(await key.put(`/admin/users/${admin.id}/suspend.json`, { reason: 'x' }), 404, 'not_found');
  });

  it('is bound to the values it was made for', async () => {
    const other = await t.user();
    const key = await keyWith([{ scope_id: 'users:show', username: `${stranger.username}, ${admin.username}` }]);
    expect((await key.get(`/u/${stranger.username.toUpperCase()}.json`)).status).toBe(200);
    await expectShut(key.get(`/u/${other.username}.json`));
    // What the query says does not outweigh the path.
    await expectShut(key.get(`/u/${other.username}.json?username=${stranger.username}`));
    const { keys } = (await t.as(admin).get('/admin/api/keys.json', { limit: 1 })).body;
    expect(keys[0].api_key_scopes).toEqual([
      {
        resource: 'users',
        action: 'show',
        key: 'show',
        parameters: ['username'],
        allowed_parameters: { username: [stranger.username, admin.username] },
        urls: ['/u/:username (GET)', '/u/:username/card (GET)'],
      },
    ]);
    expectShape(ApiKeyReply, (await t.as(admin).get(`/admin/api/keys/${keys[0].id}.json`)).body);
  });

  it('is made from a form as Rails writes lists of objects', async () => {
    const body =
      'key[description]=f&key[scopes][][scope_id]=users:show&key[scopes][][username]=ana' +
      '&key%5Bscopes%5D%5B%5D%5Bscope_id%5D=invites:create';
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const reply = await t.as(admin).post('/admin/api/keys.json', body, { encoding: 'raw', headers });
    expect(
      reply.body.key.api_key_scopes.map((scope: Record<string, unknown>) => [
        scope.resource,
        scope.action,
        scope.allowed_parameters,
      ]),
    ).toEqual([
      ['users', 'show', { username: ['ana'] }],
      ['invites', 'create', {}],
    ]);
  });

  test.each<[string, unknown]>([
    ['an unknown scope', [{ scope_id: 'users:everything' }]],
    ['an unknown resource', [{ scope_id: 'posts:read' }]],
    ['a name of the language', [{ scope_id: 'constructor:constructor' }]],
    ['too many parts', [{ scope_id: 'users:show:more' }]],
    ['no id', [{ username: 'ana' }]],
    ['one good and one bad', [{ scope_id: 'users:show' }, 'x']],
    ['a limit the scope does not know', [{ scope_id: 'global:read', username: 'ana' }]],
    ['a limit that is no text', [{ scope_id: 'users:show', username: [{ deep: 1 }] }]],
    ['no list', 'users:show'],
    ['an object', { scope_id: 'users:show' }],
  ])('with %s is not made', async (_what, scopes) => {
    const count = async () => (await t.sql('select 1 from api_keys')).length;
    const before = await count();
    expectError(await create({ scopes }), 400, 'invalid_parameters');
    expect(await count()).toBe(before);
  });
});

test('a scope that is no more opens nothing', () => {
  expect(keyPermits([{ scope_id: 'old:gone', allowed_parameters: {} }], 'GET', '/about', {})).toBe(false);
  expect(keyPermits([], 'GET', '/about', {})).toBe(false);
  expect(keyPermits(null, 'DELETE', '/u/:username', {})).toBe(true);
});
