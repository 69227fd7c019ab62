/** The e-mail log and notifications over the wire (reference: groups-and-users.md 7, invites.md 2.14). */
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activationLink, passwordResetLink } from '../../src/links.ts';
import { enqueueMail, type Mail } from '../../src/mail/outbox.ts';
import { EmailSettings, EmailView, QueuedEmail, SentEmail, SkippedEmail } from '../../src/shared/wire/email-logs.ts';
import { NotificationList } from '../../src/shared/wire/notifications.ts';
import { TestMailReply } from '../../src/shared/wire/setup.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { type TestUser, unique } from '../support/factories.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

let peer: SmtpPeer;
let sending: TestApp;
/** A server without SMTP_URL. */
let keeping: TestApp;

beforeAll(async () => {
  peer = await startSmtpPeer();
  sending = await startApp({ jobs: true, env: { SMTP_URL: peer.url } });
  keeping = await startApp({ jobs: true });
});
afterAll(async () => {
  await sending.close();
  await keeping.close();
  await peer.stop();
});

const queue = async (t: TestApp, mail: Partial<Mail> & { to_address: string }) =>
  enqueueMail(await t.ctx(), { email_type: 'test_message', locale: 'en', ...mail });
const ends = (t: TestApp, id: number, state: string) =>
  until(
    `mail ${id} to be ${state}`,
    async () => (await t.sql('select 1 from email_logs where id = $1 and state = $2', [id, state])).length > 0,
  );
const admin = async (t: TestApp): Promise<Client> => t.as(await t.user({ admin: true }));
/** A token of an account, as signing up makes it. */
async function token(t: TestApp, user: TestUser, purpose: string) {
  const [row] = await t.sql<{ id: number; secret_id: number; nonce: string }>(
    `insert into email_tokens (user_id, purpose, email_key, secret_id, created_at, expires_at)
     values ($1, $2, $3, $4, now(), now() + interval '2 days') returning id, secret_id, nonce`,
    [user.id, purpose, user.email, t.services.secrets.currentId],
  );
  return row!;
}

const lists = ['sent', 'skipped', 'bounced', 'received', 'rejected', 'kept', 'queued'];
const paths = lists.flatMap((list) => [`/admin/email-logs/${list}.json`, `/admin/email/${list}.json`]);

describe('who may look', () => {
  test.each([...paths, '/admin/email-logs/1.json', '/admin/email.json'])('%s is for admins', async (path) => {
    const moderator = sending.as(await sending.user({ moderator: true }));
    for (const client of [moderator, sending.as(await sending.user()), sending.browser()]) {
      expect((await client.get(path)).status).toBe(404);
    }
  });
  test('nor does anybody else send test mails', async () => {
    const to = `${unique('test')}@example.com`;
    const moderator = sending.as(await sending.user({ moderator: true }));
    expect((await moderator.post('/admin/email/test.json', { email_address: to })).status).toBe(404);
    expect(await sending.sql('select 1 from email_logs where to_address = $1', [to])).toEqual([]);
  });
});

describe('lists', () => {
  test('sent: shape, newest first, both families alike, with and without the account', async () => {
    const user = await sending.user();
    const stranger = `${unique('guest')}@example.com`;
    const first = await queue(sending, { to_address: user.email, user_id: user.id });
    await ends(sending, first, 'sent');
    const second = await queue(sending, { to_address: stranger });
    await ends(sending, second, 'sent');
    const client = await admin(sending);
    const { status, body } = await client.get('/admin/email-logs/sent.json');
    expect(status).toBe(200);
    expect(Array.isArray(body)).toBe(true);
    for (const row of body) expect(Value.Check(SentEmail, row), JSON.stringify(row)).toBe(true);
    expect(body.map((row: SentEmail) => row.id).slice(0, 2)).toEqual([second, first]);
    expect(body[0]).not.toHaveProperty('user');
    expect(body[0].smtp_transaction_response).toMatch(/^250/);
    expect(body[1].user).toMatchObject({ id: user.id, username: user.username });
    expect((await client.get('/admin/email/sent.json')).body).toEqual(body);
  });

  test('filters are plain substrings in any case', async () => {
    const user = await sending.user({ username: unique('Needle_') });
    const id = await queue(sending, { to_address: `Hay.${unique('x')}%y@Example.com`, user_id: user.id });
    const [{ to_address }] = (await sending.sql('select to_address from email_logs where id = $1', [id])) as [
      { to_address: string },
    ];
    await ends(sending, id, 'sent');
    const client = await admin(sending);
    const ids = async (query: Record<string, unknown>) =>
      (await client.get('/admin/email-logs/sent.json', query)).body.map((row: SentEmail) => row.id);
    expect(await ids({ user: 'NEEDLE_' })).toEqual([id]);
    expect(await ids({ user: 'needle%' })).toEqual([]);
    expect(await ids({ address: to_address.toUpperCase() })).toEqual([id]);
    expect(await ids({ address: '%y@' })).toEqual([id]);
    expect(await ids({ address: '_y@' })).toEqual([]);
    expect(await ids({ address: to_address, type: 'TEST_' })).toEqual([id]);
    expect(await ids({ address: to_address, type: 'invite' })).toEqual([]);
    expect(await ids({ address: to_address, smtp_transaction_response: '250' })).toEqual([id]);
    expect(await ids({ address: to_address, smtp_transaction_response: '451' })).toEqual([]);
    expect(await ids({ address: to_address, reply_key: 'x' })).toEqual([]);
    expect(await ids({ address: to_address, before_id: id })).toEqual([]);
    expect(await ids({ address: to_address, offset: 1 })).toEqual([]);
  });

  test.each([{ offset: -1 }, { offset: 'x' }, { offset: 1e12 }, { before_id: 'x' }])('%j is refused', async (query) => {
    expect((await (await admin(sending)).get('/admin/email-logs/sent.json', query)).status).toBe(400);
  });

  test('50 on a page, and the offset goes on from there', async () => {
    const prefix = unique('page');
    await sending.sql(
      `insert into email_logs (email_type, to_address, locale, state, created_at)
       select 'test_message', $1 || n || '@example.com', 'en', case when n % 2 = 0 then 'skipped' else 'failed' end, now()
       from generate_series(1, 70) n`,
      [prefix],
    );
    const client = await admin(sending);
    const page = async (offset: number) =>
      (await client.get('/admin/email-logs/skipped.json', { address: prefix, offset })).body as SkippedEmail[];
    const [one, two] = [await page(0), await page(50)];
    expect([one.length, two.length]).toEqual([50, 20]);
    const ids = [...one, ...two].map((row) => row.id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(70);
    for (const row of one) expect(Value.Check(SkippedEmail, row), JSON.stringify(row)).toBe(true);
  });

  test('skipped tells why in words, for what was skipped and what failed', async () => {
    const to = `${unique('guest')}@example.com`;
    peer.onMessage = () => 554;
    await ends(sending, await queue(sending, { to_address: to }), 'failed');
    peer.onMessage = undefined;
    await sending.withSettings({ disable_emails: 'yes' }, async () => {
      await ends(sending, await queue(sending, { to_address: to }), 'skipped');
    });
    const client = await admin(sending);
    const rows = (await client.get('/admin/email-logs/skipped.json', { address: to })).body as SkippedEmail[];
    expect(rows.map((row) => row.reason)).toEqual(['emails_disabled', 'refused']);
    expect(rows[0]!.skipped_reason).toContain('disable_emails');
    expect(rows[1]!.skipped_reason).toContain('554');
    expect((await client.get('/admin/email-logs/sent.json', { address: to })).body).toEqual([]);
  });

  test('queued shows what waits and why', async () => {
    const to = `${unique('guest')}@example.com`;
    peer.onMessage = () => 451;
    const id = await queue(sending, { to_address: to });
    await until('the first try', async () =>
      (await sending.sql("select 1 from email_logs where id = $1 and reason = 'waiting'", [id])).at(0),
    );
    peer.onMessage = undefined;
    const { body } = await (await admin(sending)).get('/admin/email-logs/queued.json', { address: to });
    expect(Value.Check(QueuedEmail, body[0]), JSON.stringify(body)).toBe(true);
    expect(body[0]).toMatchObject({ id, state: 'queued', attempts: 1 });
    expect(body[0].waiting_reason).toContain('451');
  });

  test.each(['bounced', 'received', 'rejected'])('%s is empty: Usher takes no mail in', async (list) => {
    const client = await admin(sending);
    for (const query of [{}, { from: 'a', to: 'b', subject: 'c', error: 'd', address: 'e', offset: 50 }]) {
      const reply = await client.get(`/admin/email-logs/${list}.json`, query);
      expect([reply.status, reply.body]).toEqual([200, []]);
    }
    for (const query of [{ offset: -1 }, { offset: 'x' }, { user: 'a\0' }])
      expect((await client.get(`/admin/email-logs/${list}.json`, query)).status).toBe(400);
  });
});

describe('one mail', () => {
  test('sent: as it reads, with the token masked', async () => {
    const user = await sending.user({ active: false });
    const made = await token(sending, user, 'signup');
    const id = await queue(sending, {
      email_type: 'signup',
      to_address: user.email,
      user_id: user.id,
      email_token_id: made.id,
    });
    await ends(sending, id, 'sent');
    const link = activationLink(sending.env.baseUrl, sending.services.secrets, made);
    expect(peer.to(user.email)[0]!.text).toContain(link);
    const { body } = await (await admin(sending)).get(`/admin/email-logs/${id}.json`);
    expect(Value.Check(EmailView, body), JSON.stringify(body)).toBe(true);
    expect(body).toMatchObject({ id, state: 'sent', masked: true });
    expect(body.text).toContain('/u/activate-account/••••');
    expect(JSON.stringify(body)).not.toContain(link.split('/').at(-1));
    expect(await sending.sql("select 1 from staff_action_logs where action_name = 'view_kept_email'")).toEqual([]);
  });

  test('kept on a server without SMTP: shown with its link, and the view is written down', async () => {
    const user = await keeping.user();
    const made = await token(keeping, user, 'password_reset');
    const id = await queue(keeping, {
      email_type: 'forgot_password',
      to_address: user.email,
      user_id: user.id,
      email_token_id: made.id,
    });
    await ends(keeping, id, 'kept');
    const viewer = await keeping.user({ admin: true });
    const client = keeping.as(viewer);
    const kept = await client.get('/admin/email-logs/kept.json', { address: user.email });
    expect(kept.body.map((row: SentEmail) => row.id)).toEqual([id]);
    expect(Value.Check(SentEmail, kept.body[0])).toBe(true);
    const link = passwordResetLink(keeping.env.baseUrl, keeping.services.secrets, made);
    expect(kept.text).not.toContain(link.split('/').at(-1));

    const { body } = await client.get(`/admin/email-logs/${id}.json`);
    expect(body).toMatchObject({ state: 'kept', masked: false, reason: 'no_smtp' });
    expect(body.text).toContain(link);
    const lines = await keeping.sql(
      "select acting_user_id, target_user_id, email from staff_action_logs where action_name = 'view_kept_email'",
    );
    expect(lines).toEqual([{ acting_user_id: viewer.id, target_user_id: user.id, email: user.email }]);

    // Once used, the link is nobody's business any more.
    await keeping.sql('update email_tokens set used_at = now() where id = $1', [made.id]);
    expect((await client.get(`/admin/email-logs/${id}.json`)).body.masked).toBe(true);
  });

  test('a mail about something deleted has no text', async () => {
    const user = await keeping.user();
    const id = await queue(keeping, { email_type: 'account_exists', to_address: user.email, user_id: user.id });
    await ends(keeping, id, 'kept');
    await keeping.sql('delete from users where id = $1', [user.id]);
    const { status, body } = await (await admin(keeping)).get(`/admin/email-logs/${id}.json`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ text: null, html: null, subject: null, masked: true });
  });

  test.each(['999999999', '99999999999999', 'abc', '-1'])('%s is not there', async (id) => {
    expect((await (await admin(sending)).get(`/admin/email-logs/${id}.json`)).status).toBe(404);
  });
});

describe('settings and the test mail', () => {
  test('email.json names the server, without its password, and warns when nothing leaves', async () => {
    const { body } = await (await admin(sending)).get('/admin/email.json');
    expect(Value.Check(EmailSettings, body)).toBe(true);
    expect(body.delivery_method).toBe('smtp');
    expect(body).not.toHaveProperty('warning');
    expect(body.settings).toContainEqual({ name: 'address', value: '127.0.0.1' });

    const without = await (await admin(keeping)).get('/admin/email.json');
    expect(Value.Check(EmailSettings, without.body)).toBe(true);
    expect(without.body.delivery_method).toBe('none');
    expect(without.body.warning).toContain('SMTP_URL');
    await sending.withSettings({ disable_emails: 'yes' }, async () => {
      expect((await (await admin(sending)).get('/admin/email.json')).body.warning).toContain('disable_emails');
    });
  });

  test('the test mail goes through the outbox', async () => {
    const to = `${unique('test')}@example.com`;
    const { status, body } = await (await admin(sending)).post('/admin/email/test.json', { email_address: to });
    expect(status).toBe(200);
    expect(Value.Check(TestMailReply, body)).toBe(true);
    expect(body.sent).toBe(true);
    await until('the test mail', () => peer.to(to).at(0));
  });

  test('without SMTP it says that nothing was sent', async () => {
    const to = `${unique('test')}@example.com`;
    const { body } = await (await admin(keeping)).post('/admin/email/test.json', { email_address: to });
    expect(body.sent).toBe(false);
    expect(body.sent_test_email_message).toContain('SMTP_URL');
  });

  test('a bad address is refused, a missing one named', async () => {
    const client = await admin(sending);
    for (const bad of ['nobody', 'a@b', 'a@example.com, b@example.com', 'a@example.com\r\nBcc: b@example.com']) {
      expect((await client.post('/admin/email/test.json', { email_address: bad })).status, bad).toBe(422);
    }
    expect((await client.post('/admin/email/test.json', {})).status).toBe(400);
  });
});

describe('notifications', () => {
  const notify = async (user: TestUser, count: number) =>
    sending.sql(
      `insert into notifications (user_id, notification_type, data, created_at)
       select $1, 8, '{"display_username": "bob"}', now() from generate_series(1, $2)`,
      [user.id, count],
    );

  test('own ones, newest first, 60', async () => {
    const [user, other] = [await sending.user(), await sending.user()];
    await notify(user, 61);
    await notify(other, 1);
    const { body } = await sending.as(user).get('/notifications.json');
    expect(Value.Check(NotificationList, body), JSON.stringify(body)).toBe(true);
    const ids = body.notifications.map((entry: { id: number }) => entry.id);
    expect(ids).toHaveLength(60);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(body.notifications[0]).toMatchObject({
      notification_type: 8,
      read: false,
      data: { display_username: 'bob' },
    });
  });

  test('marked read one by one or all at once, never somebody else’s', async () => {
    const [user, other] = [await sending.user(), await sending.user()];
    await notify(user, 3);
    await notify(other, 1);
    const client = sending.as(user);
    const unread = async (who: TestUser) =>
      (await sending.as(who).get('/notifications.json')).body.notifications
        .filter((entry: { read: boolean }) => !entry.read)
        .map((entry: { id: number }) => entry.id);
    const [newest] = await unread(user);
    const [theirs] = await unread(other);
    expect((await client.put('/notifications/mark-read.json', { id: newest })).body).toEqual({ success: 'OK' });
    expect(await unread(user)).not.toContain(newest);
    await client.put('/notifications/mark-read.json', { id: theirs });
    await client.put('/notifications/mark-read.json', { id: -1 });
    expect(await unread(user)).toHaveLength(2);
    await client.put('/notifications/mark-read.json');
    expect(await unread(user)).toEqual([]);
    expect(await unread(other)).toEqual([theirs]);
  });

  test('need a login', async () => {
    expect((await sending.browser().get('/notifications.json')).status).toBe(403);
  });
});
