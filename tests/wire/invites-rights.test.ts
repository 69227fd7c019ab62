/** The inviter's rights are asked again when an invite is used: what is withheld, and that nobody is left unaware. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { link, memberNames, newcomer, redeem } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let a: TestGroup;
let b: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  a = await t.group();
  b = await t.group();
});
afterAll(() => t.close());

describe('rights are checked again (CVE-2023-32677)', () => {
  const losses: [string, (owner: TestUser, group: TestGroup) => Promise<unknown>][] = [
    [
      'ownership lost',
      (owner, group) =>
        t.sql('update group_users set owner = false where user_id = $1 and group_id = $2', [owner.id, group.id]),
    ],
    [
      'suspended',
      (owner) => t.sql("update users set suspended_till = now() + interval '1 day' where id = $1", [owner.id]),
    ],
    ['deactivated', (owner) => t.sql('update users set active = false where id = $1', [owner.id])],
  ];
  it.each(losses)('%s: the group is withheld, never silently', async (_what, lose) => {
    const owner = await t.user({ trust_level: 2 });
    const [lost, kept] = [await t.group({ owners: [owner] }), await t.group({ owners: [owner] })];
    const made = await link(t, owner, { group_ids: [lost.id, kept.id] });
    await lose(owner, lost);
    const n = newcomer();
    const reply = await redeem(t, made, n);
    const reason = 'inviter_lost_right';
    expect(reply.body.groups.withheld).toContainEqual({ id: lost.id, name: lost.name, reason });
    expect(await memberNames(t, lost)).not.toContain(n.username);
    expect(
      await t.sql(
        'select group_id from membership_requests r join users u on u.id = r.user_id where u.username = $1 and group_id = $2',
        [n.username, lost.id],
      ),
    ).toHaveLength(1);
    const told = await t.sql(
      "select data->'groups' as groups from notifications where user_id = $1 and notification_type = 10002",
      [owner.id],
    );
    expect(told[0]!.groups).toContainEqual({ id: lost.id, name: lost.name, reason });
  });

  it('a moderator’s right ends with the setting', async () => {
    const moderator = await t.user({ moderator: true });
    const made = await t.withSettings({ moderators_manage_groups: true }, () =>
      link(t, moderator, { group_ids: [a.id, b.id] }),
    );
    const reply = await redeem(t, made, newcomer());
    expect(reply.body.groups.granted).toEqual([]);
    expect(reply.body.groups.withheld).toHaveLength(2);
  });

  it('a deleted group is named, the others are granted', async () => {
    const gone = await t.group();
    const made = await link(t, admin, { group_ids: [gone.id, a.id] });
    expect((await t.as(admin).del(`/admin/groups/${gone.id}.json`)).status).toBe(200);
    const reply = await redeem(t, made, newcomer());
    expect(reply.body.groups.granted).toMatchObject([{ id: a.id }]);
    expect(reply.body.groups.withheld).toEqual([{ id: gone.id, name: gone.name, reason: 'group_deleted' }]);
  });
});
