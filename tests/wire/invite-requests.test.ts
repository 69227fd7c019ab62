/** Asking others to invite somebody: who may ask and answer, what an answer does, and that it counts once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnsweredRequest, AskedReply, InviteRequestList } from '../../src/shared/wire/invite-requests.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { address, expectRefused, expectShape, link, memberNames } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let owner: TestUser;
let member: TestUser;
let group: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  owner = await t.user({ trust_level: 2 });
  member = await t.user();
  group = await t.group({ owners: [owner], members: [member] });
});
afterAll(() => t.close());

type Person = { username: string };
const ask = (by: Person, to: { name: string }, emails: unknown, more = {}) =>
  t.as(by).post(`/groups/${to.name}/invite_requests.json`, { emails, ...more });
async function asked(by: Person, to: { name: string }, email: string): Promise<number> {
  const reply = await ask(by, to, email);
  expect(reply.status, reply.text).toBe(200);
  const [row] = await t.sql('select id from invite_requests where email = $1 order by id desc limit 1', [email]);
  return Number(row!.id);
}
const answer = (by: Person, id: number, verb: 'approve' | 'decline') =>
  t.as(by).put(`/invite_requests/${id}/${verb}.json`, {});
const listed = async (by: Person, query = {}) => (await t.as(by).get('/invite_requests.json', query)).body;
const mailsTo = (email: string, type: string) =>
  t.sql('select params from email_logs where to_address = $1 and email_type = $2 order by id', [email, type]);
const told = (user: TestUser, type: number) =>
  t.sql('select data from notifications where user_id = $1 and notification_type = $2 order by id', [user.id, type]);

describe('asking the owners', () => {
  it('they are told at once, by one mail, and see who asks for whom and why', async () => {
    const boss = await t.user();
    const team = await t.group({ owners: [boss] });
    const [one, two] = [address(), address()];
    const reply = await ask(member, team, [one, two], { reason: 'They help.' });
    expectShape(AskedReply, reply.body);
    expect(reply.body).toEqual({ success: 'OK', emails: [one, two], already_waiting: [] });
    const list = await listed(boss);
    expectShape(InviteRequestList, list);
    expect(list).toMatchObject({ waiting: 2, next: null });
    expect(list.requests[0]).toMatchObject({
      email: two,
      reason: 'They help.',
      state: 'waiting',
      asker: { username: member.username },
      groups: [{ name: team.name }],
    });
    expect(await mailsTo(boss.email, 'invite_request')).toMatchObject([{ params: { emails: `${one}\n${two}` } }]);
    expect(await told(boss, 10_004)).toMatchObject([
      { data: { display_username: member.username, email: one, count: 2 } },
    ]);
    // The same again disturbs nobody.
    expect((await ask(member, team, `${one},${two}`)).body).toEqual({
      success: 'OK',
      emails: [],
      already_waiting: [one, two],
    });
    expect(await mailsTo(boss.email, 'invite_request')).toHaveLength(1);
    expect(await told(boss, 10_004)).toHaveLength(1);
  });

  it('admins, where a group has no owner', async () => {
    const lonely = await t.group();
    const id = await asked(member, lonely, address());
    expect((await told(admin, 10_004)).at(-1)).toMatchObject({ data: { group_name: lonely.name } });
    expect((await answer(admin, id, 'approve')).body.request.result).toBe('invited');
  });

  it('is refused with the rule, and without a trace', async () => {
    const email = address();
    const hidden = await t.group({ visibility_level: 4 });
    expect((await expectRefused(t, 403, () => ask(owner, group, email))).body.extras.reason).toBe('may_invite_already');
    expect((await expectRefused(t, 404, () => ask(member, hidden, email))).body).toEqual(
      (await ask(member, { name: 'no_such_group' }, email)).body,
    );
    await expectRefused(t, 403, () => ask(member, { name: 'trust_level_1' }, email));
    await expectRefused(t, 403, () =>
      t.browser().post(`/groups/${group.name}/invite_requests.json`, { emails: email }),
    );
    const silenced = await t.user({ silenced_till: new Date(Date.now() + 1e9) });
    await expectRefused(t, 403, () => ask(silenced, group, email));
    await expectRefused(t, 400, () => ask(member, group, []));
    await expectRefused(t, 422, () => ask(member, group, 'nonsense'));
    await expectRefused(t, 422, () =>
      ask(
        member,
        group,
        Array.from({ length: 21 }, () => address()),
      ),
    );
    await expectRefused(t, 422, () => ask(member, group, email, { reason: 'x'.repeat(1001) }));
    for (const nested of [{ a: 1 }, [[email]]]) await expectRefused(t, 400, () => ask(member, group, nested));
  });

  it('ten times a day', async () => {
    const eager = await t.user();
    for (let i = 0; i < 10; i++) expect((await ask(eager, group, address())).status).toBe(200);
    const refused = await expectRefused(t, 429, () => ask(eager, group, address()));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('the answer', () => {
  it('approved: one click makes the invite of whoever approves, and who asked is told', async () => {
    const email = address();
    const id = await asked(member, group, email);
    const reply = await answer(owner, id, 'approve');
    expectShape(AnsweredRequest, reply.body);
    expect(reply.body.request).toMatchObject({
      state: 'approved',
      result: 'invited',
      answered_by: { username: owner.username },
    });
    expect(await t.sql('select invited_by_id, group_ids from invites where email = $1', [email])).toEqual([
      { invited_by_id: owner.id, group_ids: [group.id] },
    ]);
    expect(await mailsTo(email, 'invite')).toHaveLength(1);
    expect((await told(member, 10_006)).at(-1)).toMatchObject({
      data: { email, answer: 'approved', group_name: group.name },
    });
    expect((await listed(owner, { state: 'answered' })).requests[0]).toMatchObject({ email, state: 'approved' });
  });

  it('declined: nothing happens but that who asked is told', async () => {
    const email = address();
    const id = await asked(member, group, email);
    expect((await answer(owner, id, 'decline')).body.request).toMatchObject({ state: 'declined', result: null });
    expect(await t.sql('select id from invites where email = $1', [email])).toEqual([]);
    expect((await told(member, 10_006)).at(-1)).toMatchObject({ data: { email, answer: 'declined' } });
    expectError(await expectRefused(t, 409, () => answer(owner, id, 'approve')), 409);
  });

  it('an address with an account joins at once; a member stays one', async () => {
    const known = await t.user();
    const first = await asked(member, group, known.email);
    expect((await answer(owner, first, 'approve')).body.request.result).toBe('added');
    expect(await memberNames(t, group)).toContain(known.username);
    expect(await told(known, 10_008)).toMatchObject([{ data: { group_name: group.name } }]);
    const second = await asked(member, group, known.email);
    expect((await answer(owner, second, 'approve')).body.request.result).toBe('already_member');
  });

  it('two owners at once: one invite, one mail, and the slower is told', async () => {
    const [a, b] = [await t.user(), await t.user()];
    const shared = await t.group({ owners: [a, b] });
    const email = address();
    const id = await asked(member, shared, email);
    const replies = await Promise.all([a, b, a, b].map((by) => answer(by, id, 'approve')));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409, 409]);
    expect(await t.sql('select id from invites where email = $1', [email])).toHaveLength(1);
    expect(await mailsTo(email, 'invite')).toHaveLength(1);
    expect(await told(member, 10_006)).toSatisfy(
      (rows: { data: { email: string } }[]) => rows.filter((row) => row.data.email === email).length === 1,
    );
  });

  it('two who ask for the same are answered together, also when both requests are answered at once', async () => {
    const other = await t.user();
    const email = address();
    const ids = [await asked(member, group, email), await asked(other, group, email)];
    const replies = await Promise.all(ids.map((id) => answer(owner, id, 'approve')));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409]);
    expect(await mailsTo(email, 'invite')).toHaveLength(1);
    for (const user of [member, other]) expect((await told(user, 10_006)).at(-1)).toMatchObject({ data: { email } });
  });

  it('is for whoever decides about the group at that moment; to others there is no such request', async () => {
    const was = await t.user();
    const team = await t.group({ owners: [was, owner] });
    const id = await asked(member, team, address());
    await t.sql('update group_users set owner = false where user_id = $1', [was.id]);
    const unknown = (await answer(was, 9e14, 'approve')).body;
    for (const by of [was, member, await t.user({ moderator: true })]) {
      for (const verb of ['approve', 'decline'] as const)
        expect((await expectRefused(t, 404, () => answer(by, id, verb))).body).toEqual(unknown);
      expect((await listed(by)).requests).toEqual([]);
    }
    await expectRefused(t, 403, () => t.as(was).get(`/groups/${team.name}/invite_requests.json`));
    expect((await t.as(owner).get(`/groups/${team.name}/invite_requests.json`)).body).toMatchObject({ waiting: 1 });
    await expectRefused(t, 400, () => answer(owner, 0, 'approve'));
  });

  it('an invite that cannot be made leaves the request waiting', async () => {
    const id = await asked(member, group, address());
    const reply = await t.withSettings({ allow_email_invites: false }, () =>
      expectRefused(t, 422, () => answer(owner, id, 'approve')),
    );
    expect(reply.body.errors[0]).toBeTruthy();
    expect((await answer(owner, id, 'approve')).status).toBe(200);
  });

  it('goes with an account that is made nobody’s, whether it asked or was asked about', async () => {
    const known = await t.user();
    const ids = [await asked(known, group, address()), await asked(await t.user(), group, known.email)];
    expect((await t.as(admin).put(`/admin/users/${known.id}/anonymize.json`)).status).toBe(200);
    expect(await t.sql('select id from invite_requests where id = any ($1)', [ids])).toEqual([]);
  });

  it('lists page by page', async () => {
    const boss = await t.user();
    const team = await t.group({ owners: [boss] });
    const emails = Array.from({ length: 5 }, () => address());
    await ask(await t.user(), team, emails);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listed(boss, { limit: 2, ...(after ? { after } : {}) });
      seen.push(...page.requests.map((one: { email: string }) => one.email));
      after = page.next ?? undefined;
    } while (after);
    expect(seen.sort()).toEqual(emails.sort());
    for (const query of [{ state: 'x' }, { limit: 0 }, { after: 'x' }])
      expect((await t.as(boss).get('/invite_requests.json', query)).status).toBe(400);
  });
});

describe('asking for a new invite in place of a dead one', () => {
  const anew = (key: string, email: string, client = t.browser()) =>
    client.post(`/invites/${key}/request.json`, { email });
  const expire = (made: { id: number }) =>
    t.sql("update invites set expires_at = created_at + interval '1 millisecond' where id = $1", [made.id]);
  const rows = (email: string) =>
    t.sql('select id, group_id, for_user_id, asker_id from invite_requests where email_key = $1 order by id', [email]);
  async function dead(by: Person, params = {}) {
    const made = await link(t, by, params);
    await expire(made);
    t.advance(61_000);
    return made;
  }

  it('goes to the inviter, whose click makes a new invite with the same groups', async () => {
    const inviter = await t.user();
    const team = await t.group({ owners: [inviter] });
    const made = await dead(inviter, { group_ids: [team.id] });
    const email = address();
    expect((await anew(made.invite_key, email)).body).toEqual({ success: 'OK' });
    const list = await listed(inviter);
    expect(list.requests).toMatchObject([
      { email, asker: null, inviter: { username: inviter.username }, groups: [{ name: team.name }] },
    ]);
    expect(await mailsTo(inviter.email, 'invite_request')).toHaveLength(1);
    expect((await answer(inviter, list.requests[0].id, 'approve')).body.request.result).toBe('invited');
    expect(await mailsTo(email, 'invite')).toHaveLength(1);
  });

  it('goes to the owners when the inviter has lost the right or gone, to admins when there is no group', async () => {
    const [boss, gone] = [await t.user(), await t.user()];
    const team = await t.group({ owners: [boss, gone] });
    const made = await dead(gone, { group_ids: [team.id] });
    await t.sql('update group_users set owner = false where user_id = $1', [gone.id]);
    const [one, two, three] = [address(), address(), address()];
    await anew(made.invite_key, one);
    await t.sql('delete from users where id = $1', [gone.id]);
    await anew(made.invite_key, two);
    for (const email of [one, two])
      expect(await rows(email)).toMatchObject([{ group_id: team.id, for_user_id: null, asker_id: null }]);
    expect(await mailsTo(boss.email, 'invite_request')).toHaveLength(2);
    const late = await t.user({ trust_level: 2 });
    const plain = await dead(late);
    await t.sql('update users set active = false where id = $1', [late.id]);
    await anew(plain.invite_key, three);
    const [row] = await rows(three);
    expect(row).toMatchObject({ group_id: null, for_user_id: null });
    await expectRefused(t, 404, () => answer(boss, Number(row!.id), 'approve'));
    expect((await answer(admin, Number(row!.id), 'approve')).body.request.result).toBe('invited');
  });

  it('reveals nothing: the same reply for whatever becomes of it', async () => {
    const made = await dead(owner, { group_ids: [group.id], domain: 'example.com' });
    const alive = await link(t, owner, { group_ids: [group.id] });
    const known = await t.user();
    const email = address();
    const near = `${made.invite_key.slice(0, -1)}${made.invite_key.endsWith('0') ? '1' : '0'}`;
    const tries: [string, string, number][] = [
      [made.invite_key, email, 1],
      [made.invite_key, email, 1],
      [made.invite_key, known.email, 1],
      [made.invite_key, 'somebody@elsewhere.org', 0],
      [alive.invite_key, address(), 0],
      [near, address(), 0],
      ['nonsense', address(), 0],
      ['%F0%9F%92%A9', address(), 0],
    ];
    for (const [key, to, count] of tries) {
      const reply = await anew(key, to);
      expect([reply.status, reply.text], `${key} ${to}`).toEqual([200, '{"success":"OK"}']);
      expect(await rows(to), `${key} ${to}`).toHaveLength(count);
      t.advance(61_000);
    }
    for (const key of [made.invite_key, near]) await expectRefused(t, 422, () => anew(key, 'nonsense'));
    await expectRefused(t, 400, () => anew(near, ''));
  });

  it('has a limit for each network address, and for each key whether it is one or not', async () => {
    const made = await dead(owner, { group_ids: [group.id] });
    t.advance(3_600_000);
    for (let i = 0; i < 5; i++) expect((await anew('nonsense', address())).status).toBe(200);
    await expectRefused(t, 429, () => anew(made.invite_key, address()));
    for (const key of [made.invite_key, 'other']) {
      let refused: number | undefined;
      for (let i = 0; i < 31 && refused === undefined; i++) {
        t.advance(240_000);
        if ((await anew(key, address())).status === 429) refused = i;
      }
      expect(refused, key).toBe(30);
    }
    const stored = await t.sql('select subject from rate_limits where subject like $1', [`%${made.invite_key}%`]);
    expect(stored).toEqual([]);
  });

  it('one who is flooded gets at most ten mails an hour', async () => {
    const inviter = await t.user({ trust_level: 2 });
    const made = await dead(inviter);
    for (let i = 0; i < 12; i++) {
      t.advance(181_000);
      await anew(made.invite_key, address());
    }
    expect((await told(inviter, 10_004)).length).toBe(12);
    expect((await mailsTo(inviter.email, 'invite_request')).length).toBe(10);
  });
});
