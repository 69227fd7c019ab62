/**
 * Many at the same moment, each on a connection of its own: limits hold exactly, nobody is in twice, nothing is half
 * done. Each race is run several times, because one lucky run proves nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { Reply } from '../support/client.ts';
import type { TestUser } from '../support/factories.ts';
import {
  address,
  type Invite,
  invite,
  link,
  mailedToken,
  memberNames,
  newcomer,
  redeem,
  userCount,
  usesOf,
} from '../support/invites.ts';

const ROUNDS = process.env.USHER_TEST_LONG ? 30 : 2;
const CROWD = 40;

let t: TestApp;
let admin: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
});
afterAll(() => t.close());

const rounds = Array.from({ length: ROUNDS }, (_, n) => n + 1);
const crowd = <T>(make: (n: number) => Promise<T>, size = CROWD) =>
  Promise.all(Array.from({ length: size }, (_, n) => make(n)));
const won = (replies: Reply[]) => replies.filter((reply) => reply.status === 200);
/** A refusal is one of the contract's, never a fault of the server. */
const expectClean = (replies: Reply[], ...refusals: number[]) => {
  for (const reply of replies) expect([200, ...refusals], reply.text).toContain(reply.status);
};
/** Opens every browser's session first, so that all redemptions start together. */
async function browsers(size = CROWD) {
  return crowd(async () => {
    const browser = t.browser();
    await browser.get('/session/csrf.json');
    return browser;
  }, size);
}

describe.each(rounds)('round %i', () => {
  it('200 newcomers for 5 places: exactly 5 (attack 1)', async () => {
    const group = await t.group();
    const made = await link(t, admin, { max_redemptions_allowed: 5, group_ids: [group.id] });
    const open = await browsers(200);
    const people = open.map(() => newcomer());
    const replies = await Promise.all(open.map((browser, n) => redeem(t, made, people[n], browser)));
    expectClean(replies, 404);
    expect(won(replies)).toHaveLength(5);
    expect(await usesOf(t, made)).toBe(5);
    expect(await memberNames(t, group)).toHaveLength(5);
    expect(await userCount(t, group)).toBe(5);
    // By address: a name could also have been given to somebody who wanted a similar one.
    for (const [n, reply] of replies.entries())
      expect(await t.sql('select 1 from users where email = $1', [people[n]!.email])).toHaveLength(
        reply.status === 200 ? 1 : 0,
      );
  });

  it('50 people with accounts for 3 places: exactly 3', async () => {
    const group = await t.group();
    const made = await link(t, admin, { max_redemptions_allowed: 3, group_ids: [group.id] });
    const people = await crowd(() => t.user(), 50);
    const replies = await Promise.all(people.map((person) => redeem(t, made, {}, t.as(person))));
    expectClean(replies, 404);
    expect(won(replies)).toHaveLength(3);
    expect(await memberNames(t, group)).toHaveLength(3);
    expect(await userCount(t, group)).toBe(3);
  });

  it('one person 50 times: one membership, one use (attack 2)', async () => {
    const group = await t.group();
    const made = await link(t, admin, { max_redemptions_allowed: 100, group_ids: [group.id] });
    const person = await t.user();
    const replies = await crowd(() => redeem(t, made, {}, t.as(person)), 50);
    expectClean(replies, 412);
    expect(won(replies)).toHaveLength(1);
    expect(await usesOf(t, made)).toBe(1);
    expect(await memberNames(t, group)).toEqual([person.username]);
    expect(await userCount(t, group)).toBe(1);
  });

  it('two links to one group, one person, 40 requests: one membership, one use in all (attack 3)', async () => {
    const group = await t.group();
    const links = [
      await link(t, admin, { max_redemptions_allowed: 50, group_ids: [group.id] }),
      await link(t, admin, { max_redemptions_allowed: 50, group_ids: [group.id] }),
    ];
    const person = await t.user();
    const replies = await crowd((n) => redeem(t, links[n % 2]!, {}, t.as(person)));
    expectClean(replies, 412);
    expect((await usesOf(t, links[0]!)) + (await usesOf(t, links[1]!))).toBe(1);
    expect(await memberNames(t, group)).toEqual([person.username]);
    expect(won(replies).filter((reply) => reply.body.groups.granted.length > 0)).toHaveLength(1);
  });

  it('one address written 40 ways at once: one invite, then one person (attack 24)', async () => {
    const email = address('jane');
    const spelled = (n: number) =>
      [email, email.toUpperCase(), `${email} `, email[0]!.toUpperCase() + email.slice(1)][n % 4]!;
    const replies = await crowd((n) =>
      t.as(admin).post('/invites.json', { email: spelled(n), skip_email: n % 2 === 0 }),
    );
    expectClean(replies);
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
    expect(await t.sql('select 1 from invites where email_key = $1', [email])).toHaveLength(1);
    const open = await browsers();
    const made = replies[0]!.body as Invite;
    const redeemed = await Promise.all(open.map((browser) => redeem(t, made, newcomer(), browser)));
    expectClean(redeemed, 404, 412);
    expect(won(redeemed)).toHaveLength(1);
    expect(await t.sql('select 1 from users where email_key = $1', [email])).toHaveLength(1);
  });

  it('one address through 40 uses of a link: one account, one use', async () => {
    const made = await link(t, admin, { max_redemptions_allowed: 100 });
    const email = address();
    const open = await browsers();
    const replies = await Promise.all(open.map((browser) => redeem(t, made, newcomer({ email }), browser)));
    expectClean(replies, 412);
    expect(won(replies)).toHaveLength(1);
    expect(await usesOf(t, made)).toBe(1);
  });

  it('one e-mail invite, 40 bearers of its token: one account', async () => {
    const group = await t.group();
    const made = await invite(t, admin, { email: address(), group_ids: [group.id] });
    const email_token = await mailedToken(t, made);
    const open = await browsers();
    const replies = await Promise.all(open.map((browser) => redeem(t, made, { ...newcomer(), email_token }, browser)));
    expectClean(replies, 404, 412);
    expect(won(replies)).toHaveLength(1);
    expect(await memberNames(t, group)).toHaveLength(1);
    expect(
      await t.sql('select 1 from sessions s join users u on u.id = s.user_id where u.email = $1', [made.email]),
    ).toHaveLength(1);
  });

  it('one username wanted by 40 at once: everybody gets a different one', async () => {
    const made = await link(t, admin, { max_redemptions_allowed: 100 });
    const { username } = newcomer();
    const open = await browsers();
    const replies = await Promise.all(open.map((browser) => redeem(t, made, newcomer({ username }), browser)));
    expectClean(replies);
    expect(new Set(replies.map((reply) => reply.body.username.toLowerCase())).size).toBe(CROWD);
  });

  it('withdrawn in the middle: whoever was answered 200 is in, nobody else', async () => {
    const group = await t.group();
    const made = await link(t, admin, { max_redemptions_allowed: 100, group_ids: [group.id] });
    const open = await browsers();
    const [replies, revoked] = await Promise.all([
      Promise.all(open.map((browser) => redeem(t, made, newcomer(), browser))),
      t.as(admin).del(`/invites/${made.id}.json`),
    ]);
    expect(revoked.status).toBe(200);
    expectClean(replies, 404);
    expect(await memberNames(t, group)).toHaveLength(won(replies).length);
    expect(await usesOf(t, made)).toBe(won(replies).length);
    expect((await redeem(t, made, newcomer())).status).toBe(404);
  });

  it('the inviter loses the right in the middle: every receipt says exactly who got in', async () => {
    const owner = await t.user({ trust_level: 2 });
    const group = await t.group({ owners: [owner] });
    const made = await link(t, owner, { max_redemptions_allowed: 10, group_ids: [group.id] });
    await t.sql('update invites set max_redemptions_allowed = 100 where id = $1', [made.id]);
    const open = await browsers();
    const [replies] = await Promise.all([
      Promise.all(open.map((browser) => redeem(t, made, newcomer(), browser))),
      t.sql('update group_users set owner = false where user_id = $1', [owner.id]),
    ]);
    expectClean(replies);
    const granted = replies
      .filter((reply) => reply.body.groups.granted.length === 1)
      .map((reply) => reply.body.username);
    expect((await memberNames(t, group)).filter((name) => name !== owner.username)).toEqual(granted.sort());
    const [{ count }] = (await t.sql<{ count: string }>(
      'select count(*) from membership_requests where group_id = $1',
      [group.id],
    )) as [{ count: string }];
    expect(Number(count)).toBe(CROWD - granted.length);
  });
});

describe('a claim that waits behind another use', () => {
  it('compares the rights as they are after the wait', async () => {
    const owner = await t.user({ trust_level: 2 });
    const group = await t.group({ owners: [owner] });
    const made = await link(t, owner, { group_ids: [group.id] });
    const before = await t.services.db.pool.connect();
    await before.query('begin');
    await before.query('update invites set redemption_count = redemption_count + 1 where id = $1', [made.id]);
    const waiting = redeem(t, made, newcomer());
    const blocked = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%with claimed%' and datname = current_database()`;
    await expect.poll(async () => (await t.sql(blocked)).length).toBe(1);
    await t.sql('update group_users set owner = false where user_id = $1', [owner.id]);
    await before.query('commit');
    before.release();
    const reply = await waiting;
    expect(reply.body.groups).toMatchObject({
      granted: [],
      withheld: [{ id: group.id, reason: 'inviter_lost_right' }],
    });
  });
});

describe('limits of the contract, section 4 and 9', () => {
  it('max_invites_per_day with 40 requests at once', async () => {
    const person = await t.user({ trust_level: 2 });
    const replies = await crowd(() => t.as(person).post('/invites.json', {}));
    expectClean(replies, 429);
    expect(won(replies)).toHaveLength(10);
  });
  it('three times for one address with 40 requests at once', async () => {
    const person = await t.user({ trust_level: 2 });
    const email = address();
    const replies = await crowd(() => t.as(person).post('/invites.json', { email, skip_email: true }));
    expectClean(replies, 429);
    expect(won(replies)).toHaveLength(3);
  });
});
