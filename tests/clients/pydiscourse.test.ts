/** The Python client pydiscourse 1.7: its requests to the letter, and what it takes out of the replies. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_PASSWORD } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestGroup, type TestUser, unique } from '../support/factories.ts';
import { address } from '../support/invites.ts';
import { makeReplay, type Replay, type Replayed } from '../support/replay.ts';

let t: TestApp;
let admin: TestUser;
let py: Replay;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  py = makeReplay(t.url, {
    Accept: 'application/json; charset=utf-8',
    'Api-Key': t.apiKey,
    'Api-Username': admin.username,
  });
});
afterAll(() => t.close());

/** What the client's method returns: it takes nothing for JSON but exactly this type, and anything in `errors` for an error. */
function whole(reply: Replayed) {
  expect(reply.status, reply.text).toBe(200);
  if (reply.type !== 'application/json; charset=utf-8') {
    expect(reply.text).toBe('');
    return undefined;
  }
  const decoded = JSON.parse(reply.text);
  if (!Array.isArray(decoded)) expect(decoded.errors ?? []).toEqual([]);
  return decoded;
}

/** The message of the error the client raises: the reply's errors, joined. */
function raised(reply: Replayed, status: number): string {
  expect(reply.status, reply.text).toBe(status);
  expect(reply.type).toBe('application/json; charset=utf-8');
  const { errors } = JSON.parse(reply.text);
  expect(errors).toEqual([expect.any(String)]);
  return errors.join(',');
}

const namesOf = (people: { username: string }[]) => people.map(({ username }) => username).sort();
const members = async ({ name }: TestGroup) => {
  const { members, owners, meta } = whole(await py(`GET /groups/${name}/members.json?offset=0`));
  return { members: namesOf(members), owners: namesOf(owners), total: meta.total };
};

describe('users', () => {
  /** create_user answers the honeypot first, and says booleans as Python does. */
  async function create(username: string, more: Record<string, string> = {}): Promise<Replayed> {
    const { value, challenge } = whole(await py('GET /session/hp.json'));
    const form = {
      name: 'Rina',
      username,
      email: address(),
      password: ACCOUNT_PASSWORD,
      password_confirmation: value,
      challenge: [...challenge].reverse().join(''),
      ...more,
    };
    return py('POST /users', { form });
  }

  it('are made; a taken name is an error within a 200', async () => {
    const username = unique('user');
    const made = whole(await create(username, { active: 'True', approved: 'True' }));
    expect(made).toMatchObject({ success: true, active: true, user_id: expect.any(Number) });
    const again = await create(username, { active: 'True' });
    expect(again.status).toBe(200);
    expect(JSON.parse(again.text)).toMatchObject({ success: false, message: expect.stringMatching(/\S/) });
    expect(Object.keys(JSON.parse(again.text).errors)).toEqual(['username']);
  });

  it('are found by name, id and address, whose plus sign arrives as a blank', async () => {
    const { id, username, email } = await t.user({ email: address('a+b') });
    expect(whole(await py(`GET /users/${username}.json`)).user).toMatchObject({ id });
    expect(whole(await py(`GET /admin/users/${id}.json`))).toMatchObject({ id, username });
    expect(whole(await py(`GET /admin/users/list/all.json?email=${email}`))).toMatchObject([{ id }]);
    expect(whole(await py(`GET /u/${username}/emails.json`))).toMatchObject({ email });
    const listed = whole(await py('GET /admin/users/list/active.json?show_emails=True&order=created'));
    expect(listed[0]).toMatchObject({ id });
  });

  it('are changed by body-less requests', async () => {
    const { id } = await t.user();
    for (const verb of ['deactivate', 'activate']) whole(await py(`PUT /admin/users/${id}/${verb}.json`));
    whole(await py(`POST /admin/users/${id}/log_out`));
    whole(await py(`PUT /admin/users/${id}/anonymize`));
    expect(raised(await py(`PUT /admin/users/${id}/block`), 404)).toMatch(/\S/);
    expect(raised(await py(`GET /admin/users/${id}/approve.json`), 404)).toMatch(/\S/);
    expect(raised(await py(`POST /admin/users/${id}/generate_api_key`), 404)).toMatch(/\S/);
  });

  it('are suspended until a time without a zone, and given a level', async () => {
    const { id } = await t.user();
    const form = { suspend_until: '2040-11-26T04:11:33.467874', reason: 'too loud' };
    const { suspension } = whole(await py(`PUT /admin/users/${id}/suspend`, { form }));
    expect(suspension.suspended_till).toBe('2040-11-26T04:11:33.467Z');
    whole(await py(`PUT /admin/users/${id}/unsuspend`));
    whole(await py(`PUT /admin/users/${id}/trust_level`, { form: { level: '3' } }));
    whole(await py(`PUT /admin/users/${id}/trust_level_lock`, { form: { locked: 'true' } }));
    expect(whole(await py(`GET /admin/users/${id}.json`))).toMatchObject({ trust_level: 3 });
  });

  it('are edited in JSON or a form, renamed and deleted', async () => {
    const { id, username } = await t.user();
    expect(whole(await py(`PUT /users/${username}`, { json: { name: 'Rina' } })).user.name).toBe('Rina');
    expect(whole(await py(`PUT /users/${username}`, { form: { location: 'Haifa' } })).user.location).toBe('Haifa');
    whole(await py(`PUT /users/${username}/preferences/email`, { form: { email: address() } }));
    const new_username = unique('user');
    whole(await py(`PUT /users/${username}/preferences/username`, { form: { new_username } }));
    expect(whole(await py(`DELETE /admin/users/${id}.json?block_email=true`))).toEqual({ deleted: true });
    expect(raised(await py(`GET /users/${new_username}.json`), 404)).toMatch(/\S/);
  });
});

describe('groups', () => {
  it('are made with everything the client sends, found, shown and deleted', async () => {
    const name = unique('grp');
    const json = {
      group: {
        name,
        title: '',
        visible: true,
        alias_level: 0,
        automatic: false,
        automatic_membership_email_domains: '',
        automatic_membership_retroactive: false,
        primary_group: false,
        grant_trust_level: 1,
        flair_url: null,
        flair_bg_color: null,
        flair_color: null,
      },
    };
    const { basic_group } = whole(await py('POST /admin/groups', { json }));
    expect(basic_group).toMatchObject({ name, automatic: false, grant_trust_level: 1 });
    const { id } = basic_group;
    expect(whole(await py(`GET /groups/search.json?term=${name}`))).toMatchObject([{ id, name }]);
    expect(whole(await py(`GET /groups/${name}.json`)).group).toMatchObject({ id });
    whole(await py(`DELETE /admin/groups/${id}.json`));
    expect(raised(await py(`GET /groups/${name}.json`), 404)).toMatch(/\S/);
  });

  it('gain and lose members', async () => {
    const people = [await t.user(), await t.user(), await t.user(), await t.user()] as const;
    const [one, two, three, four] = people;
    const group = await t.group();
    const path = `/groups/${group.id}/members.json`;
    whole(await py(`PUT ${path}`, { form: { usernames: one.username } }));
    whole(await py(`PUT ${path}`, { json: { usernames: `${two.username},${three.username}` } }));
    expect(raised(await py(`PUT ${path}`, { form: { usernames: one.username } }), 422)).toMatch(/\S/);
    // An empty body of another type is None to the client.
    const form = { group_id: String(group.id) };
    expect(whole(await py(`POST /admin/users/${four.id}/groups`, { form }))).toBeUndefined();
    expect(await members(group)).toEqual({ members: namesOf([...people]), owners: [], total: 4 });
    whole(await py(`DELETE ${path}`, { json: { usernames: one.username } }));
    expect((await members(group)).members).toEqual(namesOf([two, three, four]));
  });

  it('gain and lose owners', async () => {
    const [one, two] = [await t.user(), await t.user()];
    const group = await t.group();
    whole(await py(`PUT /groups/${group.id}/owners.json`, { form: { usernames: `${one.username},${two.username}` } }));
    expect((await members(group)).owners).toEqual(namesOf([one, two]));
    whole(await py(`DELETE /admin/groups/${group.id}/owners.json?user_id=${two.id}`));
    expect(await members(group)).toEqual({ members: namesOf([one, two]), owners: [one.username], total: 2 });
  });

  it('are read to the end by the client’s own loop', async () => {
    const people = await Promise.all(Array.from({ length: 60 }, () => t.user()));
    const group = await t.group({ members: people });
    const read: TestUser[] = [];
    for (let total = 1; read.length < total; ) {
      const page = whole(await py(`GET /groups/${group.name}/members.json?offset=${read.length}`));
      expect(page.members.length).toBeGreaterThan(0);
      read.push(...page.members);
      total = page.meta.total;
    }
    expect(namesOf(read)).toEqual(namesOf(people));
  });
});

describe('invites', () => {
  it('are made with names of groups, which may be empty, and with booleans as Python says them', async () => {
    const [one, two] = [await t.group(), await t.group()];
    const form = { email: address(), group_names: `${one.name},${two.name}`, custom_message: '' };
    const made = whole(await py('POST /invites', { form: { ...form, skip_email: 'True' } }));
    expect(made).toMatchObject({ email: form.email, emailed: false });
    expect(made.groups.map(({ id }: TestGroup) => id).sort()).toEqual([one.id, two.id].sort());
    const plain = { email: address(), group_names: '', custom_message: 'Come in' };
    expect(whole(await py('POST /invites', { form: plain }))).toMatchObject({ groups: [], custom_message: 'Come in' });
    // A Python list becomes the same name twice, of which the last counts.
    const twice = { email: address(), group_names: [one.name, two.name], custom_message: '' };
    expect(whole(await py('POST /invites', { form: twice })).groups).toMatchObject([{ id: two.id }]);
  });

  it('are refused in words', async () => {
    const { email } = await t.user();
    const form = { email, group_names: '', custom_message: '' };
    expect(raised(await py('POST /invites', { form }), 422)).toMatch(/\S/);
    expect(raised(await py('POST /invites/link', { form }), 404)).toMatch(/\S/);
  });
});

describe('settings and the site', () => {
  it('takes a setting from the query of a request without a body', async () => {
    whole(await py('PUT /admin/site_settings/title?title=Slow+readers'));
    const { site_settings } = whole(await py('GET /admin/site_settings.json'));
    expect(site_settings).toContainEqual(expect.objectContaining({ setting: 'title', value: 'Slow readers' }));
    expect(whole(await py('GET /site.json'))).toHaveProperty('groups');
    expect(whole(await py('GET /about.json'))).toHaveProperty('about.title', 'Slow readers');
  });
});

describe('limits and keys', () => {
  it('gets the seconds to wait, by which it waits before it tries again', async () => {
    await t.withSettings({ max_invites_per_day: 1 }, async () => {
      const { username } = await t.user({ trust_level: 4 });
      const invite = (email: string) =>
        py('POST /invites', {
          form: { email, group_names: '', custom_message: '' },
          headers: { 'Api-Username': username },
        });
      whole(await invite(address()));
      const limited = await invite(address());
      expect(raised(limited, 429)).toMatch(/\S/);
      expect(JSON.parse(limited.text).extras.wait_seconds).toBeGreaterThan(0);
    });
  });

  it('raises what a wrong key is answered', async () => {
    expect(raised(await py('GET /admin/api/keys', { headers: { 'Api-Key': 'f'.repeat(64) } }), 403)).toMatch(/\S/);
  });
});
