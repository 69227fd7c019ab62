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

  it('the owners are told, and one click makes the person a member, once', async () => {
    const [gone, one, two] = [await t.user(), await t.user(), await t.user()];
    const lost = await t.group({ owners: [gone, one, two], grant_trust_level: 2 });
    const made = await link(t, gone, { group_ids: [lost.id] });
    const member = await t.user();
    await t.sql('update group_users set owner = false where user_id = $1', [gone.id]);
    const n = newcomer();
    expect((await redeem(t, made, n)).status).toBe(200);
    expect((await redeem(t, made, {}, await t.loggedIn(member))).body.groups.withheld).toHaveLength(1);
    const askers = [n.username, member.username];
    for (const by of [one, two]) {
      const told = await t.sql<{ data: { display_username: string } }>(
        'select data from notifications where user_id = $1 and notification_type = 10003 order by id',
        [by.id],
      );
      expect(told.map((row) => row.data.display_username)).toEqual(askers);
      const mails = await t.sql<{ params: { asker: string; withheld: boolean } }>(
        "select params from email_logs where user_id = $1 and email_type = 'membership_request' order by id",
        [by.id],
      );
      expect(mails.map(({ params }) => [params.asker, params.withheld])).toEqual(askers.map((name) => [name, true]));
    }
    const answers = [one, two, one].map((by) =>
      t.as(by).put(`/groups/${lost.id}/handle_membership_request.json`, { user_id: member.id, accept: true }),
    );
    expect((await Promise.all(answers)).map((reply) => reply.status)).toEqual([200, 200, 200]);
    expect((await memberNames(t, lost)).filter((name) => name === member.username)).toHaveLength(1);
    expect(
      await t.sql("select invite_id from group_logs where target_user_id = $1 and action = 'add_user_to_group'", [
        member.id,
      ]),
    ).toMatchObject([{ invite_id: made.id }]);
    const accepted = 'select id from notifications where user_id = $1 and notification_type = 22';
    expect(await t.sql(accepted, [member.id])).toHaveLength(1);
  });

  it('of a whole class that comes by one link, an owner hears by at most ten mails an hour', async () => {
    const [gone, boss] = [await t.user(), await t.user()];
    const lost = await t.group({ owners: [gone, boss] });
    const made = await link(t, gone, { group_ids: [lost.id], max_redemptions_allowed: 10 });
    const more = await link(t, gone, { group_ids: [lost.id] });
    await t.sql('update group_users set owner = false where user_id = $1', [gone.id]);
    const uses = Array.from({ length: 12 }, (_, i) => redeem(t, i < 10 ? made : more, newcomer()));
    expect((await Promise.all(uses)).map((reply) => reply.status)).toEqual(uses.map(() => 200));
    const told = 'select id from notifications where user_id = $1 and notification_type = 10003';
    expect(await t.sql(told, [boss.id])).toHaveLength(12);
    expect(await t.sql('select id from email_logs where user_id = $1', [boss.id])).toHaveLength(10);
  });

  it('admins are told where nobody owns the group any more', async () => {
    const gone = await t.user();
    const lost = await t.group({ owners: [gone] });
    const made = await link(t, gone, { group_ids: [lost.id] });
    await t.sql('delete from group_users where user_id = $1', [gone.id]);
    const n = newcomer();
    await redeem(t, made, n);
    const told =
      "select data from notifications where user_id = $1 and notification_type = 10003 and data->>'group_name' = $2";
    expect(await t.sql(told, [admin.id, lost.name])).toMatchObject([{ data: { display_username: n.username } }]);
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
