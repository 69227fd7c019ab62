/** PUT /invites/show/:key and GET /invites/:key on every path: who gets in, into what, and what a refusal leaves (nothing). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedemptionReply } from '../../src/shared/wire/redemptions.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import {
  account,
  address,
  expectRefused,
  expectShape,
  invite,
  link,
  mailedToken,
  memberNames,
  newcomer,
  PASSWORD,
  redeem,
  userCount,
  usesOf,
} from '../support/invites.ts';

let t: TestApp;
let admin: TestUser;
let a: TestGroup;
let b: TestGroup;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  a = await t.group({ full_name: 'Group A' });
  b = await t.group();
});
afterAll(() => t.close());

describe('a newcomer with the mailed link', () => {
  it('gets an active account, both groups exactly once, and a session', async () => {
    const made = await invite(t, admin, { email: address(), group_ids: [a.id, b.id], topic_id: 42 });
    const browser = t.browser();
    const n = newcomer({ email: 'ignored@example.com', password: PASSWORD, timezone: 'Asia/Jerusalem' });
    const reply = await redeem(t, made, { ...n, email_token: await mailedToken(t, made) }, browser);
    expect(reply.status, reply.text).toBe(200);
    expectShape(RedemptionReply, reply.body);
    expect(reply.body).toEqual({
      success: 'OK',
      redirect_to: '/t/42',
      state: 'joined',
      username: n.username,
      trust_level: null,
      groups: {
        granted: [
          { id: a.id, name: a.name, full_name: 'Group A' },
          { id: b.id, name: b.name, full_name: null },
        ],
        already: [],
        withheld: [],
      },
    });
    expect((await browser.get('/session/current.json')).body.current_user.username).toBe(n.username);
    expect(await account(t, n.username)).toMatchObject({
      email: made.email,
      active: true,
      approved: true,
      trust_level: 1,
      timezone: 'Asia/Jerusalem',
    });
    expect(
      await t.sql(
        'select group_id, invite_id::int from group_users m join users u on u.id = m.user_id where u.username = $1 order by 1',
        [n.username],
      ),
    ).toEqual([
      { group_id: a.id, invite_id: made.id },
      { group_id: b.id, invite_id: made.id },
    ]);
    expect(await userCount(t, a)).toBe((await memberNames(t, a)).length);
  });

  it('leaves a log line that names inviter and invite, and tells the inviter', async () => {
    const made = await invite(t, admin, { email: address(), group_ids: [a.id] });
    const n = newcomer();
    await redeem(t, made, { ...n, email_token: await mailedToken(t, made) });
    const [line] = await t.sql(
      `select action, acting_user_id, invite_id::int from group_logs where group_id = $1 and target_user_id = (select id from users where username = $2)`,
      [a.id, n.username],
    );
    expect(line).toEqual({ action: 'add_user_to_group', acting_user_id: admin.id, invite_id: made.id });
    const { notifications } = (await t.as(admin).get('/notifications.json')).body;
    expect(notifications[0]).toMatchObject({ notification_type: 8, data: { display_username: n.username } });
  });

  it('without a password: is logged in, and mailed a link to set one', async () => {
    const made = await invite(t, admin, { email: address() });
    const n = newcomer();
    const reply = await redeem(t, made, { ...n, email_token: await mailedToken(t, made) });
    expect(reply.body.state).toBe('joined');
    const mails = await t.sql("select email_type from email_logs where to_address = $1 and email_type <> 'invite'", [
      made.email,
    ]);
    expect(mails).toEqual([{ email_type: 'account_created' }]);
  });

  it('cannot use it a second time', async () => {
    const made = await invite(t, admin, { email: address() });
    const email_token = await mailedToken(t, made);
    expect((await redeem(t, made, { ...newcomer(), email_token })).status).toBe(200);
    const again = await expectRefused(t, 404, () => redeem(t, made, { ...newcomer(), email_token }));
    expect(again.body).toMatchObject({
      failed: 'FAILED',
      message: 'Your invite token is invalid. Please contact staff.',
      extras: { reason: 'invite_exhausted' },
    });
  });

  it('gets every other invite that waits for the address, each by its own inviter', async () => {
    const email = address();
    const owner = await t.user({ trust_level: 2 });
    const theirs = await t.group({ owners: [owner] });
    const first = await invite(t, admin, { email, group_ids: [a.id] });
    const second = await invite(t, owner, { email, group_ids: [theirs.id] });
    const n = newcomer();
    await redeem(t, first, { ...n, email_token: await mailedToken(t, first) });
    expect(await memberNames(t, theirs)).toContain(n.username);
    expect(await usesOf(t, second)).toBe(1);
  });
});

describe('a newcomer who has not proved the mailbox', () => {
  it('by link: joins with an inactive account, and is asked to confirm', async () => {
    const made = await link(t, admin, { group_ids: [a.id] });
    const browser = t.browser();
    const n = newcomer({ password: PASSWORD });
    const reply = await redeem(t, made, n, browser);
    expectShape(RedemptionReply, reply.body);
    expect(reply.body).toMatchObject({
      success: 'OK',
      state: 'confirm_email',
      message: expect.stringContaining('sends no mail at the moment'),
    });
    expect(reply.body.redirect_to).toBeUndefined();
    expect(browser.cookies.has('_t')).toBe(false);
    expect(await account(t, n.username)).toMatchObject({ active: false, email_confirmed_at: null });
    expect(await memberNames(t, a)).toContain(n.username);
    expect(await t.sql('select email_type from email_logs where to_address = $1', [n.email])).toEqual([
      { email_type: 'signup' },
    ]);
  });

  it('without a password: is mailed a link to set one', async () => {
    const n = newcomer();
    await redeem(t, await link(t, admin), n);
    expect(await t.sql('select email_type from email_logs where to_address = $1', [n.email])).toEqual([
      { email_type: 'account_created' },
    ]);
  });

  it.each(['of another invite', 'of an invite that was never mailed', 'made up'])(
    'does not activate with a token %s',
    async (which) => {
      const other = await invite(t, admin, { email: address() });
      const made = await invite(t, admin, {
        email: address(),
        skip_email: which === 'of an invite that was never mailed',
      });
      const email_token =
        which === 'made up' ? 'x' : await mailedToken(t, which === 'of another invite' ? other : made);
      const n = newcomer();
      expect((await redeem(t, made, { ...n, email_token })).body.state).toBe('confirm_email');
      expect(await account(t, n.username)).toMatchObject({ active: false, email: made.email });
    },
  );

  it('touches nobody else’s invite, and gives way to whoever has the mail (D16)', async () => {
    const email = address();
    const made = await invite(t, admin, { email, group_ids: [a.id] });
    const other = await t.user({ admin: true });
    const second = await invite(t, other, { email, group_ids: [b.id] });
    const stranger = newcomer({ email, password: PASSWORD });
    await redeem(t, await link(t, admin), stranger);
    expect([await usesOf(t, made), await usesOf(t, second)]).toEqual([0, 0]);
    const owner = newcomer();
    const browser = t.browser();
    const reply = await redeem(t, made, { ...owner, email_token: await mailedToken(t, made) }, browser);
    expect(reply.body, reply.text).toMatchObject({ state: 'joined', username: owner.username });
    expect(await account(t, stranger.username)).toBeUndefined();
    expect(await account(t, owner.username)).toMatchObject({ email, active: true, password_hash: null });
    expect(await memberNames(t, a)).toContain(owner.username);
    expect(await memberNames(t, b)).toContain(owner.username);
    expect((await browser.get('/session/current.json')).body.current_user.username).toBe(owner.username);
  });

  it('even when it was the e-mail invite itself that a stranger used up', async () => {
    const made = await invite(t, admin, { email: address(), group_ids: [a.id] });
    const stranger = newcomer();
    await redeem(t, made, stranger);
    expect(await usesOf(t, made)).toBe(1);
    await expectRefused(t, 404, () => redeem(t, made, newcomer()));
    const owner = newcomer();
    const page = await t.browser().get(`/invites/${made.invite_key}.json`, { t: await mailedToken(t, made) });
    expect(page.status, page.text).toBe(200);
    const reply = await redeem(t, made, { ...owner, email_token: await mailedToken(t, made) });
    expect(reply.body, reply.text).toMatchObject({ state: 'joined', username: owner.username });
    expect(await usesOf(t, made)).toBe(1);
    expect((await memberNames(t, a)).filter((name) => [owner.username, stranger.username].includes(name))).toEqual([
      owner.username,
    ]);
  });
});

describe('somebody with an account', () => {
  it('logged in: joins at once; memberships, ownership and trust level stay', async () => {
    const person = await t.user({ trust_level: 3 });
    const raising = await t.group({ grant_trust_level: 1, title: 'Helper' });
    const owned = await t.group({ owners: [person] });
    const made = await link(t, admin, { group_ids: [raising.id, owned.id] });
    const reply = await redeem(t, made, { email: 'else@example.com', username: 'else' }, await t.loggedIn(person));
    expectShape(RedemptionReply, reply.body);
    expect(reply.body).toMatchObject({
      message: 'Invite redeemed successfully',
      redirect_to: '/',
      state: 'joined',
      username: person.username,
    });
    expect(reply.body.groups.granted.map((group: { id: number }) => group.id)).toEqual([raising.id]);
    expect(reply.body.groups.already.map((group: { id: number }) => group.id)).toEqual([owned.id]);
    expect(await account(t, person.username)).toMatchObject({ trust_level: 3, title: 'Helper' });
    expect(
      await t.sql('select owner from group_users where group_id = $1 and user_id = $2', [owned.id, person.id]),
    ).toEqual([{ owner: true }]);
    expect(await usesOf(t, made)).toBe(1);
  });

  it('a member of all its groups is told so and uses nothing up (D18)', async () => {
    const person = await t.user();
    const group = await t.group({ members: [person] });
    const made = await link(t, admin, { group_ids: [group.id] });
    const reply = await redeem(t, made, {}, t.as(person));
    expect(reply.status).toBe(200);
    expect(reply.body.groups).toMatchObject({ granted: [], already: [{ id: group.id }] });
    expect(await usesOf(t, made)).toBe(0);
  });

  it('the same link again: 412, also when it has no uses left', async () => {
    const person = await t.user();
    const made = await invite(t, admin, { max_redemptions_allowed: 1, group_ids: [a.id] });
    expect((await redeem(t, made, {}, t.as(person))).status).toBe(200);
    const again = await expectRefused(t, 412, () => redeem(t, made, {}, t.as(person)));
    expect(again.body.message).toBe('You have already redeemed this invite link.');
  });

  it('an e-mail invite is only for its address, whatever the request says (CVE-2022-31096)', async () => {
    const made = await invite(t, admin, { email: address(), group_ids: [a.id] });
    const person = await t.user();
    const email_token = await mailedToken(t, made);
    const reply = await expectRefused(t, 412, () => redeem(t, made, { email: made.email, email_token }, t.as(person)));
    expect(reply.body).toMatchObject({ failed: 'FAILED', extras: { reason: 'email_mismatch' } });
    expect(reply.text).not.toContain(made.email!);
  });

  it('logged out: is sent to log in, nobody is logged in by an address', async () => {
    const person = await t.user();
    const made = await link(t, admin);
    for (const email of [person.email, person.email.toUpperCase()]) {
      const reply = await expectRefused(t, 412, () => redeem(t, made, newcomer({ email })));
      expect(reply.body.message).toContain('Primary email has already been taken');
    }
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      const reply = await redeem(t, made, newcomer({ email: person.email }));
      expect(reply.body).toMatchObject({ success: 'OK', state: 'confirm_email' });
      expect(await usesOf(t, made)).toBe(0);
      // Nor does the receipt show which of the groups that account is in.
      const theirs = await t.group({ members: [person] });
      const leads = await link(t, admin, { group_ids: [theirs.id] });
      const { groups } = (await redeem(t, leads, newcomer({ email: person.email }))).body;
      expect(groups).toMatchObject({ granted: [{ id: theirs.id }], already: [] });
      expect(await t.sql('select distinct email_type from email_logs where to_address = $1', [person.email])).toEqual([
        { email_type: 'account_exists' },
      ]);
    });
  });

  it('a suspended account does not come again under its address, confirmed or not', async () => {
    const until = new Date(t.services.now().getTime() + 86_400_000);
    const suspended = await t.user({ active: false, confirmed: false, suspended_till: until });
    expect((await t.as(admin).post('/invites.json', { email: suspended.email })).status).toBe(422);
    const open = await link(t, admin);
    await expectRefused(t, 412, () => redeem(t, open, newcomer({ email: suspended.email })));
  });

  it('a member of the link’s groups keeps them although the inviter lost the right (D18)', async () => {
    const person = await t.user();
    const owner = await t.user({ trust_level: 2 });
    const group = await t.group({ owners: [owner], members: [person] });
    const made = await link(t, owner, { group_ids: [group.id] });
    await t.sql('update group_users set owner = false where user_id = $1', [owner.id]);
    const reply = await redeem(t, made, {}, t.as(person));
    expect(reply.body.groups).toMatchObject({ granted: [], already: [{ id: group.id }], withheld: [] });
    expect(await usesOf(t, made)).toBe(0);
    expect(await t.sql('select 1 from notifications where user_id = $1', [owner.id])).toHaveLength(0);
  });

  it('a staged account with the address is taken over under its id', async () => {
    const staged = await t.user({ staged: true, active: false });
    const n = newcomer({ email: staged.email });
    expect((await redeem(t, await link(t, admin, { group_ids: [a.id] }), n)).body.state).toBe('confirm_email');
    expect(await account(t, n.username)).toMatchObject({ id: staged.id, staged: false, active: false });
  });

  it('the receipt of an account taken over is a newcomer’s', async () => {
    const staged = await t.user({ staged: true, active: false, trust_level: 3 });
    const high = await t.group({ grant_trust_level: 3, members: [staged] });
    const made = await link(t, admin, { group_ids: [high.id, a.id] });
    const first = await redeem(t, made, newcomer());
    expect(first.body).toMatchObject({ state: 'confirm_email', trust_level: 3 });
    const n = newcomer({ email: staged.email });
    expect((await redeem(t, made, n)).body).toEqual({ ...first.body, username: n.username });
    expect(await account(t, n.username)).toMatchObject({ id: staged.id, trust_level: 3 });
  });
});

describe('other spellings of an address, with normalize_emails', () => {
  it('an e-mail invite is redeemed for its own address, whatever address is typed (account takeover)', async () => {
    const victim = await t.user({ email: `vic.tim${Date.now()}@example.org`, active: false, confirmed: false });
    const made = await invite(t, admin, { email: address('mallory') });
    const n = newcomer({ email: victim.email.replace('.', ''), password: PASSWORD });
    await t.withSettings({ normalize_emails: true }, async () => {
      const reply = await redeem(t, made, { ...n, email_token: await mailedToken(t, made) });
      expect(reply.body.state).toBe('joined');
    });
    expect(await account(t, n.username)).toMatchObject({ email: made.email });
    expect(await account(t, victim.username)).toMatchObject({ id: victim.id, active: false, email: victim.email });
  });

  it('belong to who has the account, and ten at once make one account', async () => {
    const person = await t.user({ email: `bob${Date.now()}@example.org` });
    const open = await link(t, admin, { max_redemptions_allowed: 50 });
    await t.withSettings({ normalize_emails: true }, async () => {
      const variant = person.email.replace('bob', 'b.o.b').replace('@', '+x@');
      await expectRefused(t, 412, () => redeem(t, open, newcomer({ email: variant })));
      const mailed = await t.withSettings({ normalize_emails: false }, () => invite(t, admin, { email: variant }));
      const email_token = await mailedToken(t, mailed);
      await expectRefused(t, 412, () => redeem(t, mailed, { ...newcomer(), email_token }));
      const name = `ann${Date.now()}`;
      const spellings = Array.from(
        { length: 10 },
        (_, n) => `${name.slice(0, n + 1)}.${name.slice(n + 1)}@example.org`,
      );
      const replies = await Promise.all(spellings.map((email) => redeem(t, open, newcomer({ email }))));
      expect(replies.map((reply) => reply.status).sort()).toEqual([200, ...Array(9).fill(412)]);
    });
  });
});

describe('what a taken address may cost its owner', () => {
  it('three mails a day, however often a link is tried with it', async () => {
    const person = await t.user();
    const open = await link(t, admin);
    await t.withSettings({ hide_email_address_taken: true }, async () => {
      for (let n = 0; n < 6; n++) expect((await redeem(t, open, newcomer({ email: person.email }))).status).toBe(200);
    });
    expect(await t.sql('select 1 from email_logs where to_address = $1', [person.email])).toHaveLength(3);
  });
});

describe('links for one domain', () => {
  it('take exactly that domain, in any case', async () => {
    const made = await link(t, admin, { domain: 'example.org' });
    for (const host of ['evil.com', 'example.org.evil.com', 'sub.example.org', 'xexample.org', 'еxample.org']) {
      await expectRefused(t, 412, () => redeem(t, made, newcomer({ email: `pat@${host}` })));
    }
    expect((await redeem(t, made, newcomer({ email: `pat${Date.now()}@EXAMPLE.org` }))).status).toBe(200);
    const elsewhere = await t.user();
    await expectRefused(t, 412, () => redeem(t, made, {}, t.as(elsewhere)));
  });
});

describe('refusals leave no trace', () => {
  it.each([
    ['a short password', { password: 'short' }, 'too short'],
    ['a common password', { password: 'password1234' }, 'common'],
    ['the username as password', { username: 'Same-Word-12', password: 'Same-Word-12' }, 'username'],
    ['a blocked provider', { email: 'x@mailinator.com' }, 'not allowed'],
    ['an address with a header', { email: 'x@example.com\r\nBcc: y@example.com' }, 'valid email'],
  ])('%s', async (_what, fields, words) => {
    const made = await link(t, admin, { group_ids: [a.id] });
    const reply = await expectRefused(t, 412, () => redeem(t, made, newcomer(fields)));
    expect(reply.body.message).toContain(words);
  });

  it('a link without an address is a 400', async () => {
    const made = await link(t, admin);
    await expectRefused(t, 400, () => redeem(t, made, { username: 'pat' }));
  });

  it('without a CSRF token, or from another site', async () => {
    const made = await link(t, admin);
    const reply = await expectRefused(t, 403, () =>
      t.browser().put(`/invites/show/${made.invite_key}.json`, newcomer(), { csrf: false }),
    );
    expect(reply.body).toEqual(['BAD CSRF']);
  });

  it('registrations closed: newcomers no, members yes', async () => {
    const made = await link(t, admin);
    await t.withSettings({ allow_new_registrations: false }, async () => {
      await expectRefused(t, 403, () => redeem(t, made, newcomer()));
      expect((await redeem(t, made, {}, t.as(await t.user()))).status).toBe(200);
    });
  });
});

describe('names', () => {
  it('a taken or impossible username is replaced silently', async () => {
    const taken = await t.user();
    const made = await link(t, admin, { max_redemptions_allowed: 50 });
    for (const username of [
      taken.username.toUpperCase(),
      a.name,
      'admin',
      'a',
      '-x-',
      '<script>',
      '../../etc/passwd',
      'משתמש',
    ]) {
      const reply = await redeem(t, made, newcomer({ username }));
      expect(reply.status, `${username}: ${reply.text}`).toBe(200);
      expect(reply.body.username).toMatch(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,58}[a-zA-Z0-9_]$/);
      expect(reply.body.username.toLowerCase()).not.toBe(username.toLowerCase());
    }
  });
});

describe('approval and effects', () => {
  it('an account taken over waits for approval like any other', async () => {
    const squatter = await t.user({ active: false, confirmed: false, approved: true });
    const made = await invite(t, admin, { email: squatter.email });
    const n = newcomer({ password: PASSWORD });
    await t.withSettings({ must_approve_users: true }, async () => {
      const reply = await redeem(t, made, { ...n, email_token: await mailedToken(t, made) });
      expect(reply.body.state).toBe('await_approval');
      expect(await account(t, n.username)).toMatchObject({ id: squatter.id, approved: false });
    });
  });

  it('with must_approve_users even guests of staff wait (GHSA-p63q-jp48-h8xh)', async () => {
    const made = await invite(t, admin, { email: address(), group_ids: [a.id] });
    const browser = t.browser();
    const n = newcomer({ password: PASSWORD });
    await t.withSettings({ must_approve_users: true }, async () => {
      const reply = await redeem(t, made, { ...n, email_token: await mailedToken(t, made) }, browser);
      expect(reply.body).toMatchObject({ state: 'await_approval', message: expect.any(String) });
      expect(browser.cookies.has('_t')).toBe(false);
      expect(await account(t, n.username)).toMatchObject({ active: true, approved: false });
      const trusted = newcomer({ email: `pat${Date.now()}@trusted.example` });
      await t.setting('auto_approve_email_domains', 'trusted.example');
      await redeem(t, await link(t, admin), trusted);
      expect(await account(t, trusted.username)).toMatchObject({ approved: true });
      await t.setting('auto_approve_email_domains', '');
    });
  });

  it('the best trust level, the first title and the primary group of what is granted', async () => {
    const low = await t.group({ grant_trust_level: 2, title: 'First', primary_group: true });
    const high = await t.group({ grant_trust_level: 3, title: 'Second' });
    const n = newcomer();
    const made = await link(t, admin, { group_ids: [low.id, high.id] });
    expect((await redeem(t, made, n)).body.trust_level).toBe(3);
    expect(await account(t, n.username)).toMatchObject({ trust_level: 3, title: 'First', primary_group_id: low.id });
    // The receipt tells of a level that was raised by this, and of no other.
    const come = async (level: number, locked: number | null = null) => {
      const person = await t.user({ trust_level: level });
      await t.sql('update users set manual_locked_trust_level = $2 where id = $1', [person.id, locked]);
      return (await redeem(t, made, {}, t.as(person))).body.trust_level;
    };
    expect(await come(1)).toBe(3);
    expect(await come(4)).toBe(null);
    expect(await come(1, 1)).toBe(null);
  });
});

describe('cost', () => {
  it('three queries: the settings’ version, the facts, and one statement that does it all', async () => {
    const made = await invite(t, admin, { email: address(), group_ids: [a.id, b.id] });
    const browser = t.browser();
    await browser.get('/session/csrf.json');
    const email_token = await mailedToken(t, made);
    const n = newcomer();
    const sent = await t.queries(() => redeem(t, made, { ...n, email_token }, browser));
    expect(sent.filter((name) => name !== 'authentication.settingsVersion')).toEqual([
      'redemptions.facts',
      'redemptions.newAccount',
    ]);
  });
});
