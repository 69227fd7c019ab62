/** Accounts that never confirm: purged after the grace period, and what they took comes back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { purgeUnconfirmedUsers } from '../../src/domain/users/purge-unconfirmed.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  account,
  address,
  invite,
  link,
  memberNames,
  newcomer,
  redeem,
  userCount,
  usesOf,
} from '../support/invites.ts';

const DAY = 86_400_000;
let t: TestApp;
beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

it('gives back the use of a link and of an e-mail invite, and leaves everybody else alone', async () => {
  const admin = await t.user({ admin: true });
  const group = await t.group();
  const open = await link(t, admin, { group_ids: [group.id], expires_at: '2199-01-01' });
  const mailed = await invite(t, admin, { email: address(), group_ids: [group.id], expires_at: '2199-01-01' });
  const again = await invite(t, admin, { email: address(), expires_at: '2199-01-01' });
  const [byLink, byMail, byAgain] = [newcomer(), newcomer(), newcomer()];
  await redeem(t, open, byLink);
  await redeem(t, mailed, byMail);
  await redeem(t, again, byAgain);
  const second = await invite(t, admin, { email: again.email, expires_at: '2199-01-01' });
  const deactivated = await t.user({ active: false, confirmed: true });
  const staged = await t.user({ active: false, confirmed: false, staged: true });
  t.advance(13 * DAY);
  expect(await purgeUnconfirmedUsers(t.services)).toBe(0);
  t.advance(2 * DAY);
  const fresh = newcomer();
  await redeem(t, open, fresh);
  expect(await purgeUnconfirmedUsers(t.services)).toBe(3);
  for (const { username } of [byLink, byMail, byAgain]) expect(await account(t, username)).toBeUndefined();
  for (const { username } of [deactivated, staged, fresh]) expect(await account(t, username)).toBeDefined();
  expect([await usesOf(t, open), await usesOf(t, mailed)]).toEqual([1, 0]);
  // The address was invited anew meanwhile: one pending invite is enough.
  expect([await usesOf(t, again), await usesOf(t, second)]).toEqual([1, 0]);
  expect(await memberNames(t, group)).toEqual([fresh.username]);
  expect(await userCount(t, group)).toBe(1);
  expect((await redeem(t, mailed, byMail)).status).toBe(200);
});
