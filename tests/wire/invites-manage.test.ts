/** Lists, changing, withdrawing and sending again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmailInviteReply, InvitedReply, LinkReply, RedeemedReply } from '../../src/shared/wire/invites.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import {
  address,
  expectRefused,
  expectShape,
  type Invite,
  invite,
  link,
  mailedToken,
  newcomer,
  redeem,
} from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let a: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  a = await t.group();
});
afterAll(() => t.close());

const list = async (of: TestUser, filter: string, query: Record<string, unknown> = {}, by: TestUser = of) =>
  (await t.as(by).get(`/u/${of.username}/invited.json`, { filter, ...query })).body;
const idsOf = (body: { invites: { id: number }[] }) => body.invites.map((one) => one.id);
const mailsOf = async ({ id }: { id: number }) =>
  (await t.sql('select 1 from email_logs where invite_id = $1', [id])).length;

describe('lists', () => {
  it('pending by newest change, expired by soonest expiry, with counts', async () => {
    const by = await t.user({ trust_level: 2 });
    const first = await invite(t, by, { email: address(), group_ids: undefined });
    t.advance(1000);
    const second = await link(t, by);
    t.advance(1000);
    await t.as(by).put(`/invites/${first.id}.json`, { description: 'changed' });
    const late = await invite(t, by, { expires_at: '2021-01-01' });
    const early = await invite(t, by, { expires_at: '2020-01-01' });
    const pending = await list(by, 'pending');
    expectShape(InvitedReply, pending);
    expectShape(EmailInviteReply, pending.invites[0]);
    expectShape(LinkReply, pending.invites[1]);
    expect(idsOf(pending)).toEqual([first.id, second.id]);
    expect(idsOf(await list(by, 'expired'))).toEqual([early.id, late.id]);
    expect(pending.counts).toEqual({ pending: 2, expired: 2, redeemed: 0, total: 4 });
    expect((await t.as(by).get(`/u/${by.username}/invited/expired.json`)).body.invites).toHaveLength(2);
    expect((await list(by, '')).invites).toEqual([]);
  });

  it('a used link stays pending, in its place, until its uses are gone', async () => {
    const by = await t.user({ trust_level: 2 });
    const older = await invite(t, by, { max_redemptions_allowed: 2 });
    t.advance(1000);
    const newer = await link(t, by);
    await redeem(t, older, newcomer());
    expect(idsOf(await list(by, 'pending'))).toEqual([newer.id, older.id]);
    await redeem(t, older, newcomer());
    expect(idsOf(await list(by, 'pending'))).toEqual([newer.id]);
    const redeemed = await list(by, 'redeemed');
    expect(idsOf(redeemed)).toEqual([older.id, older.id]);
    for (const one of redeemed.invites) expectShape(RedeemedReply, one);
    expect(redeemed.counts).toMatchObject({ pending: 1, redeemed: 2 });
  });

  it('search takes what was typed literally', async () => {
    const by = await t.user({ trust_level: 4 });
    const plain = await invite(t, by, { email: `percent.${Date.now()}@example.com` });
    const odd = await invite(t, by, { email: `under_score.${Date.now()}@example.com` });
    expect(idsOf(await list(by, 'pending', { search: 'UNDER_SCORE' }))).toEqual([odd.id]);
    expect(idsOf(await list(by, 'pending', { search: 'percent' }))).toEqual([plain.id]);
    for (const search of ['%', 'perc_nt', "' or 1=1 --", '\\'])
      expect(idsOf(await list(by, 'pending', { search })), search).toEqual([]);
  });

  it('pages by 40', async () => {
    const by = await t.user({ admin: true });
    for (let n = 0; n < 43; n++) await link(t, by);
    expect((await list(by, 'pending')).invites).toHaveLength(40);
    expect((await list(by, 'pending', { offset: 40 })).invites).toHaveLength(3);
    expect((await t.as(by).get(`/u/${by.username}/invited.json`, { offset: -1 })).status).toBe(400);
  });

  it('other people see neither addresses nor keys; who may not invite sees nothing', async () => {
    const by = await t.user({ trust_level: 2 });
    const open = await invite(t, by, { email: address() });
    const gone = await invite(t, by, { email: address(), expires_at: '2020-01-01' });
    const reader = await t.user({ trust_level: 2 });
    const pending = await list(by, 'pending', {}, reader);
    expect(pending).toMatchObject({ invites: [], can_see_invite_details: false });
    const expired = JSON.stringify(await list(by, 'expired', {}, reader));
    for (const secret of [gone.email!, gone.invite_key, open.invite_key]) expect(expired).not.toContain(secret);
    expect((await list(by, 'pending', {}, await t.user({ moderator: true }))).invites).toHaveLength(1);
    const novice = await t.user({ trust_level: 0 });
    const refused = await t.as(novice).get(`/u/${by.username}/invited.json`);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toHaveLength(1);
    expect((await t.as(admin).get('/u/nobody-here/invited.json')).status).toBe(404);
  });

  it('groups one cannot see stay out of other people’s lists', async () => {
    const secret = await t.group({ visibility_level: 4 });
    await invite(t, admin, { domain: 'private.example', group_ids: [secret.id, a.id], expires_at: '2020-01-01' });
    await redeem(t, await link(t, admin, { group_ids: [secret.id, a.id] }), newcomer());
    const reader = await t.user({ trust_level: 2 });
    for (const filter of ['expired', 'redeemed']) {
      const text = JSON.stringify(await list(admin, filter, {}, reader));
      expect(text).toContain(a.name);
      for (const hidden of [secret.name, 'private.example']) expect(text).not.toContain(hidden);
    }
    const [joined] = (await list(admin, 'redeemed')).invites;
    expectShape(RedeemedReply, joined);
    expect(joined.groups.map((one: TestGroup) => one.id)).toEqual([a.id, secret.id]);
    const found = await list(admin, 'redeemed', { search: joined.user.username });
    expect(found.invites).toEqual([joined]);
  });

  it('retrieve finds one’s own invite, whoever asks', async () => {
    const by = await t.user({ trust_level: 2 });
    const made = await invite(t, by, { email: address() });
    const found = await t.as(by).get('/invites/retrieve.json', { email: made.email!.toUpperCase() });
    expectShape(EmailInviteReply, found.body);
    expect(found.body.id).toBe(made.id);
    expect((await t.as(admin).get('/invites/retrieve.json', { email: made.email })).status).toBe(400);
    expect((await t.as(by).get('/invites/retrieve.json')).status).toBe(400);
    expect((await t.as(await t.user()).get('/invites/retrieve.json', { email: made.email })).status).toBe(403);
  });

  it('cost one query for who asks, one for the counts, one for the page with its groups', async () => {
    await invite(t, admin, { email: address(), group_ids: [a.id] });
    await list(admin, 'pending');
    const sent = await t.queries(() => list(admin, 'pending'));
    expect(sent).toEqual(['authentication.byKey', 'invites.count', 'invites.listFirstPending']);
  });
});

describe('change', () => {
  const put = (by: TestUser, made: Invite, body: Record<string, unknown>) =>
    t.as(by).put(`/invites/${made.id}.json`, body);

  it('replaces groups only when they are named', async () => {
    const b = await t.group();
    const made = await link(t, admin, { group_ids: [a.id] });
    const groups = async (body: Record<string, unknown>) =>
      (await put(admin, made, body)).body.groups.map((g: { id: number }) => g.id);
    expect(await groups({ group_ids: [b.id] })).toEqual([b.id]);
    expect(await groups({ description: 'x' })).toEqual([b.id]);
    expect(await groups({ group_names: a.name })).toEqual([a.id]);
    expect(await groups({ group_ids: '' })).toEqual([]);
  });

  it('a new address gets a fresh token and a mail; the old mail is worthless', async () => {
    const made = await invite(t, admin, { email: address() });
    const old = await mailedToken(t, made);
    const email = address();
    const changed = await put(admin, made, { email });
    expect(changed.body).toMatchObject({ email, invite_key: made.invite_key, emailed: true });
    expect(await mailsOf(made)).toBe(2);
    expect((await redeem(t, made, { ...newcomer(), email_token: old })).body.state).toBe('confirm_email');
  });

  it('turns an e-mail invite into a link and a domain link, and back', async () => {
    const made = await invite(t, admin, { email: address() });
    expect((await put(admin, made, { email: '' })).body).toMatchObject({ email: null, max_redemptions_allowed: 1 });
    expect((await put(admin, made, { domain: 'Example.org', max_redemptions_allowed: 7 })).body).toMatchObject({
      domain: 'example.org',
      max_redemptions_allowed: 7,
    });
    expect((await put(admin, made, { domain: '' })).body).toMatchObject({ domain: null });
    const email = address();
    const back = await put(admin, made, { email, skip_email: true });
    expect(back.body).toMatchObject({ email, emailed: false });
  });

  it('of somebody else’s, an unknown or a withdrawn one is always the same 400', async () => {
    const by = await t.user({ trust_level: 2 });
    const made = await link(t, by);
    const unknown = await t.as(admin).put('/invites/99999999.json', { description: 'x' });
    expect(unknown.body).toEqual({
      errors: ['You supplied invalid parameters to the request: id'],
      error_type: 'invalid_parameters',
    });
    expect(await put(admin, made, { description: 'x' })).toMatchObject({ status: 400, body: unknown.body });
    await t.as(by).del(`/invites/${made.id}.json`);
    expect(await put(by, made, { description: 'x' })).toMatchObject({ status: 400, body: unknown.body });
    for (const id of ['0', '-1', 'abc', '99999999999999999999'])
      expect((await t.as(by).put(`/invites/${id}.json`, {})).status).toBe(400);
  });

  it.each([
    [
      'an address one has invited already',
      409,
      async () => ({ email: (await invite(t, admin, { email: address() })).email }),
    ],
    ['an account’s address', 422, async () => ({ email: (await t.user()).email })],
    ['nonsense as address', 422, async () => ({ email: 'nonsense' })],
    ['a long message', 422, async () => ({ custom_message: 'x'.repeat(1001) })],
    ['a bad domain', 422, async () => ({ domain: 'nodot' })],
    ['several uses', 422, async () => ({ max_redemptions_allowed: 2 })],
    ['an automatic group', 403, async () => ({ group_ids: '3', description: 'changed' })],
  ])('refused with %s: everything stays', async (_what, status, body) => {
    const made = await invite(t, admin, { email: address(), description: 'before' });
    const changes = await body();
    await expectRefused(t, status, () => put(admin, made, changes));
    const after = (await list(admin, 'pending')).invites.find((one: { id: number }) => one.id === made.id);
    expect(after).toMatchObject({ email: made.email, description: 'before', groups: [] });
  });

  it('never sets uses below those taken, and never what it may not name (mass assignment)', async () => {
    const made = await link(t, admin);
    await redeem(t, made, newcomer());
    await redeem(t, made, newcomer());
    expect((await put(admin, made, { max_redemptions_allowed: 1 })).status).toBe(422);
    const other = await t.user();
    await put(admin, made, {
      invited_by: other.id,
      invited_by_id: other.id,
      redemption_count: 0,
      grants_admin: true,
      id: 1,
      invite_key: 'x',
    });
    const [row] = await t.sql('select invited_by_id, redemption_count from invites where id = $1', [made.id]);
    expect(row).toEqual({ invited_by_id: admin.id, redemption_count: 2 });
  });

  it('another address counts as another invite, with the same rules and limits', async () => {
    const by = await t.user({ trust_level: 2 });
    const made = await invite(t, by, { email: address() });
    const statuses = [];
    for (let n = 0; n < 11; n++) statuses.push((await put(by, made, { email: address() })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(9);
    expect(statuses.at(-1)).toBe(429);
    for (const [column, value] of [
      ['silenced_till', '2999-01-01'],
      ['trust_level', 0],
    ] as const) {
      const demoted = await t.user({ trust_level: 2 });
      const theirs = await invite(t, demoted, { email: address() });
      await t.sql(`update users set ${column} = $2 where id = $1`, [demoted.id, value]);
      const before = await mailsOf(theirs);
      expect((await put(demoted, theirs, { email: address() })).status).toBe(403);
      expect((await put(demoted, theirs, { send_email: true })).status).toBe(403);
      expect((await t.as(demoted).post('/invites/reinvite.json', { email: theirs.email })).status).toBe(403);
      expect(await mailsOf(theirs)).toBe(before);
    }
  });

  it('no invite mail leaves while allow_email_invites is off, whatever the road', async () => {
    const made = await invite(t, admin, { email: address() });
    await t.withSettings({ allow_email_invites: false }, async () => {
      expect((await put(admin, made, { email: address() })).status).toBe(422);
      expect((await put(admin, made, { send_email: true })).status).toBe(422);
      expect((await t.as(admin).post('/invites/reinvite.json', { email: made.email })).status).toBe(422);
      expect((await t.as(admin).post('/invites/reinvite-all.json')).status).toBe(422);
    });
    expect(await mailsOf(made)).toBe(1);
  });

  it('a link that was used cannot become an e-mail invite', async () => {
    for (const uses of [1, 2]) {
      const made = await link(t, admin);
      for (let n = 0; n < uses; n++) await redeem(t, made, newcomer());
      const reply = await expectRefused(t, 422, () => put(admin, made, { email: address() }));
      expect(reply.body.errors[0]).toContain(`${uses} uses so far`);
    }
  });

  it('asking for a mail about a dead invite is refused, not swallowed', async () => {
    const made = await invite(t, admin, { email: address(), expires_at: '2020-01-01' });
    await expectRefused(t, 422, () => put(admin, made, { send_email: true }));
    expect((await put(admin, made, { send_email: true, expires_at: '2199-01-01' })).status).toBe(200);
  });

  it('two edits at once: neither is lost', async () => {
    for (let round = 0; round < 8; round++) {
      const made = await invite(t, admin, { email: address(), skip_email: true });
      const email = address();
      await Promise.all([put(admin, made, { email, skip_email: true }), put(admin, made, { description: 'note' })]);
      const [row] = await t.sql('select email, description from invites where id = $1', [made.id]);
      expect(row).toEqual({ email, description: 'note' });
    }
  });

  it('send_email mails again, ten times an hour', async () => {
    const by = await t.user({ trust_level: 2 });
    const made = await invite(t, by, { email: address() });
    for (let n = 0; n < 10; n++) expect((await put(by, made, { send_email: true })).status).toBe(200);
    const refused = await put(by, made, { send_email: true, description: 'no' });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatch(/hour|60 minutes/);
    expect(await mailsOf(made)).toBe(11);
  });
});

describe('withdraw', () => {
  it('by the inviter or an admin, once; by nobody else', async () => {
    const by = await t.user({ trust_level: 2 });
    const [one, two] = [await link(t, by), await link(t, by)];
    const moderator = await t.user({ moderator: true });
    expect((await t.as(moderator).del('/invites.json', { id: one.id })).status).toBe(400);
    expect((await t.as(by).del(`/invites.json?id=${one.id}`)).body).toEqual({ success: 'OK' });
    expect((await t.as(by).del(`/invites/${one.id}.json`)).status).toBe(400);
    expect((await t.as(admin).del(`/invites/${two.id}.json`)).status).toBe(200);
    expect((await t.as(by).del('/invites.json')).status).toBe(400);
    expect((await list(by, 'pending')).invites).toEqual([]);
  });

  it('can be taken back for ten minutes by whoever did it, with the same key', async () => {
    const by = await t.user({ trust_level: 2 });
    const made = await link(t, by);
    await t.as(admin).del(`/invites/${made.id}.json`);
    expect((await t.as(by).put(`/invites/${made.id}/restore.json`)).status).toBe(400);
    expect((await t.as(admin).put(`/invites/${made.id}/restore.json`)).status).toBe(200);
    expect((await redeem(t, made, newcomer())).status).toBe(200);
    await t.as(by).del(`/invites/${made.id}.json`);
    t.advance(601_000);
    const mailed = await invite(t, by, { email: address() });
    await t.as(by).del(`/invites/${mailed.id}.json`);
    await invite(t, by, { email: mailed.email });
    const twice = await t.as(by).put(`/invites/${mailed.id}/restore.json`);
    expect(twice).toMatchObject({ status: 409, body: { errors: [`You already invited <b>${mailed.email}</b>.`] } });
    const late = await t.as(by).put(`/invites/${made.id}/restore.json`);
    expect(late.status).toBe(422);
    expect(late.body.errors[0]).toContain('ten minutes');
  });

  it('all expired: one’s own, by staff', async () => {
    const staff = await t.user({ moderator: true });
    const keep = await link(t, staff);
    await link(t, staff, { expires_at: '2020-01-01' });
    const foreign = await t.user({ admin: true });
    await link(t, foreign, { expires_at: '2020-01-01' });
    expect((await t.as(await t.user({ trust_level: 2 })).post('/invites/destroy-all-expired.json')).status).toBe(403);
    expect((await t.as(staff).post('/invites/destroy-all-expired.json')).body).toEqual({ success: 'OK' });
    expect((await list(staff, 'expired')).invites).toEqual([]);
    expect(idsOf(await list(staff, 'pending'))).toEqual([keep.id]);
    expect((await list(foreign, 'expired')).invites).toHaveLength(1);
  });
});

describe('send again', () => {
  const reinvite = (by: TestUser, email: unknown) => t.as(by).post('/invites/reinvite.json', { email });

  it('revives an expired and an invalidated invite with the same key', async () => {
    const made = await invite(t, admin, { email: address(), expires_at: '2020-01-01' });
    expect((await reinvite(admin, made.email)).body).toEqual({ success: 'OK' });
    await t.sql('update invites set invalidated_at = now() where id = $1', [made.id]);
    await reinvite(admin, made.email);
    expect(await mailsOf(made)).toBe(3);
    expect((await redeem(t, made, { ...newcomer(), email_token: await mailedToken(t, made) })).body.state).toBe(
      'joined',
    );
    expect((await reinvite(admin, made.email)).status).toBe(400);
  });

  it('400 for what one did not invite; ten times an hour', async () => {
    const by = await t.user({ trust_level: 2 });
    const foreign = await invite(t, admin, { email: address() });
    for (const email of [foreign.email, address(), '', undefined]) expect((await reinvite(by, email)).status).toBe(400);
    const made = await invite(t, by, { email: address() });
    for (let n = 0; n < 10; n++) expect((await reinvite(by, made.email)).status).toBe(200);
    expect((await reinvite(by, made.email)).status).toBe(422);
  });

  it('all pending ones once a day, even for staff', async () => {
    const staff = await t.user({ moderator: true });
    const open = await invite(t, staff, { email: address() });
    const gone = await invite(t, staff, { email: address(), expires_at: '2020-01-01' });
    expect((await t.as(await t.user({ trust_level: 2 })).post('/invites/reinvite-all.json')).status).toBe(403);
    expect((await t.as(staff).post('/invites/reinvite-all.json')).status).toBe(200);
    expect([await mailsOf(open), await mailsOf(gone)]).toEqual([2, 1]);
    const again = await t.as(staff).post('/invites/reinvite-all.json');
    expect(again.status).toBe(422);
    expect(again.body.errors).toHaveLength(1);
  });
});
