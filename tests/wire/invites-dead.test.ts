/** Invites that can no longer be used: refused for everybody, with the reason, and without a trace. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { expectRefused, link, newcomer, redeem, usesOf } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let a: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  a = await t.group();
});
afterAll(() => t.close());

describe('dead invites', () => {
  const kill: [string, (made: { id: number }, by: TestUser) => Promise<unknown>][] = [
    [
      'invite_expired',
      (made) => t.sql('update invites set expires_at = $2 where id = $1', [made.id, t.services.now()]),
    ],
    ['invite_revoked', (made, by) => t.as(by).del('/invites.json', { id: made.id })],
    ['invite_invalidated', (made) => t.sql('update invites set invalidated_at = now() where id = $1', [made.id])],
    ['inviter_gone', (_made, by) => t.sql('delete from users where id = $1', [by.id])],
  ];
  it.each(kill)('%s: refused for everybody, with the reason', async (reason, work) => {
    const by = await t.user({ admin: true });
    const made = await link(t, by, { group_ids: [a.id] });
    await work(made, by);
    for (const client of [t.browser(), t.as(await t.user())]) {
      const reply = await expectRefused(t, 404, () => redeem(t, made, newcomer(), client));
      expect(reply.body).toMatchObject({
        message: 'Your invite token is invalid. Please contact staff.',
        extras: { reason },
      });
      expect((await client.get(`/invites/${made.invite_key}.json`)).body.extras.reason).toBe(reason);
    }
    const page = await t
      .browser()
      .get(`/invites/${made.invite_key}`, undefined, { headers: { Accept: 'text/html', 'X-Requested-With': '' } });
    expect(page.text).not.toContain(by.username);
  });

  it('unknown keys, near misses and nonsense', async () => {
    const made = await link(t, admin);
    const near = `${made.invite_key.slice(0, -1)}${made.invite_key.endsWith('0') ? '1' : '0'}`;
    for (const key of ['doesntexist', 'null', "'--", '%00', '%E2%98%83', '1-', near, 'x'.repeat(400)]) {
      const reply = await redeem(t, key, newcomer());
      expect([400, 404], `${key}: ${reply.text}`).toContain(reply.status);
    }
    expect(await usesOf(t, made)).toBe(0);
  });
});
