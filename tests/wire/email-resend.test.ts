/** Usher's own calls for the admin's pages: the log of all mails, sending one again, the overview. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { enqueueMail, type Mail } from '../../src/mail/outbox.ts';
import { AdminOverview } from '../../src/shared/wire/admin-overview.ts';
import { AnyEmail, type EmailView, ResentReply } from '../../src/shared/wire/email-logs.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';
import { unique } from '../support/factories.ts';
import { expectShape } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: Client;
let moderator: Client;
beforeAll(async () => {
  t = await startApp();
  admin = t.as(await t.user({ admin: true }));
  moderator = t.as(await t.user({ moderator: true }));
});
afterAll(() => t.close());

const queue = async (mail: Partial<Mail> & { to_address: string }) =>
  enqueueMail(await t.ctx(), { email_type: 'test_message', locale: 'en', ...mail });
const becomes = (id: number, state: string, attempts = 0) =>
  t.sql('update email_logs set state = $2, attempts = $3 where id = $1', [id, state, attempts]);
const view = async (id: number): Promise<EmailView> => (await admin.get(`/admin/email-logs/${id}.json`)).body;
const resend = (id: number | string, by = admin) => by.post(`/admin/email-logs/${id}/resend.json`);

describe('all mails', () => {
  it('come newest first, of the states asked for, between two times', async () => {
    const to_address = `${unique('all')}@example.com`;
    const ids: number[] = [];
    for (const state of ['sent', 'skipped', 'kept', 'failed', 'queued']) {
      const id = await queue({ to_address });
      await becomes(id, state);
      ids.push(id);
    }
    await t.sql("update email_logs set created_at = now() - interval '3 days' where id = any ($1)", [ids.slice(0, 2)]);
    const list = async (query: object = {}) => {
      const reply = await admin.get('/admin/email-logs/all.json', { address: to_address, ...query });
      expect(reply.status, reply.text).toBe(200);
      for (const row of reply.body) expectShape(AnyEmail, row);
      return reply.body.map((row: AnyEmail) => ids.indexOf(row.id));
    };
    expect(await list()).toEqual([4, 3, 2, 1, 0]);
    expect(await list({ states: 'failed,sent' })).toEqual([3, 0]);
    const middle = new Date(Date.now() - 86_400_000).toISOString();
    expect(await list({ since: middle })).toEqual([4, 3, 2]);
    expect(await list({ until: middle })).toEqual([1, 0]);
    expect(await list({ before_id: ids[1] })).toEqual([0]);
  });

  test.each([{ states: 'lost' }, { since: 'soon' }, { until: 'x' }])('%j is refused', async (query) => {
    expectError(await admin.get('/admin/email-logs/all.json', query), 400);
  });

  it('are for admins', async () => {
    expectError(await moderator.get('/admin/email-logs/all.json'), 404);
  });
});

describe('sending one again', () => {
  it('makes a new line with the same address and language, and is written down', async () => {
    const user = await t.user();
    const id = await queue({ to_address: user.email, user_id: user.id, locale: 'he' });
    await becomes(id, 'failed', 3);
    expect(await view(id)).toMatchObject({ can_resend: true, why_not_resend: null, invite: null });
    const reply = await resend(id);
    expectShape(ResentReply, reply.body);
    expect(reply.body.id).toBeGreaterThan(id);
    const lines = await t.sql('select state, attempts, locale from email_logs where to_address = $1 order by id', [
      user.email,
    ]);
    expect(lines).toEqual([
      { state: 'failed', attempts: 3, locale: 'he' },
      { state: 'queued', attempts: 0, locale: 'he' },
    ]);
    const [logged] = await t.sql("select email, admin_only from staff_action_logs where action_name = 'resend_email'");
    expect(logged).toEqual({ email: user.email, admin_only: true });
  });

  it('is refused, with the reason, for what still waits and what has a dead link', async () => {
    const waiting = await queue({ to_address: `${unique('w')}@example.com` });
    const gone = await queue({ to_address: `${unique('g')}@example.com`, email_type: 'invite' });
    await becomes(gone, 'sent');
    for (const id of [waiting, gone]) {
      const seen = await view(id);
      expect(seen.can_resend).toBe(false);
      const reply = await resend(id);
      expectError(reply, 422);
      expect(reply.body.errors).toEqual([seen.why_not_resend]);
    }
  });

  it('shows the invite it carries', async () => {
    const to = `${unique('guest')}@example.com`;
    const made = await admin.post('/invites.json', { email: to });
    const [mail] = await t.sql<{ id: number }>('select id from email_logs where to_address = $1', [to]);
    expect((await view(mail!.id)).invite).toMatchObject({ id: made.body.id, state: 'pending' });
    for (const [state, change] of [
      ['expired', 'invalidated_at = now()'],
      ['redeemed', 'redemption_count = 1'],
      ['revoked', 'deleted_at = now()'],
    ]) {
      await t.sql(`update invites set ${change} where id = $1`, [made.body.id]);
      expect((await view(mail!.id)).invite).toMatchObject({ state });
    }
  });

  it('is for admins, and only for mails that there are', async () => {
    const id = await queue({ to_address: `${unique('m')}@example.com` });
    expectError(await resend(id, moderator), 404);
    for (const none of ['999999999', 'abc', '-1']) expectError(await resend(none), 404);
  });
});

describe('the overview', () => {
  it('counts, and tells mails to admins only', async () => {
    const id = await queue({ to_address: `${unique('late')}@example.com` });
    await becomes(id, 'queued', 2);
    await t.sql("update email_logs set smtp_transaction_response = '451 later' where id = $1", [id]);
    await t.group();
    const { body } = await admin.get('/admin/overview.json');
    expectShape(AdminOverview, body);
    expect(body).toMatchObject({ groups: 1, pending_users: null, mails: { delayed: 1, last_problem: '451 later' } });
    const [{ users }] = (await t.sql('select count(*)::int as users from users where id > 0')) as [{ users: number }];
    expect(body.users).toBe(users);
    await t.withSettings({ must_approve_users: true }, async () => {
      await t.user({ approved: false });
      const seen = (await moderator.get('/admin/overview.json')).body;
      expect(seen).toMatchObject({ pending_users: 1, mails: null });
    });
    expectError(await t.as(await t.user()).get('/admin/overview.json'), 404);
  });
});
