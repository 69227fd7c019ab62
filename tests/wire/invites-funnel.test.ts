/** Invited, sent, redeemed over time: counted by the job, the same however often it runs, and shown to whom it concerns. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countInviteDays } from '../../src/domain/invites/count-days.ts';
import { FunnelReply } from '../../src/shared/wire/invite-funnel.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { address, expectShape, invite, link, newcomer, redeem } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

const DAY = 86_400_000;
let t: TestApp;
let admin: TestUser;
let moderator: TestUser;
let owner: TestUser;
let stranger: TestUser;
let group: TestGroup;
let hidden: TestGroup;

/** The job, whenever it ran last. */
async function count(): Promise<void> {
  await t.sql('update invite_counts set took_ms = 0');
  await countInviteDays(t.services);
}
const sent = (invited: { id: number }) =>
  t.sql("update email_logs set state = 'sent', finished_at = $2 where invite_id = $1", [invited.id, t.services.now()]);
async function funnel(user: TestUser, query: Record<string, unknown> = {}): Promise<FunnelReply> {
  const reply = await t.as(user).get('/invites/funnel.json', query);
  expect(reply.status, reply.text).toBe(200);
  expectShape(FunnelReply, reply.body);
  return reply.body;
}
/** invited/sent/redeemed of the last days, the oldest first. */
const last = (reply: FunnelReply, days: number) =>
  reply.periods.slice(-days).map((one) => [one.invited, one.sent, one.redeemed]);

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
  owner = await t.user({ trust_level: 2 });
  stranger = await t.user();
  group = await t.group({ owners: [owner], full_name: 'Readers' });
  hidden = await t.group({ owners: [owner], visibility_level: 4 });
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.sql('truncate invites, invite_days, invite_totals restart identity cascade');
  // To the next noon in UTC: what a test calls one day must not begin before midnight and end after it.
  const { now } = t.services;
  t.advance(DAY - ((now().getTime() + DAY / 2) % DAY));
});

describe('counting', () => {
  it('puts what happened on its day, over midnight, and today anew each time', async () => {
    const mailed = await invite(t, owner, { email: address(), group_ids: `${group.id}` });
    await sent(mailed);
    await count();
    expect(last(await funnel(owner), 2)).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
    const many = await link(t, owner, { max_redemptions_allowed: 9 });
    for (let n = 0; n < 3; n++) expect((await redeem(t, many, newcomer())).status).toBe(200);
    t.advance(60_000);
    await count();
    await count();
    t.advance(DAY);
    expect((await redeem(t, many, newcomer())).status).toBe(200);
    await count();
    const reply = await funnel(owner);
    expect(last(reply, 3)).toEqual([
      [0, 0, 0],
      [2, 1, 3],
      [0, 0, 1],
    ]);
    expect(reply.totals).toEqual({ invited: 2, sent: 1, redeemed: 4 });
    const ago = t.services.now().getTime() - Date.parse(reply.counted_to!);
    expect(ago).toBeGreaterThanOrEqual(0);
    expect(ago).toBeLessThan(DAY / 2);
    expect(reply.groups).toEqual([
      { id: group.id, name: group.name, full_name: 'Readers', invited: 1, sent: 1, redeemed: 0 },
    ]);
    // The totals, kept by differences, are the sums.
    const wrong = await t.sql(
      `select * from invite_totals t full join (
         select inviter_id, group_id, sum(invited) as invited, sum(sent) as sent, sum(redeemed) as redeemed
         from invite_days group by 1, 2) d using (inviter_id, group_id)
       where (t.invited, t.sent, t.redeemed) is distinct from (d.invited, d.sent, d.redeemed)`,
    );
    expect(wrong).toEqual([]);
  });

  it('misses nothing when Usher was away, and nothing that came late', async () => {
    await count();
    await link(t, owner);
    t.advance(3 * DAY);
    await count();
    expect(last(await funnel(owner), 4)).toEqual([
      [1, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('counts an invite to two groups once in all, and once in each', async () => {
    await link(t, owner, { group_ids: `${group.id},${hidden.id}` });
    await count();
    const [all] = last(await funnel(owner), 1);
    expect(all).toEqual([1, 0, 0]);
    for (const one of [group, hidden]) expect(last(await funnel(owner, { group: one.name }), 1)).toEqual([[1, 0, 0]]);
  });

  it('is done by one process at a time, and seldom when it takes long', async () => {
    await t.sql('update invite_counts set counted_to = $1, took_ms = 3000', [t.services.now()]);
    await link(t, owner);
    t.advance(30_000);
    await countInviteDays(t.services);
    expect(last(await funnel(owner), 1)).toEqual([[0, 0, 0]]);
    t.advance(31_000);
    await Promise.all([1, 2, 3].map(() => countInviteDays(t.services)));
    expect(last(await funnel(owner), 1)).toEqual([[1, 0, 0]]);
  });
});

describe('periods', () => {
  it('are as many as asked for, weeks from Monday, none left out', async () => {
    await link(t, owner);
    await count();
    const weeks = await funnel(owner, { period: 'week', count: 3 });
    expect(weeks.periods).toHaveLength(3);
    for (const { starts_on } of weeks.periods) expect(new Date(starts_on).getUTCDay()).toBe(1);
    expect(weeks.totals.invited).toBe(1);
    expect((await funnel(owner)).periods).toHaveLength(30);
    expect((await funnel(owner, { count: 92 })).periods).toHaveLength(92);
    for (const query of [
      { count: 93 },
      { count: 0 },
      { period: 'week', count: 105 },
      { period: 'year' },
      { scope: 'x' },
    ])
      expect((await t.as(owner).get('/invites/funnel.json', query)).status, JSON.stringify(query)).toBe(400);
  });
});

describe('whose', () => {
  beforeEach(async () => {
    await link(t, owner, { group_ids: `${group.id},${hidden.id}` });
    await link(t, admin, { group_ids: `${group.id}` });
    await link(t, admin);
    await count();
  });
  const invited = async (user: TestUser, query = {}) => (await funnel(user, query)).totals.invited;

  it('one’s own for everybody, everybody’s for staff', async () => {
    expect(await invited(owner)).toBe(1);
    expect(await invited(stranger)).toBe(0);
    for (const user of [admin, moderator]) expect(await invited(user, { scope: 'all' })).toBe(3);
    expect(await invited(admin)).toBe(2);
    expectError(await t.as(owner).get('/invites/funnel.json', { scope: 'all' }), 404, 'not_found');
    expectError(await t.browser().get('/invites/funnel.json'), 403, 'not_logged_in');
  });

  it('everybody’s to a group for its owners', async () => {
    const query = { scope: 'all', group: group.name };
    for (const user of [owner, admin, moderator]) expect(await invited(user, query)).toBe(2);
    expect(await invited(owner, { group: group.name })).toBe(1);
    const refused = await t.as(stranger).get('/invites/funnel.json', query);
    expectError(refused, 403, 'invalid_access');
    expect(refused.body.extras.reason).toBe('not_group_owner');
  });

  it('nothing of a hidden group to whom it is hidden', async () => {
    const all = (user: TestUser) => funnel(user, { scope: 'all' });
    expect((await all(admin)).groups.map(({ id }) => id)).toEqual([group.id, hidden.id]);
    expect((await all(moderator)).groups.map(({ id }) => id)).toEqual([group.id]);
    for (const name of [hidden.name, 'no-such-group'])
      for (const scope of ['own', 'all'])
        expectError(await t.as(moderator).get('/invites/funnel.json', { scope, group: name }), 404, 'not_found');
  });
});
