/** Site settings over the wire, and the staff action log that remembers their changes. */
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { buildApp } from '../../src/http/app.ts';
import { openServices } from '../../src/services.ts';
import { siteSettings } from '../../src/shared/site-settings.ts';
import { StaffActionLogsReply } from '../../src/shared/wire/logs.ts';
import { SiteSettingsReply } from '../../src/shared/wire/settings.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { makeClient, type RequestOptions } from '../support/client.ts';
import type { TestUser } from '../support/factories.ts';
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

const put = (name: string, body: object, options?: RequestOptions) =>
  t.as(admin).put(`/admin/site_settings/${name}.json`, body, options);
const list = async (query = {}, headers: Record<string, string> = {}) => {
  const reply = await t.as(admin).get('/admin/site_settings.json', query, { headers });
  expect(reply.status).toBe(200);
  expectShape(SiteSettingsReply, reply.body);
  return reply.body.site_settings;
};
const valueNow = async (name: string) => (await list({ names: [name] }))[0].value;
const logged = (name: string) =>
  t.sql(
    `select previous_value, new_value, acting_user_id, admin_only from staff_action_logs
     where action_name = 'change_site_setting' and subject = $1 order by id`,
    [name],
  );

describe('the list', () => {
  it('has every setting that is not hidden, all values as text, bounds and choices where there are any', async () => {
    const all = await list();
    const shown = Object.entries(siteSettings).flatMap(([name, entry]) => ('hidden' in entry ? [] : [name]));
    expect(all.map((setting: { setting: string }) => setting.setting)).toEqual(shown);
    const of = (name: string) => all.find((setting: { setting: string }) => setting.setting === name);
    expect(of('invite_only')).toMatchObject({
      humanized_name: 'Invite only',
      default: 'false',
      value: 'false',
      type: 'bool',
      category: 'login',
    });
    expect(of('min_password_length')).toMatchObject({ type: 'integer', default: '10', min: 8, max: 200 });
    expect(of('disable_emails').valid_values.map((choice: { value: string }) => choice.value)).toEqual([
      'no',
      'yes',
      'non-staff',
    ]);
    expect(of('invite_allowed_groups')).toMatchObject({ type: 'group_list', value: '1|2|12', list_type: 'compact' });
    for (const { description } of all) expect(description.length).toBeGreaterThan(10);
  });

  it('narrows by names (older ones too), category and part of a name', async () => {
    const names = async (query: object) => (await list(query)).map((setting: { setting: string }) => setting.setting);
    expect(await names({ names: ['invite_only', 'title', 'nonsense'] })).toEqual(['title', 'invite_only']);
    expect(await names({ names: ['moderators_manage_categories_and_groups'] })).toEqual(['moderators_manage_groups']);
    expect(await names({ categories: ['groups'] })).toEqual([
      'enable_group_directory',
      'moderators_manage_groups',
      'moderators_view_emails',
    ]);
    expect(await names({ filter: 'Password Length' })).toEqual(['min_password_length', 'min_admin_password_length']);
    expect(await names({ names: ['invites_per_page'] })).toEqual([]);
    expect(await names({ filter_names: ['title'] })).toEqual(['title']);
    expect(await names({ filter_categories: ['security'], filter: 'https' })).toEqual(['force_https']);
  });

  it('says who changed each last, and when, to whom asks', async () => {
    expect((await list({ names: ['site_description'] }))[0]).not.toHaveProperty('last_change');
    const change = async () => (await list({ names: ['site_description'], last_changes: true }))[0].last_change;
    expect(await change()).toBeNull();
    const other = await t.user({ admin: true });
    await put('site_description', { site_description: 'One' });
    await t.as(other).put('/admin/site_settings/site_description.json', { site_description: 'Two' });
    const { at, by } = await change();
    expect(by.username).toBe(other.username);
    expect(Math.abs(Date.parse(at) - t.services.now().getTime())).toBeLessThan(60_000);
    await put('site_description', { site_description: '' });
    expect((await change()).by.username).toBe(admin.username);
  });

  it('speaks the reader’s language', async () => {
    const reader = await t.user({ admin: true, locale: 'he' });
    const reply = await t.as(reader).get('/admin/site_settings.json', { names: ['invite_only'] });
    expect(reply.body.site_settings[0].description).toMatch(/הזמנה/);
  });

  it('is for admins; for others there is nothing here', async () => {
    for (const client of [t.as(moderator), t.as(stranger), t.browser()]) {
      expectError(await client.get('/admin/site_settings.json'), 404, 'not_found');
      expectError(await client.put('/admin/site_settings/title.json', { title: 'x' }), 404, 'not_found');
    }
    expect(await valueNow('title')).toBe('Usher');
  });
});

describe('a change', () => {
  it('is answered with nothing, in force at once, and written down with old and new', async () => {
    const refused = await t.as(stranger).post('/invites.json', {});
    expect(refused.status).toBe(403);
    const reply = await put('invite_allowed_groups', { invite_allowed_groups: '11' });
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(await valueNow('invite_allowed_groups')).toBe('1|2|11');
    expect((await t.as(stranger).post('/invites.json', {})).status).toBe(200);
    expect(await logged('invite_allowed_groups')).toEqual([
      { previous_value: '1|2|12', new_value: '1|2|11', acting_user_id: admin.id, admin_only: true },
    ]);
    await put('invite_allowed_groups', { invite_allowed_groups: ['1', '2', '12'] });
    expect(await t.sql(`select 1 from site_settings where name = 'invite_allowed_groups'`)).toEqual([]);
    expect((await t.as(stranger).post('/invites.json', {})).status).toBe(403);
  });

  it('is read once for all who ask in the same moment, and not before', async () => {
    const names = await t.withSettings({ title: 'Before' }, () =>
      t.queries(async () => {
        const asked = Array.from({ length: 20 }, () => t.services.settings.now());
        const later = t.setting('title', 'After').then(() => t.services.settings.now());
        for (const settings of await Promise.all(asked)) expect(['Before', 'After']).toContain(settings.title);
        expect((await later).title).toBe('After');
      }),
    );
    expect(names.filter((name) => name === 'authentication.settingsVersion').length).toBeLessThanOrEqual(2);
  });

  it('is in force at once in another process on the same database', async () => {
    const second = await openServices(t.env, { log: t.services.log });
    const app = await buildApp(second.services);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const there = makeClient(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, undefined);
    const description = async () => (await there.get('/site/basic-info.json')).body.description;
    try {
      for (const site_description of ['A garden', 'A library', '']) {
        await put('site_description', { site_description });
        expect(await description()).toBe(site_description);
      }
      await put('login_required', { login_required: true });
      expectError(await there.get('/about.json'), 403, 'not_logged_in');
      await put('login_required', { login_required: 'False' });
      expect((await there.get('/about.json')).status).toBe(200);
    } finally {
      await app.close();
      await second.close();
    }
  });

  it('of a secret one is not repeated in the log', async () => {
    expect((await put('invite_code', { invite_code: 'open sesame' })).status).toBe(200);
    expect((await list({ names: ['invite_code'] }))[0]).toMatchObject({ value: 'open sesame', secret: true });
    expect(await logged('invite_code')).toEqual([
      { previous_value: '[filtered]', new_value: '[filtered]', acting_user_id: admin.id, admin_only: true },
    ]);
    const log = await t.as(admin).get('/admin/logs/staff_action_logs.json');
    expect(log.text).not.toContain('sesame');
    await put('invite_code', { invite_code: '' });
  });

  it('to what it is already is none', async () => {
    expect((await put('title', { title: ' Usher ' })).status).toBe(200);
    expect((await put('invite_only', { invite_only: 'f' })).status).toBe(200);
    expect([...(await logged('title')), ...(await logged('invite_only'))]).toEqual([]);
  });

  it('comes as JSON, form or query, under the older name too, with numbers as people write them', async () => {
    await put('max_logins_per_ip_per_hour', { max_logins_per_ip_per_hour: '6,000' });
    expect(await valueNow('max_logins_per_ip_per_hour')).toBe('6000');
    await t.as(admin).put('/admin/site_settings/max_logins_per_ip_per_hour?max_logins_per_ip_per_hour=31');
    expect(await valueNow('max_logins_per_ip_per_hour')).toBe('31');
    await put('blocked_email_domains', { blocked_email_domains: ['A.example', 'b.example'] }, { encoding: 'form' });
    expect(await valueNow('blocked_email_domains')).toBe('a.example|b.example');
    const old = 'moderators_manage_categories_and_groups';
    await put(old, { [old]: true });
    expect(await valueNow('moderators_manage_groups')).toBe('true');
    await put(old, { moderators_manage_groups: 'false' });
    expect(await valueNow('moderators_manage_groups')).toBe('false');
  });

  test.each<[string, unknown, number, string | RegExp]>([
    ['nonsense', '1', 422, "No setting named 'nonsense' exists"],
    ['constructor', '1', 422, "No setting named 'constructor' exists"],
    ['__proto__', '1', 422, /No setting named/],
    ['invites_per_page', '1', 422, 'You are not allowed to change hidden settings: invites_per_page'],
    ['min_password_length', '2', 422, 'Value must be between 8 and 200.'],
    ['default_trust_level', '9', 422, 'Value must be between 0 and 4.'],
    ['disable_emails', 'perhaps', 422, 'Value must be one of: no, yes, non-staff.'],
    ['notification_email', 'nobody', 422, /valid email address/],
    ['allowed_email_domains', 'localhost', 422, "'localhost' is not a valid domain."],
    ['invite_allowed_groups', '2000000', 422, 'No group has the id 2000000.'],
    ['invite_allowed_groups', '99999999999', 422, /not the id of a group/],
    ['title', { deep: { er: 1 } }, 422, /one line/],
    ['title', 'a\0b', 422, /one line/],
    ['title', undefined, 400, 'param is missing or the value is empty: title'],
  ])('of %s to %j is refused and changes nothing', async (name, value, status, words) => {
    const before = await t.sql('select settings_version from instance');
    const reply = await put(
      name,
      value === undefined ? { other: 1 } : JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`),
    );
    expectError(reply, status);
    expect(reply.body.errors[0]).toMatch(words);
    expect(await t.sql('select settings_version from instance')).toEqual(before);
  });

  it('of the lengths of names is refused while a name would break it, or when they cross', async () => {
    const user = await t.user({ username: 'abcdefghijklmnop' });
    const long = await put('max_username_length', { max_username_length: 15 });
    expect([long.status, long.body.errors]).toEqual([
      422,
      [`Value cannot be used: the name '${user.username}' exists already and would break this rule.`],
    ]);
    await put('max_username_length', { max_username_length: 16 });
    expect((await put('min_username_length', { min_username_length: 17 })).body.errors).toEqual([
      'Value must be between 1 and 16.',
    ]);
    await put('min_username_length', { min_username_length: 5 });
    expect((await t.as(admin).post('/admin/groups.json', { group: { name: 'four' } })).body.errors).toEqual([
      'Name must be at least 5 characters',
    ]);
    await put('min_username_length', { min_username_length: 3 });
    await put('max_username_length', { max_username_length: 20 });
  });

  it('made forty times at once leaves a log that is an unbroken chain', async () => {
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) => put('max_api_invites', { max_api_invites: index + 1 })),
    );
    for (const reply of replies) expect(reply.status).toBe(200);
    const lines = await logged('max_api_invites');
    expect(lines.length).toBe(40);
    lines.forEach((line, index) => {
      expect(line.previous_value).toBe(index === 0 ? '200' : lines[index - 1]!.new_value);
    });
    expect(await valueNow('max_api_invites')).toBe(lines.at(-1)!.new_value);
  });
});

describe('the staff action log', () => {
  const log = async (query = {}, by = admin) => {
    const reply = await t.as(by).get('/admin/logs/staff_action_logs.json', query);
    expect(reply.status, reply.text).toBe(200);
    expectShape(StaffActionLogsReply, reply.body);
    return reply.body.staff_action_logs;
  };
  let target: TestUser;
  let from: string;
  beforeAll(async () => {
    t.advance(60_000);
    from = t.services.now().toISOString();
    target = await t.user();
    for (const level of [2, 3, 4]) await t.as(moderator).put(`/admin/users/${target.id}/trust_level.json`, { level });
    t.advance(60_000);
    await put('title', { title: 'Another' });
  });

  it('is newest first, in pages, with all that was written down', async () => {
    const [first] = await log({ limit: 1 });
    expect(first).toMatchObject({
      action_name: 'change_site_setting',
      action: 3,
      subject: 'title',
      previous_value: 'Usher',
      new_value: 'Another',
      ip_address: '127.0.0.1',
      acting_user: { username: admin.username },
      target_user: null,
    });
    const [second] = await log({ limit: 1, page: 1 });
    expect(second).toMatchObject({
      action_name: 'change_trust_level',
      action: 2,
      previous_value: '3',
      new_value: '4',
      target_user: { username: target.username },
    });
    expect(await log({ page: 9_007_199_254_740_991 })).toEqual([]);
  });

  it('narrows by action, people, subject and time', async () => {
    const about = { target_user: target.username.toUpperCase() };
    expect(await log({ action_name: 'change_trust_level', ...about })).toHaveLength(3);
    expect(await log({ action_id: 2, acting_user: moderator.username })).toHaveLength(3);
    expect(await log({ action_id: 2, acting_user: admin.username, ...about })).toEqual([]);
    expect(await log({ subject: 'title' })).toHaveLength(1);
    expect(await log({ start_date: from })).toHaveLength(4);
    expect(await log({ start_date: from, end_date: new Date(Date.parse(from) + 30_000).toISOString() })).toHaveLength(
      3,
    );
    await t.as(admin).post('/admin/groups.json', { group: { name: 'Title', visibility_level: 4 } });
    expect(await log({ group: 'title' })).toMatchObject([{ action_name: 'create_group', subject: 'Title' }]);
    expect(await log({ group: 'title' }, moderator), 'a hidden group').toEqual([]);
    expect(await log({ group: 'titl' })).toEqual([]);
    const group = { name: 'Éclair' };
    const made = await t.withSettings({ unicode_usernames: true }, () =>
      t.as(admin).post('/admin/groups.json', { group }),
    );
    expect(made.status, made.text).toBe(200);
    expect(await log({ group: 'éclair' })).toMatchObject([{ subject: 'Éclair' }]);
  });

  it('shows moderators no line about settings, nor that there are any', async () => {
    const reply = await t.as(moderator).get('/admin/logs/staff_action_logs.json');
    expect(reply.text).not.toContain('change_site_setting');
    expect(reply.body.staff_action_logs.length).toBeGreaterThan(0);
    expect(await log({ subject: 'title' }, moderator)).toEqual([]);
  });

  test.each([
    { limit: -1 },
    { limit: 0 },
    { limit: 201 },
    { limit: 'x' },
    { page: -1 },
    { action_id: 424_242 },
    { start_date: 'soon' },
  ])('refuses %j', async (query) => {
    expectError(await t.as(admin).get('/admin/logs/staff_action_logs.json', query), 400, 'invalid_parameters');
  });

  it('does not exist for others and cannot be changed by anybody', async () => {
    for (const client of [t.as(stranger), t.browser()])
      expectError(await client.get('/admin/logs/staff_action_logs.json'), 404, 'not_found');
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect((await t.as(admin).request(method, '/admin/logs/staff_action_logs/1.json', {})).status).toBe(404);
  });
});
