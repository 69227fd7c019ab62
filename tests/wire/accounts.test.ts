/** Making accounts: by an admin's script and by visitors. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreateUserReply } from '../../src/shared/wire/users.ts';
import { accountTools, honeypot, person } from '../support/accounts.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client, Reply } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { address, expectRefused, expectShape, footprint, invite, memberNames } from '../support/invites.ts';

let t: TestApp;
const { signUp, account, mailsTo, logIn } = accountTools(() => t);
let admin: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  await t.setting('max_new_accounts_per_registration_ip', 0);
  await t.setting('max_logins_per_ip_per_minute', 1000);
  await t.setting('max_logins_per_ip_per_hour', 1000);
});
afterAll(() => t.close());

const create = (more: Record<string, unknown> = {}, client: Client = t.as(admin)) =>
  client.post('/users.json', person(more));

const refusedBody = (reply: Reply) => {
  expect(reply.status).toBe(200);
  expectShape(CreateUserReply, reply.body);
  expect(reply.body.success).toBe(false);
  return reply.body;
};

describe('by an admin’s key', () => {
  it('makes an account that can log in at once', async () => {
    const u = person();
    const reply = await t.as(admin).post('/users.json', { ...u, active: true, approved: true });
    expectShape(CreateUserReply, reply.body);
    expect(reply.body).toMatchObject({
      success: true,
      active: true,
      message: 'Your account is activated and ready to use.',
    });
    expect(await account(u.username)).toMatchObject({
      id: reply.body.user_id,
      active: true,
      approved: true,
      approved_by_id: admin.id,
      trust_level: 1,
      admin: false,
      moderator: false,
    });
    expect((await logIn(u.username)).body.user.username).toBe(u.username);
    expect(await mailsTo(u.email)).toEqual([]);
  });

  it('without `active` mails the activation link; without a password the link to choose one', async () => {
    const u = person();
    expect((await create(u)).body).toMatchObject({ success: true, active: false });
    expect(await mailsTo(u.email)).toEqual(['signup']);
    expect((await logIn(u.username)).body.reason).toBe('not_activated');
    const bare = person({ password: undefined });
    expect((await create(bare)).body.success).toBe(true);
    expect(await mailsTo(bare.email)).toEqual(['account_created']);
  });

  it('reads forms, keeps any display name, assigns nothing it should not', async () => {
    const name = 'דנה \u200fכהן 🚀 <b>';
    const u = person({
      name,
      admin: true,
      moderator: true,
      trust_level: 4,
      id: 1,
      user_id: 1,
      groups: [1],
      primary_group_id: 1,
      suspended_till: '2099-01-01',
    });
    expect((await t.as(admin).post('/users.json', u, { encoding: 'form' })).body.success).toBe(true);
    expect(await account(u.username)).toMatchObject({
      name,
      admin: false,
      moderator: false,
      trust_level: 1,
      primary_group_id: null,
      suspended_till: null,
    });
  });

  it('a moderator’s or plain user’s key makes nothing active, nor without the honeypot', async () => {
    for (const by of [await t.user(), await t.user({ moderator: true })]) {
      const u = person({ active: true, approved: true });
      expect((await create(u, t.as(by))).body).toMatchObject({ success: true, active: false });
      expect(await account(u.username)).toBeUndefined();
      const honest = { ...u, ...(await honeypot(t.as(by))) };
      expect((await create(honest, t.as(by))).body).toMatchObject({ success: true, active: false });
      expect(await account(u.username)).toMatchObject({ active: false, email_confirmed_at: null });
    }
  });

  it('needs address and username', async () => {
    expect((await create({ email: undefined })).status).toBe(400);
    expect((await create({ username: '' })).status).toBe(400);
  });

  it('refuses with all problems by field, and what was typed', async () => {
    const taken = await t.user();
    const body = refusedBody(
      await create({ username: taken.username.toUpperCase(), email: 'nobody', password: 'shrt1' }),
    );
    expect(body.errors).toEqual({
      username: ['must be unique'],
      email: ['is invalid'],
      password: ['is too short (minimum is 10 characters)', 'has too few different characters (minimum is 6)'],
    });
    expect(body.values).toEqual({ name: 'N', username: taken.username.toUpperCase(), email: 'nobody' });
    expect(body.message).toContain('Username must be unique');
  });

  it.each([
    ['ab', 'username_too_short'],
    ['u'.repeat(61), 'username_too_long'],
    ['a..b', 'username_doubled'],
    ['ab\u202ecd', 'username_characters'],
    ['staff', 'a group has it'],
    ['trust_level_1', 'a group has it'],
  ])('refuses the username %j (%s)', async (username) => {
    const body = refusedBody(await create({ username }));
    expect(body.errors.username).toHaveLength(1);
    expect(await account(username)).toBeUndefined();
  });

  it('tells of reserved names and over-long passwords by message only', async () => {
    for (const wrong of [{ username: 'AdMiNistrator' }, { username: 'by-external' }, { password: 'xY1'.repeat(100) }])
      expect(Object.keys(refusedBody(await create(wrong))).sort()).toEqual(['message', 'success']);
    expect((await create({ username: 'ab\u0000cd' })).status).toBe(400);
  });

  it('takes the name of a group or of another person from nobody, whatever the case', async () => {
    const group = await t.group();
    const user = await t.user();
    for (const username of [group.name.toUpperCase(), user.username.toUpperCase()])
      expect(refusedBody(await create({ username })).errors.username).toEqual(['must be unique']);
    expect(refusedBody(await create({ email: user.email.toUpperCase() })).errors.email).toEqual([
      'has already been taken',
    ]);
  });

  it('ten at once with one name or one address: one account', async () => {
    for (const same of [{ username: unique('race') }, { email: address('race') }]) {
      const before = await footprint(t);
      const replies = await Promise.all(
        Array.from({ length: 10 }, () => create({ ...same, password: undefined, active: true })),
      );
      expect(replies.map((reply) => reply.body.success).filter(Boolean)).toHaveLength(1);
      for (const reply of replies) expect(reply.status).toBe(200);
      expect((await footprint(t)).users).toBe(before.users! + 1);
    }
  });

  it('normalize_emails makes dots and +tags one person, also at once', async () => {
    await t.withSettings({ normalize_emails: true }, async () => {
      const name = unique('j');
      expect((await create({ email: `${name}.ane+x@gmail.com` })).body.success).toBe(true);
      for (const email of [`${name}ane@gmail.com`, `${name}.a.n.e@gmail.com`])
        expect(refusedBody(await create({ email })).errors.email).toEqual(['has already been taken']);
      const twin = unique('k');
      const replies = await Promise.all(
        ['.a', 'a', '..a'.slice(1), 'a+1', 'a+2'].map((end) =>
          create({ email: `${twin}${end}@gmail.com`, password: undefined }),
        ),
      );
      expect(replies.filter((reply) => reply.body.success)).toHaveLength(1);
    });
    const plain = address('dots');
    expect((await create({ email: plain })).body.success).toBe(true);
    expect((await create({ email: plain.replace('dots', 'd.ots') })).body.success).toBe(true);
  });

  it('must_approve_users: waits unless vouched for or at a trusted domain; registrations off: nobody', async () => {
    await t.withSettings({ must_approve_users: true, auto_approve_email_domains: 'trusted.example.com' }, async () => {
      const waits = person({ active: true });
      expect((await create(waits)).body).toMatchObject({ success: true, active: true });
      expect(await account(waits.username)).toMatchObject({ active: true, approved: false, approved_by_id: null });
      expect((await logIn(waits.username)).body.error).toMatch(/hasn't been approved/);
      const trusted = person({ email: `${unique('a')}@trusted.example.com` });
      await create(trusted);
      expect(await account(trusted.username)).toMatchObject({ approved: true });
    });
    await t.withSettings({ allow_new_registrations: false }, async () => {
      const body = refusedBody(await expectRefused(t, 200, () => create()));
      expect(body).toEqual({ success: false, message: 'New account registrations are not allowed at this time.' });
    });
    await t.withSettings({ enable_local_logins: false }, async () => {
      expect((await create()).body.success).toBe(true);
      expect((await signUp()).status).toBe(403);
    });
  });

  it('a place-holder becomes the account of whoever signs up with its address', async () => {
    const email = address('staged');
    const placeholder = (await create({ email, staged: true, password: undefined, active: true })).body;
    expect(placeholder).toMatchObject({ success: true, active: false });
    expect(await mailsTo(email)).toEqual([]);
    const mine = person({ email });
    const replies = await Promise.all([signUp(mine), signUp(person({ email }))]);
    expect(replies.filter((reply) => reply.body.success)).toHaveLength(1);
    const [row] = await t.sql('select * from users where email = $1', [email]);
    expect(row).toMatchObject({ id: placeholder.user_id, staged: false, active: false });
    expect(await mailsTo(email)).toEqual(['signup']);
  });

  it('redeems the e-mail invites that wait for the address of an account made active', async () => {
    const group = await t.group();
    const email = address('invited');
    await invite(t, admin, { email, group_ids: group.id });
    const inactive = person({ email: address('invited') });
    await invite(t, admin, { email: inactive.email, group_ids: group.id });
    const made = person({ email, active: true });
    await create(made);
    await create(inactive);
    expect(await memberNames(t, group)).toEqual([made.username]);
  });
});

describe('by a visitor', () => {
  it('makes an account that waits for the mailed link', async () => {
    const u = person({ active: true, approved: true, staged: true });
    const reply = await signUp(u);
    expectShape(CreateUserReply, reply.body);
    const row = await account(u.username);
    expect(reply.body).toMatchObject({ success: true, active: false, user_id: row!.id });
    expect(row).toMatchObject({
      active: false,
      staged: false,
      approved: true,
      approved_by_id: null,
      registration_ip: '127.0.0.1',
    });
    expect(await mailsTo(u.email)).toEqual(['signup']);
  });

  it('seems to work, and makes nothing, without the right pair or on a site for invited people', async () => {
    const real = await signUp();
    const pairs: Record<string, string>[] = [
      {},
      { password_confirmation: 'x', challenge: 'y' },
      await honeypot(t.browser()),
    ];
    for (const pair of pairs) {
      const reply = await expectRefused(t, 200, () => t.browser().post('/users.json', { ...person(), ...pair }));
      expectShape(CreateUserReply, reply.body);
      expect(reply.body).toMatchObject({ success: true, active: false });
      expect(reply.body.message.replace(/guest\w+/, '')).toBe(real.body.message.replace(/guest\w+/, ''));
    }
    await t.withSettings({ invite_only: true }, async () => {
      expect((await expectRefused(t, 200, () => signUp())).body.success).toBe(true);
    });
  });

  it('the pair lives for an hour at least, and not for three', async () => {
    const browser = t.browser();
    const pair = await honeypot(browser);
    t.advance(59 * 60_000);
    const u = person();
    await browser.post('/users.json', { ...u, ...pair });
    expect(await account(u.username)).toBeDefined();
    t.advance(121 * 60_000);
    await expectRefused(t, 200, () => browser.post('/users.json', { ...person(), ...pair }));
  });

  it('asks for the invite code of the site, and for a password', async () => {
    await t.withSettings({ invite_code: 'Sesame' }, async () => {
      expect(refusedBody(await signUp()).errors).toBeUndefined();
      expect((await signUp({ invite_code: ' sesame ' })).body.success).toBe(true);
    });
    expect(refusedBody(await signUp({ password: undefined })).errors.password.length).toBeGreaterThan(0);
    const username = unique('uSer4x7');
    for (const password of [username, 'password123'])
      expect(refusedBody(await signUp({ username, password })).errors.password.length).toBeGreaterThan(0);
  });

  it('a taken address is told while that is no secret; else the answer is the same and its owner gets a mail', async () => {
    const owner = await t.user();
    expect(refusedBody(await signUp({ email: owner.email })).errors.email).toEqual(['has already been taken']);
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      const fresh = person();
      const real = await signUp(fresh);
      expect(real.body).not.toHaveProperty('user_id');
      const before = await footprint(t);
      const pretended = await signUp({ email: owner.email.toUpperCase() });
      const plain = (reply: Reply, email: string) => JSON.stringify(reply.body).toLowerCase().replace(email, '');
      expect(plain(pretended, owner.email)).toBe(plain(real, fresh.email));
      expect(pretended.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(
        real.headers.getSetCookie().map((line) => line.split('=')[0]),
      );
      expect(await footprint(t)).toEqual({ ...before, mails: before.mails! + 1 });
      expect(await mailsTo(owner.email)).toEqual(['account_exists']);
      // A problem of another field is still told.
      const mixed = refusedBody(await signUp({ email: owner.email, username: 'ab' }));
      expect(Object.keys(mixed.errors)).toEqual(['username']);
    });
  });

  it('limits accounts per network address', async () => {
    await t.sql('delete from rate_limits');
    await t.withSettings({ max_new_accounts_per_registration_ip: 2 }, async () => {
      for (const success of [true, true]) expect((await signUp()).body.success).toBe(success);
      expect(refusedBody(await expectRefused(t, 200, () => signUp())).message).toMatch(/your network address/);
      expect((await create()).body.success).toBe(true);
      t.advance(25 * 3_600_000);
      expect((await signUp()).body.success).toBe(true);
    });
  });
});
