/** Groups that take in everybody of an e-mail domain: who is there already, by a job, and who comes later, at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listGroupsTaking } from '../../src/db/group-domains.ts';
import { accountTools } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { invite, mailedToken, memberNames, redeem, userCount } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';
import { until } from '../support/smtp.ts';

let t: TestApp;
let admin: TestUser;
const tools = accountTools(() => t);
beforeAll(async () => {
  t = await startApp({ jobs: true });
  admin = await t.user({ admin: true });
});
afterAll(() => t.close());

const domain = () => `${unique('d')}.example.org`;
async function groupOf(domains: string, more: object = {}): Promise<{ id: number; name: string }> {
  const reply = await t.as(admin).post('/admin/groups.json', {
    group: { name: unique('dom'), automatic_membership_email_domains: domains, ...more },
  });
  expect(reply.status, reply.text).toBe(200);
  return reply.body.basic_group;
}
/** Until the job has looked for the second time, after what was under way at the first. */
const settled = async (group: { id: number }) => {
  t.advance(61_000);
  await until('the job', async () => {
    t.services.wake('gather_members');
    const [row] = await t.sql('select people_wanted_at from groups where id = $1', [group.id]);
    return row!.people_wanted_at === null;
  });
};
const isMember = async (group: { id: number }, user: { username: string }) =>
  (await memberNames(t, group)).includes(user.username);
const level = async (user: { id: number }) =>
  (await t.sql('select trust_level from users where id = $1', [user.id]))[0]!.trust_level;

describe('people who are there already', () => {
  it('join with effects and a log line; look-alikes, inactive and staged accounts do not', async () => {
    const d = domain();
    const at = (email: string, more: object = {}) => t.user({ email, trust_level: 1, ...more });
    const [plain, loud] = [await at(`a@${d}`), await at(`B@${d.toUpperCase()}`)];
    for (const email of [`c@sub.${d}`, `d@not${d}`, `"x@${d}"@other.example`]) await at(email);
    await at(`e@${d}`, { active: false });
    await at(`f@${d}`, { active: false, staged: true });
    await at(`g@${d}`, { confirmed: false });
    const group = await groupOf(`elsewhere.example|${d}`, { grant_trust_level: 3 });
    await settled(group);
    expect(await memberNames(t, group)).toEqual([plain.username, loud.username].sort());
    expect([await userCount(t, group), await level(plain)]).toEqual([2, 3]);
    const lines = await t.sql('select action, acting_user_id from group_logs where group_id = $1', [group.id]);
    expect(lines).toEqual(Array(2).fill({ action: 'add_user_to_group', acting_user_id: -1 }));
  });

  it('join also when they confirm their address at the very moment in which the domain is set', async () => {
    const d = domain();
    const early = await t.user({ email: `early@${d}` });
    const group = await groupOf(d);
    await until('the first look', () => isMember(group, early));
    // Confirmed with the domains as they were before, and written after the job has looked.
    const late = await t.user({ email: `late@${d}` });
    await settled(group);
    expect(await isMember(group, late)).toBe(true);
  });

  it('join when a domain is added later, and stay when it is taken away', async () => {
    const d = domain();
    const user = await t.user({ email: `x@${d}` });
    const group = await t.group();
    const set = (domains: string) =>
      t.as(admin).put(`/groups/${group.id}.json`, { group: { automatic_membership_email_domains: domains } });
    expect((await set(d)).status).toBe(200);
    await settled(group);
    expect(await isMember(group, user)).toBe(true);
    await set('');
    expect(await isMember(group, user)).toBe(true);
    // Whoever was taken out stays out while the domains stay as they are.
    await set(d);
    await settled(group);
    await t.as(admin).del(`/groups/${group.id}/members.json`, { user_id: user.id });
    await t
      .as(admin)
      .put(`/groups/${group.id}.json`, { group: { automatic_membership_email_domains: d, bio_raw: 'x' } });
    await settled(group);
    expect(await isMember(group, user)).toBe(false);
  });

  it('join in batches', async () => {
    const d = domain();
    await t.sql(
      `insert into users (username, username_key, email, email_key, email_confirmed_at, active, approved, trust_level, created_at, updated_at)
       select 'crowd' || i, 'crowd' || i, i || '@' || $1, i || '@' || $1, now(), true, true, 1, now(), now() from generate_series(1, 1100) i`,
      [d],
    );
    const group = await groupOf(d);
    await settled(group);
    expect(await userCount(t, group)).toBe(1100);
  });
});

describe('people who come later', () => {
  it('join when staff make or activate their account, with effects, and never before', async () => {
    const d = domain();
    const group = await groupOf(d, { grant_trust_level: 3 });
    const create = async (active: boolean) => {
      const username = unique('late');
      const reply = await t.as(admin).post('/users.json', {
        name: 'N',
        username,
        email: `${username}@${d}`,
        password: 'a Password that is fine',
        active,
      });
      expect(reply.body.success, reply.text).toBe(true);
      return { id: Number(reply.body.user_id), username };
    };
    const now = await create(true);
    expect([await isMember(group, now), await level(now)]).toEqual([true, 3]);
    const later = await create(false);
    expect(await isMember(group, later)).toBe(false);
    expect((await t.as(admin).put(`/admin/users/${later.id}/activate.json`)).status).toBe(200);
    expect(await isMember(group, later)).toBe(true);
  });

  it('join when they change their address', async () => {
    const d = domain();
    const group = await groupOf(d);
    const user = await t.user();
    expect((await t.as(user).put(`/u/${user.username}/preferences/email.json`, { email: `new@${d}` })).status).toBe(
      200,
    );
    expect(await isMember(group, user)).toBe(false);
    const token = await tools.mailedAccountToken(user);
    expect((await t.browser().put(`/u/confirm-new-email/${token}.json`, {})).status).toBe(200);
    expect(await isMember(group, user)).toBe(true);
  });

  it('join when an invite proves their mailbox, also one that takes an account over', async () => {
    const d = domain();
    const group = await groupOf(d);
    const other = await t.group();
    const guest = { username: unique('guest'), name: 'Guest' };
    const made = await invite(t, admin, { email: `guest@${d}`, group_ids: other.id });
    const reply = await redeem(t, made, { ...guest, email_token: await mailedToken(t, made) });
    expect(reply.status, reply.text).toBe(200);
    expect([await isMember(group, guest), await isMember(other, guest)]).toEqual([true, true]);

    const staged = await t.user({ email: `staged@${d}`, staged: true, active: false });
    const owner = { username: unique('owner'), name: 'Owner' };
    const second = await invite(t, admin, { email: staged.email });
    await redeem(t, second, { ...owner, email_token: await mailedToken(t, second) });
    expect(await isMember(group, owner)).toBe(true);
  });

  it('do not join by an address they have not proved', async () => {
    const d = domain();
    const group = await groupOf(d);
    const made = await invite(t, admin, { max_redemptions_allowed: 3 });
    const username = unique('liar');
    const reply = await redeem(t, made, { email: `liar@${d}`, username, name: 'N' });
    expect(reply.status, reply.text).toBe(200);
    expect(await memberNames(t, group)).toEqual([]);
    const [row] = await t.sql<{ id: number }>('select id from users where username = $1', [username]);
    expect(await listGroupsTaking(t.services.db, row!.id)).toEqual([]);
  });

  it('cost a redemption nothing while no group waits for their domain', async () => {
    const made = await invite(t, admin, { email: `plain@${domain()}` });
    const email_token = await mailedToken(t, made);
    const withoutJobs = await startApp({ beside: t });
    const person = { username: unique('plain'), name: 'N', email_token };
    const sent = await withoutJobs.queries(() => redeem(withoutJobs, made, person));
    await withoutJobs.close();
    expect(sent).toContain('redemptions.newAccount');
    expect(sent.filter((name) => name.startsWith('groupDomains.') || name === 'members.add')).toEqual([]);
  });
});

it('counts for whoever may make groups how many people domains would bring', async () => {
  const [d, e] = [domain(), domain()];
  for (const email of [`a@${d}`, `b@${d}`, `c@${e}`]) await t.user({ email });
  const group = await groupOf(d);
  const count = (domains: string, more: object = {}, by = t.as(admin)) =>
    by.put('/admin/groups/automatic_membership_count.json', { automatic_membership_email_domains: domains, ...more });
  expect((await count(`${d}|${e}`)).body).toEqual({ user_count: 3 });
  expect((await count(`${d}|${e}`, { id: group.id })).body).toEqual({ user_count: 1 });
  expect((await count(Array.from({ length: 11 }, (_, i) => `x${i}.org`).join('|'))).body).toEqual({ user_count: null });
  expectError(await count('nonsense'), 422);
  expectError(await count(d, {}, t.as(await t.user({ moderator: true }))), 403, 'invalid_access');
  expectError(await count(d, {}, t.as(await t.user())), 404, 'not_found');
});
