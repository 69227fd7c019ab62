/** Everybody's invites for staff, and those that touch a group for its owners, who may take the group off. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OverviewReply } from '../../src/shared/wire/invite-overview.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { address, expectShape, type Invite, invite, link, memberNames, newcomer, redeem } from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
});
afterAll(() => t.close());

const all = (query: Record<string, unknown> = {}, by: TestUser = admin) => t.as(by).get('/invites.json', query);
const ofGroup = (group: TestGroup, by: TestUser, query: Record<string, unknown> = {}) =>
  t.as(by).get(`/groups/${group.name}/invites.json`, query);
const ids = (body: { invites: { id: number }[] }) => body.invites.map((one) => one.id);
const groupIdsOf = async ({ id }: Invite) =>
  (await t.sql<{ group_ids: number[] }>('select group_ids from invites where id = $1', [id]))[0]!.group_ids;
/** What the lists are read from must follow every change of an invite. */
const expectListed = async () => {
  const off = await t.sql(
    `(select group_id, ends_at, invite_id from open_invites except ${OPEN}) union all (${OPEN} except select * from open_invites)`,
  );
  expect(off).toEqual([]);
};
const OPEN = `select g, least(i.expires_at, i.invalidated_at), i.id from invites i cross join lateral
    unnest(case when i.invalidated_at is null then i.group_ids[2:] else 0 || i.group_ids end) g
  where i.deleted_at is null and i.redemption_count < i.max_redemptions_allowed`;

describe('staff', () => {
  it('see everybody’s invites in every state, by inviter, group, address and mail', async () => {
    const by = await t.user({ trust_level: 2, username: 'lister' });
    const group = await t.group({ owners: [by] });
    const pending = await invite(t, by, { email: address(), group_ids: [group.id] });
    const open = await link(t, by);
    const expired = await invite(t, by, { email: address(), expires_at: '2021-01-01' });
    const revoked = await invite(t, by, { email: address() });
    await t.as(by).del(`/invites/${revoked.id}.json`);
    const used = await link(t, by, { group_ids: [group.id], max_redemptions_allowed: 1 });
    const guest = newcomer();
    await redeem(t, used, guest);
    await expectListed();

    const first = (await all({ inviter: 'Lister' })).body;
    expectShape(OverviewReply, first);
    expect(ids(first).sort()).toEqual([pending.id, open.id].sort());
    expect(first.invites.find((one: Invite) => one.id === pending.id)).toMatchObject({
      email: pending.email,
      link: pending.link,
      state: 'pending',
      inviter: { username: 'lister' },
      groups: [{ id: group.id }],
      mail: { state: 'queued' },
      can_update_invite: false,
      can_delete_invite: true,
    });
    expect(first.invites.find((one: Invite) => one.id === open.id).mail).toMatchObject({ state: 'none' });
    const expiredList = (await all({ inviter: 'lister', filter: 'expired' })).body;
    expect(ids(expiredList)).toEqual([expired.id]);
    expect(expiredList.invites[0].state).toBe('expired');
    const revokedList = (await all({ inviter: 'lister', filter: 'revoked' })).body;
    expectShape(OverviewReply, revokedList);
    expect(revokedList.invites).toMatchObject([{ id: revoked.id, state: 'revoked' }]);
    const redeemed = (await all({ inviter: 'lister', filter: 'redeemed' })).body;
    expectShape(OverviewReply, redeemed);
    expect(redeemed.invites).toMatchObject([
      {
        id: used.id,
        user: { username: guest.username },
        inviter: { username: 'lister' },
        groups: [{ name: group.name }],
      },
    ]);
    expect(ids((await all({ group: group.name })).body)).toEqual([pending.id]);
    expect(ids((await all({ group: group.name, filter: 'redeemed' })).body)).toEqual([used.id]);
    expect(ids((await all({ search: pending.email!.toUpperCase() })).body)).toEqual([pending.id]);
    expect(ids((await all({ search: guest.username, filter: 'redeemed' })).body)).toEqual([used.id]);
    expect(ids((await all({ mail: 'queued', inviter: 'lister' })).body)).toEqual([pending.id]);
    expect(ids((await all({ mail: 'failed' })).body)).toEqual([]);
    const counts = (await all()).body.counts;
    expect(counts.pending).toBeGreaterThanOrEqual(2);
    expect((await all({}, moderator)).status).toBe(200);
  });

  it('page to the end and back to nothing, each invite once', async () => {
    const by = await t.user({ moderator: true });
    const made: number[] = [];
    for (let n = 0; n < 7; n++) made.push((await link(t, by)).id);
    for (const filter of ['pending', 'revoked'] as const) {
      const seen: number[] = [];
      let after = '';
      for (;;) {
        const { body } = await all({ inviter: by.username, filter, limit: 3, after });
        seen.push(...ids(body));
        if (body.next === null) break;
        after = body.next;
      }
      expect(seen.sort((a, b) => a - b)).toEqual(made);
      for (const id of made) await t.as(by).del(`/invites/${id}.json`);
    }
  });

  it('are told what became of the mail', async () => {
    const made = await invite(t, admin, { email: address(), locale: 'he' });
    await t.sql(
      "update email_logs set state = 'failed', reason = 'refused', smtp_transaction_response = '550 no such user', finished_at = now() where invite_id = $1",
      [made.id],
    );
    const failed = (await all({ mail: 'failed' })).body.invites;
    expect(failed).toMatchObject([
      {
        id: made.id,
        locale: 'he',
        mail: { state: 'failed', reason: 'refused', smtp_transaction_response: '550 no such user' },
      },
    ]);
    expect(failed[0].mail.explanation).toContain('550 no such user');
    expect(failed[0].mail.email_log_id).toEqual(expect.any(Number));
    expect((await all({ mail: 'failed' }, moderator)).body.invites[0].mail.email_log_id).toBeNull();
    await t.as(admin).post('/invites/reinvite.json', { email: made.email });
    expect((await all({ mail: 'failed' })).body.invites).toEqual([]);
    expect(ids((await all({ mail: 'queued' })).body)).toContain(made.id);
    const mine = await t.as(admin).get(`/u/${admin.username}/invited/pending.json`, { mail_states: true });
    const again = mine.body.invites.find((one: Invite) => one.id === made.id);
    expect(again).toMatchObject({ locale: 'he', mail: { state: 'queued' } });
    const plain = await t.as(admin).get(`/u/${admin.username}/invited/pending.json`);
    expect(plain.body.invites[0]).not.toHaveProperty('mail');
    expect(plain.body.invites[0]).not.toHaveProperty('locale');
    const without = await invite(t, admin, { email: address(), skip_email: true });
    expect((await all({ search: without.email })).body.invites[0].mail.state).toBe('none');
  });

  it('alone: everybody else finds nothing there', async () => {
    const by = await t.user({ trust_level: 4 });
    expect((await all({}, by)).status).toBe(404);
    expect((await t.browser().get('/invites.json')).status).toBe(404);
    for (const query of [
      { filter: 'all' },
      { mail: 'lost' },
      { after: 'x' },
      { limit: 0 },
      { limit: 101 },
      { after: '999999999999999-1' },
      { mail: 'sent', filter: 'redeemed' },
    ])
      expect((await all(query)).status, JSON.stringify(query)).toBe(400);
    expect((await all({ group: 'no-such-group' })).status).toBe(404);
    expect((await all({ inviter: 'nobody-there' })).body.invites).toEqual([]);
  });
});

describe('owners', () => {
  it('see every invite that touches their group, with its address, and nothing else of it', async () => {
    const owner = await t.user();
    const mine = await t.group({ owners: [owner] });
    const hidden = await t.group({ visibility_level: 4 });
    const shown = await t.group();
    const made = await invite(t, admin, {
      email: address(),
      group_ids: [mine.id, hidden.id, shown.id],
      custom_message: 'between us',
      description: 'a note',
    });
    const open = await link(t, admin, { group_ids: [mine.id], domain: 'corp.example' });
    await invite(t, admin, { email: address(), group_ids: [shown.id] });
    const { body, text } = await ofGroup(mine, owner);
    expectShape(OverviewReply, body);
    expect(ids(body).sort()).toEqual([made.id, open.id].sort());
    expect(body.counts).toEqual({ pending: 2, expired: 0, redeemed: 0, revoked: 0 });
    expect(body.invites.find((one: Invite) => one.id === made.id)).toMatchObject({
      email: made.email,
      inviter: { username: admin.username },
      mail: { state: 'queued' },
      groups: [{ name: mine.name }, { name: shown.name }],
      can_delete_invite: false,
    });
    for (const secret of [made.invite_key, open.invite_key, hidden.name, 'between us', 'a note'])
      expect(text).not.toContain(secret);
    expect(text).toContain('corp.example');

    await redeem(t, open, newcomer({ email: 'new@corp.example' }));
    await redeem(t, made, newcomer({ email: made.email! }));
    const came = await ofGroup(mine, owner, { filter: 'redeemed' });
    expect(came.body.invites).toMatchObject([
      { id: made.id, groups: [{ name: mine.name }, { name: shown.name }] },
      { id: open.id, groups: [{ name: mine.name }] },
    ]);
    expect(came.text).not.toContain(hidden.name);
    expect((await ofGroup(mine, owner, { filter: 'revoked' })).status).toBe(400);
    await expectListed();
  });

  it('filter by inviter and by what became of the mail', async () => {
    const owner = await t.user();
    const mine = await t.group({ owners: [owner] });
    const failed = await invite(t, admin, { email: address(), group_ids: [mine.id] });
    const queued = await invite(t, moderator, { email: address() });
    await t.sql('update invites set group_ids = array[$2::integer, $3::integer] where id = $1', [
      queued.id,
      (await t.group()).id,
      mine.id,
    ]);
    const open = await link(t, admin, { group_ids: [mine.id] });
    await t.sql("update email_logs set state = 'failed', finished_at = now() where invite_id = $1", [failed.id]);
    const found = async (query: object) => ids((await ofGroup(mine, owner, { ...query })).body).sort();
    expect(await found({ mail: 'failed' })).toEqual([failed.id]);
    expect(await found({ mail: 'queued' })).toEqual([queued.id]);
    expect(await found({ mail: 'kept' })).toEqual([]);
    expect(await found({ inviter: admin.username })).toEqual([failed.id, open.id].sort());
    expect(await found({ inviter: admin.username, mail: 'queued' })).toEqual([]);
    // An address that the mail did not go to.
    await t.sql("update invites set email = 'else@example.com', email_key = 'else@example.com' where id = $1", [
      failed.id,
    ]);
    expect(await found({ mail: 'failed' })).toEqual([]);
  });

  it('alone, with whoever manages the group: others are told the rule, or find nothing', async () => {
    const owner = await t.user();
    const group = await t.group({ owners: [owner] });
    const hidden = await t.group({ owners: [owner], visibility_level: 4 });
    const made = await invite(t, admin, { email: address(), group_ids: [group.id, hidden.id] });
    const stranger = await t.user({ trust_level: 4 });
    const calls = (name: string, by: TestUser) => [
      t.as(by).get(`/groups/${name}/invites.json`),
      t.as(by).del(`/groups/${name}/invites/${made.id}.json`),
      t.as(by).put(`/groups/${name}/invites/${made.id}/restore.json`),
    ];
    for (const reply of await Promise.all(calls(group.name, stranger))) {
      expect(reply.status).toBe(403);
      expect(reply.body.extras).toMatchObject({
        reason: 'not_group_owner',
        who_can_help: [{ usernames: [owner.username] }, { role: 'admin' }],
      });
    }
    for (const reply of await Promise.all(calls(group.name, moderator)))
      expect(reply.body.extras.reason).toBe('moderators_manage_groups_off');
    for (const reply of await Promise.all([...calls(hidden.name, stranger), ...calls('no-such-group', stranger)]))
      expect(reply.status).toBe(404);
    await t.withSettings({ moderators_manage_groups: true }, async () => {
      expect((await ofGroup(group, moderator)).status).toBe(200);
      expect((await ofGroup(hidden, moderator)).status).toBe(404);
    });
    expect((await t.browser().get(`/groups/${group.name}/invites.json`)).body.error_type).toBe('not_logged_in');
    expect(await groupIdsOf(made)).toEqual([group.id, hidden.id]);
  });
});

describe('taking the group off an invite', () => {
  const remove = (group: TestGroup, made: Invite, by: TestUser) =>
    t.as(by).del(`/groups/${group.name}/invites/${made.id}.json`);
  const restore = (group: TestGroup, made: Invite, by: TestUser) =>
    t.as(by).put(`/groups/${group.name}/invites/${made.id}/restore.json`);
  const told = (who: TestUser) =>
    t.sql('select data from notifications where user_id = $1 and notification_type = 10007', [who.id]);

  it('leaves the rest: who uses it joins the other groups only, and the inviter is told', async () => {
    const owner = await t.user();
    const by = await t.user({ admin: true });
    const mine = await t.group({ owners: [owner] });
    const other = await t.group();
    const made = await link(t, by, { group_ids: [mine.id, other.id] });
    expect((await remove(mine, made, owner)).body).toEqual({ success: 'OK', revoked: false });
    expect((await remove(mine, made, owner)).status).toBe(400);
    expect((await ofGroup(mine, owner)).body.invites).toEqual([]);
    await expectListed();
    const guest = newcomer();
    await redeem(t, made, guest);
    expect(await memberNames(t, mine)).toEqual([owner.username]);
    expect(await memberNames(t, other)).toEqual([guest.username]);
    expect(await told(by)).toMatchObject([
      { data: { group_name: mine.name, revoked: false, display_username: owner.username } },
    ]);
    const { logs } = (await t.as(owner).get(`/groups/${mine.name}/logs.json`)).body;
    expect(logs[0]).toMatchObject({
      action: 'remove_group_from_invite',
      invite_id: made.id,
      acting_user: { username: owner.username },
    });

    expect((await restore(mine, made, by)).status).toBe(422);
    expect((await restore(mine, made, owner)).status).toBe(200);
    expect((await restore(mine, made, owner)).status).toBe(422);
    expect(await groupIdsOf(made)).toEqual([mine.id, other.id]);
    await expectListed();
  });

  it('of its only group: an invite to the site goes on, where its inviter may make such', async () => {
    const owner = await t.user();
    const by = await t.user({ trust_level: 2 });
    const mine = await t.group({ owners: [owner, by] });
    const made = await invite(t, by, { email: address(), group_ids: [mine.id] });
    expect((await remove(mine, made, owner)).body).toEqual({ success: 'OK', revoked: false });
    expect((await t.as(by).get('/invites/retrieve.json', { email: made.email })).body.groups).toEqual([]);
    expect((await t.browser().get(`/invites/${made.invite_key}.json`)).status).toBe(200);
  });

  it('of its only group: withdrawn where its inviter may invite only to groups they own; undone within ten minutes', async () => {
    const owner = await t.user();
    const by = await t.user({ trust_level: 1 });
    const mine = await t.group({ owners: [owner, by] });
    const made = await invite(t, by, { email: address(), group_ids: [mine.id] });
    expect((await remove(mine, made, owner)).body).toEqual({ success: 'OK', revoked: true });
    expect((await t.browser().get(`/invites/${made.invite_key}.json`)).body.extras.reason).toBe('invite_revoked');
    await expectListed();
    expect((await restore(mine, made, owner)).status).toBe(200);
    const page = await t.browser().get(`/invites/${made.invite_key}.json`);
    expect(page.body.groups).toMatchObject([{ id: mine.id }]);
    await remove(mine, made, owner);
    t.advance(601_000);
    expect((await restore(mine, made, owner)).status).toBe(422);
  });

  it('is refused for invites that do not give the group, and for what is no invite', async () => {
    const owner = await t.user();
    const mine = await t.group({ owners: [owner] });
    const foreign = await link(t, admin, { group_ids: [(await t.group()).id] });
    expect((await remove(mine, foreign, owner)).status).toBe(400);
    for (const id of ['0', 'abc', '99999999999999999999', '99999999'])
      expect((await t.as(owner).del(`/groups/${mine.name}/invites/${id}.json`)).status).toBe(400);
    expect((await groupIdsOf(foreign)).length).toBe(1);
  });
});

describe('of somebody’s own list', () => {
  const list = (by: TestUser, filter: string, query: object, reader = by) =>
    t.as(reader).get(`/u/${by.username}/invited/${filter}.json`, { ...query });

  it('the filters by group and by mail find what fits, on every page of it', async () => {
    const by = await t.user({ trust_level: 2 });
    const [a, b] = [await t.group({ owners: [by] }), await t.group({ owners: [by] })];
    const both = await invite(t, by, { email: address(), group_ids: [b.id, a.id] });
    const one = await invite(t, by, { email: address(), group_ids: [b.id] });
    const open = await link(t, by, { group_ids: [a.id] });
    const over = await invite(t, by, { email: address(), group_ids: [a.id], expires_at: '2021-01-01' });
    await invite(t, by, { email: address(), expires_at: '2021-01-01' });
    await t.sql("update email_logs set state = 'failed', finished_at = now() where invite_id = $1", [both.id]);
    const found = async (filter: string, query: object) => ids((await list(by, filter, query)).body).sort();
    expect(await found('pending', { group: a.name.toUpperCase() })).toEqual([both.id, open.id].sort());
    expect(await found('pending', { group: b.name, mail: 'queued' })).toEqual([one.id]);
    expect(await found('pending', { mail: 'failed' })).toEqual([both.id]);
    expect(await found('pending', { mail: 'failed', search: one.email })).toEqual([]);
    expect(await found('expired', { group: a.name })).toEqual([over.id]);
    expect(await found('expired', { group: a.name, mail: 'sent' })).toEqual([]);
    const everyFit: number[] = [];
    await t.withSettings({ invites_per_page: 1 }, async () => {
      for (let offset = 0; offset < 3; offset++)
        everyFit.push(...ids((await list(by, 'pending', { group: a.name, offset })).body));
    });
    expect(everyFit.sort()).toEqual([both.id, open.id].sort());
    await redeem(t, both, newcomer({ email: both.email! }));
    expect(await found('redeemed', { group: a.name })).toEqual([both.id]);
    expect(await found('redeemed', { group: (await t.group()).name })).toEqual([]);
    for (const query of [{ mail: 'lost' }, { mail: 'sent', filter: 'redeemed' }])
      expect((await list(by, 'filter' in query ? 'redeemed' : 'pending', { mail: query.mail })).status).toBe(400);
  });

  it('a filter says nothing that the list does not: of hidden groups, and of mails of others', async () => {
    const by = await t.user({ trust_level: 2 });
    const hidden = await t.group({ owners: [by], visibility_level: 4 });
    const shown = await t.group({ owners: [by] });
    const groups = [hidden.id, shown.id];
    const used = await invite(t, by, { email: address(), group_ids: groups });
    await redeem(t, used, newcomer({ email: used.email! }));
    const over = await invite(t, by, { email: address(), group_ids: groups, expires_at: '2021-01-01' });
    await invite(t, by, { email: address(), group_ids: groups });
    const other = await t.user({ trust_level: 2 });
    for (const filter of ['pending', 'expired', 'redeemed'] as const) {
      // A hidden group answers like one that does not exist.
      const asked = await list(by, filter, { group: hidden.name }, other);
      const absent = await list(by, filter, { group: 'no-such-group' }, other);
      expect([asked.status, asked.text]).toEqual([404, absent.text]);
      expect((await list(by, filter, { group: hidden.name })).body.invites).toHaveLength(1);
    }
    expect(ids((await list(by, 'expired', { group: shown.name }, other)).body)).toEqual([over.id]);
    expect(ids((await list(by, 'redeemed', { group: shown.name }, other)).body)).toEqual([used.id]);
    for (const mail of ['queued', 'sent', 'failed'])
      for (const filter of ['pending', 'expired'])
        expect((await list(by, filter, { mail }, other)).body.invites).toEqual([]);
    expect((await list(by, 'expired', { mail: 'queued' })).body.invites).toHaveLength(1);
  });
});

it('every change of an invite is followed: edit, resend, renewal, reset, deletion of the group', async () => {
  const a = await t.group();
  const b = await t.group();
  const made = await invite(t, admin, { email: address(), group_ids: [a.id] });
  await t.as(admin).put(`/invites/${made.id}.json`, { group_ids: [b.id], expires_at: '2020-01-01' });
  await expectListed();
  expect(ids((await all({ group: b.name, filter: 'expired' })).body)).toEqual([made.id]);
  await t.as(admin).post('/invites/reinvite.json', { email: made.email });
  await expectListed();
  await invite(t, admin, { email: made.email, group_ids: [a.id] });
  await expectListed();
  await t.sql('update invites set invalidated_at = now() where id = $1', [made.id]);
  await expectListed();
  expect(ids((await all({ group: a.name, filter: 'expired' })).body)).toEqual([made.id]);
  await t.as(admin).del(`/admin/groups/${b.id}.json`);
  expect(await t.sql('select 1 from open_invites where group_id = $1', [b.id])).toEqual([]);
});
