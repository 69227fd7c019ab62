/** The Ruby gem discourse_api 2.1: its requests to the letter, and what it takes out of the replies. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_PASSWORD } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
import { address } from '../support/invites.ts';
import { makeReplay, type Replay, type Replayed } from '../support/replay.ts';

let t: TestApp;
let admin: TestUser;
let gem: Replay;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  gem = makeReplay(t.url, {
    Accept: 'application/json',
    'User-Agent': 'DiscourseAPI Ruby Gem 2.1.0',
    'Api-Key': t.apiKey,
    'Api-Username': admin.username,
  });
});
afterAll(() => t.close());

/** What a method returns that answers with the body: JSON is read whenever the type says so. */
function body(reply: Replayed) {
  expect(reply.status, reply.text).toBe(200);
  expect(reply.type).toMatch(/^application\/json\b/);
  return JSON.parse(reply.text);
}
/** What a method returns that answers with the reply itself: `status`, and `body` if there is one. */
function env(reply: Replayed) {
  expect(reply.status, reply.text).toBe(200);
  return reply.text === '' ? undefined : body(reply);
}
/** A body-less PUT or POST names the type of a form all the same. */
const EMPTY = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };

const members = async (group: TestGroup) => {
  const { members, owners } = body(await gem(`GET /groups/${group.name}/members.json?limit=100&offset=0`));
  const names = (people: TestUser[]) => people.map(({ username }) => username).sort();
  return { members: names(members), owners: names(owners) };
};

describe('users', () => {
  it('are made, found, listed and checked', async () => {
    const username = unique('user');
    const email = address('a+b');
    const form = { active: 'true', approved: 'true', email, name: 'Rina', password: ACCOUNT_PASSWORD, username };
    const made = body(await gem('POST /users', { form }));
    expect(made).toMatchObject({ success: true, active: true, message: expect.any(String) });
    expect(body(await gem(`GET /users/${username}.json`)).user).toMatchObject({ id: made.user_id, username });
    const listed = body(await gem(`GET /admin/users/list/active.json?email=${encodeURIComponent(email)}&page=1`));
    expect(listed).toMatchObject([{ id: made.user_id }]);
    const checked = body(await gem(`GET /users/check_username.json?username=${unique('user')}`));
    expect(checked).toEqual({ available: true });
    expect((await gem(`GET /users/${unique('nobody')}.json`)).status).toBe(404);
  });

  it('are changed by body-less requests', async () => {
    const { id } = await t.user();
    for (const verb of ['deactivate', 'activate']) env(await gem(`PUT /admin/users/${id}/${verb}`, EMPTY));
    for (const verb of ['grant_admin', 'revoke_admin', 'grant_moderation', 'revoke_moderation'])
      expect(body(await gem(`PUT /admin/users/${id}/${verb}`, EMPTY))).toBeTypeOf('object');
    expect(body(await gem(`POST /admin/users/${id}/log_out`, EMPTY))).toEqual({ success: 'OK' });
    env(await gem(`PUT /admin/users/${id}/anonymize`, EMPTY));
  });

  it('are suspended, raised, renamed and deleted', async () => {
    const { id, username } = await t.user();
    const form = { reason: 'too loud', suspend_until: '2040-01-31' };
    expect(env(await gem(`PUT /admin/users/${id}/suspend`, { form })).suspension.suspend_reason).toBe('too loud');
    env(await gem(`PUT /admin/users/${id}/unsuspend`, EMPTY));
    const raised = body(await gem(`PUT /admin/users/${id}/trust_level`, { form: { level: '3' } }));
    expect(raised.admin_user.trust_level).toBe(3);
    env(await gem(`PUT /u/${username}`, { form: { name: 'Rina', title: 'Reader' } }));
    env(await gem(`PUT /u/${username}/preferences/email`, { form: { email: address() } }));
    const new_username = unique('user');
    env(await gem(`PUT /u/${username}/preferences/username`, { form: { new_username } }));
    expect(body(await gem(`GET /users/${new_username}.json`)).user).toMatchObject({ name: 'Rina', title: 'Reader' });
    env(await gem(`DELETE /admin/users/${id}.json?delete_posts=false`));
    expect((await gem(`GET /users/${new_username}.json`)).status).toBe(404);
  });
});

describe('groups', () => {
  it('are made, listed, shown, changed and deleted', async () => {
    const [one, two] = [await t.user(), await t.user()];
    const name = unique('grp');
    const form = {
      'group[full_name]': 'Readers',
      'group[name]': name,
      'group[owner_usernames]': one.username,
      'group[usernames]': `${one.username},${two.username}`,
      'group[visibility_level]': '0',
    };
    const { id } = body(await gem('POST /admin/groups', { form })).basic_group;
    expect(await members({ id, name })).toEqual({
      members: [one.username, two.username].sort(),
      owners: [one.username],
    });
    expect(body(await gem('GET /groups.json')).groups).toContainEqual(expect.objectContaining({ id, name }));
    expect(body(await gem('GET /groups.json?page=7')).groups).toEqual([]);
    const change = { 'group[full_name]': 'Slow readers', 'group[visibility_level]': '0' };
    env(await gem(`PUT /groups/${id}`, { form: change }));
    expect(body(await gem(`GET /groups/${name}.json`)).group).toMatchObject({ id, full_name: 'Slow readers' });
    env(await gem(`DELETE /admin/groups/${id}.json`));
    expect((await gem(`GET /groups/${name}.json`)).status).toBe(404);
  });

  it('gain and lose members by names, ids and addresses', async () => {
    const people = [await t.user(), await t.user(), await t.user(), await t.user()] as const;
    const [one, two, three, four] = people;
    const group = await t.group();
    const path = `/admin/groups/${group.id}/members.json`;
    env(await gem(`PUT ${path}`, { form: { usernames: `${one.username},${two.username}` } }));
    env(await gem(`PUT ${path}`, { form: { user_ids: String(three.id) } }));
    env(await gem(`PUT ${path}`, { form: { user_emails: four.email } }));
    expect((await members(group)).members).toEqual(people.map(({ username }) => username).sort());
    env(await gem(`DELETE ${path}?usernames=${one.username}%2C${two.username}`));
    env(await gem(`DELETE ${path}?user_ids=${three.id}`));
    expect((await members(group)).members).toEqual([four.username]);
  });

  it('gain and lose owners, by one text or a list', async () => {
    const people = [await t.user(), await t.user(), await t.user()] as const;
    const [one, two, three] = people.map(({ username }) => username) as [string, string, string];
    const group = await t.group({ members: [...people] });
    const path = `/admin/groups/${group.id}/owners.json`;
    env(await gem(`PUT ${path}`, { form: { 'group[usernames]': one } }));
    env(await gem(`PUT ${path}`, { form: { 'group[usernames][]': [two, three] } }));
    expect((await members(group)).owners).toEqual([one, two, three].sort());
    env(await gem(`DELETE ${path}?${new URLSearchParams({ 'group[usernames]': `${one},${two}` })}`));
    expect(await members(group)).toEqual({ members: [one, two, three].sort(), owners: [three] });
  });

  it('take a notification level from the query of a POST', async () => {
    const user = await t.user();
    const group = await t.group({ members: [user] });
    const line = `POST /groups/${group.name}/notifications?notification_level=3&user_id=${user.id}`;
    expect(body(await gem(line, EMPTY))).toEqual({ success: 'OK' });
  });
});

describe('invites', () => {
  const ids = (invite: { groups: TestGroup[] }) => invite.groups.map(({ id }) => id).sort();

  it('are made with groups as one text or a list', async () => {
    const groups = [(await t.group()).id, (await t.group()).id].sort();
    const email = address();
    const form = { custom_message: 'Come in', email, group_ids: groups.join(','), skip_email: 'true' };
    const made = body(await gem('POST /invites', { form }));
    expect(made).toMatchObject({ email, link: expect.stringContaining('/invites/'), emailed: false });
    expect(ids(made)).toEqual(groups);
    const link = { 'group_ids[]': groups.map(String), max_redemptions_allowed: '5' };
    expect(ids(body(await gem('POST /invites', { form: link })))).toEqual(groups);
  });

  it('are found, changed, sent again and withdrawn', async () => {
    const email = address('a+b');
    const { id } = body(await gem('POST /invites', { form: { email, skip_email: 'true' } }));
    expect(body(await gem(`GET /invites/retrieve.json?email=${encodeURIComponent(email)}`))).toMatchObject({
      id,
      email,
    });
    // An unknown one is a body to this client, not an error.
    const unknown = await gem(`GET /invites/retrieve.json?email=${encodeURIComponent(address())}`);
    expect(unknown.status).toBe(400);
    expect(JSON.parse(unknown.text).errors).toEqual([expect.any(String)]);

    const changed = { custom_message: 'Please', email, send_email: 'true' };
    expect(env(await gem(`PUT /invites/${id}`, { form: changed }))).toMatchObject({ custom_message: 'Please' });
    expect(body(await gem('POST /invites/reinvite', { form: { email } }))).toEqual({ success: 'OK' });
    env(await gem(`DELETE /invites?id=${id}`));
    const { invites } = body(await gem(`GET /u/${admin.username}/invited/pending.json`));
    expect(invites.map((invite: { id: number }) => invite.id)).not.toContain(id);
    expect(body(await gem('POST /invites/destroy-all-expired', EMPTY))).toEqual({ success: 'OK' });
    expect(body(await gem('POST /invites/reinvite-all', EMPTY))).toEqual({ success: 'OK' });
  });

  it('raise errors by status', async () => {
    const { email, username } = await t.user();
    expect((await gem('POST /invites', { form: { email } })).status).toBe(422);
    expect((await gem('POST /invites/reinvite', { form: { email: address() } })).status).toBe(400);
    const group = await t.group();
    const form = { email: address(), group_ids: String(group.id) };
    const refused = await gem('POST /invites', { form, headers: { 'Api-Username': username } });
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.text)).toMatchObject({ errors: [expect.any(String)], error_type: 'invalid_access' });
  });
});

describe('keys, settings and mails', () => {
  it('makes, revokes and deletes keys', async () => {
    const form = { 'key[description]': 'Newsletter', 'key[username]': admin.username };
    const { key } = body(await gem('POST /admin/api/keys', { form }));
    expect(key).toMatchObject({ key: expect.any(String), description: 'Newsletter' });
    expect(body(await gem('GET /admin/api/keys')).keys).toContainEqual(expect.objectContaining({ id: key.id }));
    expect(body(await gem(`POST /admin/api/keys/${key.id}/revoke`, EMPTY))).toHaveProperty('api_key.revoked_at');
    expect(body(await gem(`POST /admin/api/keys/${key.id}/undo-revoke`, EMPTY))).toHaveProperty('api_key.id', key.id);
    env(await gem(`DELETE /admin/api/keys/${key.id}`));
    const scoped = { 'key[description]': 'Reader', 'key[scopes][][scope_id]': 'users:list' };
    expect(body(await gem('POST /admin/api/keys', { form: scoped })).key.api_key_scopes).toHaveLength(1);
  });

  it('changes settings, lists too', async () => {
    env(await gem('PUT /admin/site_settings/title', { form: { title: 'Readers' } }));
    const lists = { 'reserved_usernames[]': ['root', 'owner'] };
    env(await gem('PUT /admin/site_settings/reserved_usernames', { form: lists }));
    const shown = body(await gem('GET /admin/site_settings.json?names%5B%5D=title&names%5B%5D=reserved_usernames'));
    const values = shown.site_settings.map((each: { value: string }) => each.value);
    expect(values.sort()).toEqual(['Readers', 'root|owner']);
  });

  it('looks at mails', async () => {
    const settings = body(await gem('GET /admin/email.json'));
    expect(settings).toMatchObject({ delivery_method: expect.any(String), settings: expect.any(Array) });
    for (const list of ['sent', 'skipped', 'bounced', 'received', 'rejected'])
      expect(body(await gem(`GET /admin/email/${list}.json`))).toEqual(expect.any(Array));
  });
});
