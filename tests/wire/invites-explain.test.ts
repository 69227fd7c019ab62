/** Why one may or may not invite: the chain of rules, the groups to choose from, what a setting would change. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExplainReply, GroupChoicesReply, ModeratorsEffectReply } from '../../src/shared/wire/explain.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { expectShape } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let owner: TestUser;
let regular: TestUser;
let novice: TestUser;
let group: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true, username: 'mona' });
  owner = await t.user({ trust_level: 1, username: 'ora' });
  regular = await t.user({ trust_level: 2 });
  novice = await t.user({ trust_level: 0 });
  group = await t.group({
    owners: [owner],
    grant_trust_level: 2,
    title: 'Reader',
    name: 'readers',
    full_name: 'Book lovers',
  });
  await t.group({ owners: [owner], visibility_level: 4, name: 'shadows' });
});
afterAll(() => t.close());

const explain = (by: TestUser, query: Record<string, unknown> = {}) => t.as(by).get('/invites/explain.json', query);
const decided = (body: ExplainReply) =>
  body.steps.filter((step) => step.outcome !== 'passes').map((step) => `${step.rule} ${step.outcome}`);

describe('may they invite', () => {
  it('says which rule decided, in words, and who can change it', async () => {
    const cases: [TestUser, boolean, string | null, string[]][] = [
      [admin, true, null, ['staff allows', 'admin allows']],
      [owner, true, null, ['group_owners_may_invite allows', 'group_owner allows']],
      [moderator, false, 'moderators_manage_groups_off', ['staff allows', 'moderators_manage_groups refuses']],
      [regular, false, 'not_group_owner', ['invite_allowed_groups allows', 'group_owner refuses']],
      [novice, false, 'not_in_invite_allowed_groups', ['invite_allowed_groups refuses', 'group_owner refuses']],
    ];
    for (const [who, can_invite, reason, steps] of cases) {
      const { body } = await explain(who, { group: 'readers' });
      expectShape(ExplainReply, body);
      expect({ can_invite: body.can_invite, reason: body.reason, steps: decided(body) }, who.username).toEqual({
        can_invite,
        reason,
        steps,
      });
      // The same is answered when they try.
      const tried = await t.as(who).post('/invites.json', { skip_email: true, group_names: 'readers' });
      expect(tried.status).toBe(can_invite ? 200 : 403);
      if (can_invite) continue;
      const { who_can_help } = body;
      expect(tried.body.extras).toMatchObject({ reason, rule: body.rule, who_can_help });
    }
    const { body } = await explain(regular, { group: 'readers' });
    expect(body.who_can_help).toEqual([{ role: 'owner', usernames: ['ora'] }, { role: 'admin' }]);
    const forModerator = (await explain(moderator, { group: 'readers' })).body;
    expect(forModerator.who_can_help, 'also who could invite instead').toEqual(body.who_can_help);
    const setting = forModerator.steps.at(-1);
    expect(setting).toMatchObject({ setting: 'moderators_manage_groups', who_can_change: [{ role: 'admin' }] });
    for (const step of body.steps) expect(step.text).not.toMatch(/{{|explain_/);
  });

  it('follows the settings at once', async () => {
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      expect((await explain(moderator, { group: 'readers' })).body.can_invite).toBe(true);
    });
    await t.withSettings({ group_owners_may_invite: false }, async () => {
      expect((await explain(owner, { group: 'readers' })).body.reason).toBe('not_in_invite_allowed_groups');
    });
    await t.withSettings({ max_invites_per_day: 0 }, async () => {
      expect((await explain(regular)).body.reason).toBe('max_invites_per_day_zero');
    });
  });

  it('at all, without a group', async () => {
    const { body } = await explain(owner);
    expectShape(ExplainReply, body);
    expect(body).toMatchObject({ group: null, can_invite: false, reason: 'not_in_invite_allowed_groups' });
    expect((await explain(regular)).body.can_invite).toBe(true);
  });

  it('in Hebrew', async () => {
    const hebrew = await t.user({ locale: 'he' });
    const { body } = await explain(hebrew, { group: 'readers' });
    for (const step of body.steps) expect(step.text).toMatch(/[א-ת]/);
    expect(body.rule).toMatch(/[א-ת]/);
  });

  it('about others only to staff, who learn that an account cannot act', async () => {
    expect((await explain(regular, { username: 'ora' })).body.extras.reason).toBe('staff_only');
    expect((await explain(moderator, { username: 'Ora', group: 'readers' })).body).toMatchObject({
      username: 'ora',
      can_invite: true,
    });
    expect((await explain(moderator, { username: 'nobody-here' })).status).toBe(404);
    const until = new Date(t.services.now().getTime() + 1e9);
    for (const [facts, reason, words] of [
      [{ suspended_till: until }, 'account_suspended', 'is suspended'],
      [{ active: false, confirmed: false }, 'account_inactive', 'not been confirmed'],
      [{ staged: true, active: false }, 'account_staged', 'nobody has registered'],
    ] as const) {
      const { username } = await t.user({ trust_level: 4, ...facts });
      const { body } = await explain(admin, { username });
      expect(body).toMatchObject({ can_invite: false, reason, rule: expect.stringContaining(words) });
      expect(body.who_can_help).toEqual([{ role: 'staff' }]);
    }
  });

  it('groups one cannot see answer exactly as unknown ones', async () => {
    const refused = await explain(regular, { group: 'shadows' });
    const unknown = await explain(regular, { group: 'no-such-group' });
    expect(refused.status).toBe(404);
    expect(refused.body).toEqual(unknown.body);
    expect((await explain(moderator, { group: 'shadows' })).status).toBe(404);
    expect((await explain(owner, { group: 'shadows' })).body.can_invite).toBe(true);
    expect((await t.browser().get('/invites/explain.json')).body.error_type).toBe('not_logged_in');
  });
});

describe('groups to choose from', () => {
  const choices = (by: TestUser, query: Record<string, unknown> = {}) => t.as(by).get('/invites/groups.json', query);

  it('first those one may use; the others with the rule and who can help; and what joining does', async () => {
    const mine = await t.group({ owners: [regular], name: 'zz-mine' });
    const { body, text } = await choices(regular);
    expectShape(GroupChoicesReply, body);
    expect(body.groups[0]).toMatchObject({
      id: mine.id,
      can_invite: true,
      reason: null,
      who_can_help: [],
      can_ask: false,
      is_group_owner: true,
    });
    expect(body.groups.find((one: TestGroup) => one.id === group.id)).toMatchObject({
      can_invite: false,
      reason: 'not_group_owner',
      rule: expect.stringContaining('owner'),
      who_can_help: [{ role: 'owner', usernames: ['ora'] }, { role: 'admin' }],
      can_ask: true,
      grant_trust_level: 2,
      title: 'Reader',
    });
    expect(text).not.toContain('shadows');
    // Those that nobody can be invited to come last, with what to do instead.
    const automatic = body.groups.findIndex((one: { automatic: boolean }) => one.automatic);
    expect(body.groups.slice(automatic).map((one: TestGroup) => one.name)).toContain('trust_level_0');
    for (const one of body.groups.slice(automatic))
      expect(one).toMatchObject({
        automatic: true,
        can_invite: false,
        reason: 'group_automatic',
        rule: expect.stringContaining('Admin > Users'),
        who_can_help: [],
        can_ask: false,
      });
    expect(body.total).toBe(body.groups.length);
    expect(body.without_groups.can_invite).toBe(true);
    expect((await choices(novice)).body.without_groups.reason).toBe('not_in_invite_allowed_groups');
    const forModerator = (await choices(moderator, { search: 'LOVERS' })).body.groups;
    expect(forModerator).toMatchObject([{ id: group.id, reason: 'moderators_manage_groups_off' }]);
  });

  it('owners are not named to who may not see the members', async () => {
    const quiet = await t.group({ owners: [owner], members_visibility_level: 4, name: 'quiet' });
    const [one] = (await choices(regular, { search: 'quiet' })).body.groups;
    expect(one).toMatchObject({ id: quiet.id, who_can_help: [{ role: 'admin' }] });
  });

  it('pages and searches a thousand', async () => {
    await t.sql(
      `insert into groups (name, name_key, created_at, updated_at) select 'many' || i, 'many' || i, now(), now() from generate_series(1, 1000) i`,
    );
    const first = (await choices(regular, { search: 'many', limit: 100 })).body;
    expect(first).toMatchObject({ total: 1000 });
    expect(first.groups).toHaveLength(100);
    const last = (await choices(regular, { search: 'many', limit: 100, offset: 950 })).body;
    expect(last.groups).toHaveLength(50);
    const sent = await t.queries(() => choices(regular, { limit: 100 }));
    expect(sent.length).toBeLessThanOrEqual(4);
    for (const query of [{ limit: 0 }, { limit: 101 }, { offset: -1 }])
      expect((await choices(regular, query)).status).toBe(400);
    expect((await t.browser().get('/invites/groups.json')).status).toBe(403);
  });

  it('without the directory only groups one is in', async () => {
    await t.withSettings({ enable_group_directory: false }, async () => {
      const { body } = await choices(regular);
      const names = body.groups.map((one: TestGroup) => one.name);
      expect(names.filter((name: string) => !name.startsWith('trust_level_'))).toEqual(['zz-mine']);
    });
  });
});

it('who would gain what from moderators_manage_groups', async () => {
  const path = '/admin/site_settings/moderators_manage_groups/effect.json';
  const owned = await t.group({ owners: [moderator], name: 'monas' });
  const { body } = await t.as(admin).get(path);
  expectShape(ModeratorsEffectReply, body);
  const [mona] = body.moderators;
  expect(body).toMatchObject({ enabled: false, more: false });
  expect(body.moderators).toHaveLength(1);
  const [{ count }] = (await t.sql<{ count: number }>(
    'select count(*)::int as count from groups where not automatic and visibility_level < 4 and id <> $1',
    [owned.id],
  )) as [{ count: number }];
  expect(mona).toMatchObject({ username: 'mona', group_count: count });
  expect(mona.groups).toHaveLength(10);
  expect(JSON.stringify(mona.groups)).not.toContain('monas');
  expect(JSON.stringify(mona.groups)).not.toContain('shadows');
  await t.withSettings({ moderators_manage_groups: true }, async () => {
    const now = (await t.as(admin).get(path)).body;
    expect(now).toEqual({ ...body, enabled: true });
  });
  for (const who of [moderator, regular]) expect((await t.as(who).get(path)).status).toBe(404);
});
