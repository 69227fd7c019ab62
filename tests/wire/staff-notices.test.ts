/** What staff tell people they restrict, and what lists of accounts give away to whom. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { SilenceReply } from '../../src/shared/wire/staff-users.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestUser } from '../support/factories.ts';
import { expectShape } from '../support/invites.ts';
import { expectError } from '../support/replies.ts';

let t: TestApp;
let admin: TestUser;
let moderator: TestUser;

beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  moderator = await t.user({ moderator: true });
});
afterAll(() => t.close());

const put = (user: TestUser, verb: string, body: object) =>
  t.as(admin).put(`/admin/users/${user.id}/${verb}.json`, body);
async function mailTo(user: TestUser): Promise<{ email_type: string; subject: string; text: string } | undefined> {
  const [row] = await t.sql<{ id: string }>('select id from email_logs where to_address = $1', [user.email]);
  return row && (await t.as(admin).get(`/admin/email-logs/${row.id}.json`)).body;
}

describe('a message to the person', () => {
  const until = '2099-01-01T00:00:00Z';
  const message = 'Read the rules.\n<b>Please</b>';

  test.each<[string, object, RegExp, RegExp]>([
    ['suspend', { suspend_until: '2030-01-01', reason: 'secret reason' }, /is suspended/, /until January 1, 2030/],
    ['suspend', { suspend_until: until, reason: 'secret reason' }, /is suspended/, /cannot be used any more/],
    ['silence', { silenced_till: '2030-01-01', reason: 'secret reason' }, /is silenced/, /until January 1, 2030/],
    ['silence', { reason: 'secret reason' }, /is silenced/, /from now on/],
  ])('%s %j mails it, without the reason', async (verb, body, subject, words) => {
    const user = await t.user();
    const reply = await put(user, verb, { ...body, message });
    expect(reply.status, reply.text).toBe(200);
    if (verb === 'silence') expectShape(SilenceReply, reply.body);
    const mail = await mailTo(user);
    expect(mail?.email_type).toBe(verb === 'suspend' ? 'account_suspended' : 'account_silenced');
    expect(mail?.subject).toMatch(subject);
    expect(mail?.text).toMatch(words);
    expect(mail?.text).toContain('> Read the rules.\n> <b>Please</b>');
    expect(mail?.text).not.toContain('secret reason');
  });

  it('that is missing, blank or too long, or a deed refused, mails nothing', async () => {
    const user = await t.user();
    expectError(await put(user, 'suspend', { suspend_until: until, reason: 'x', message: 'x'.repeat(10_001) }), 400);
    expect((await put(user, 'suspend', { suspend_until: until, reason: 'x', message: ' ' })).status).toBe(200);
    expectError(await put(user, 'suspend', { suspend_until: until, reason: 'x', message }), 409);
    expectError(await put(moderator, 'silence', { reason: 'x', message }), 403);
    for (const person of [user, moderator]) expect(await mailTo(person)).toBeUndefined();
  });
});

describe('lists', () => {
  const list = async (kind: string, query: object, by: TestUser = admin) =>
    t.as(by).get(`/admin/users/list/${kind}.json`, { ...query });

  it('narrow to a network address', async () => {
    const [here, there] = [await t.user(), await t.user()];
    for (const [user, ip] of [
      [here, '192.0.2.7'],
      [there, '2001:db8::1'],
    ] as const)
      await t.sql('update users set registration_ip = $2 where id = $1', [user.id, ip]);
    const ids = async (ip: string) => (await list('all', { ip })).body.map((row: { id: number }) => row.id);
    expect(await ids('192.0.2.7')).toEqual([here.id]);
    expect(await ids('2001:DB8:0:0::1')).toEqual([there.id]);
    expect(await ids('192.0.2.8')).toEqual([]);
    for (const ip of ['nowhere', '192.0.2', 'fe80::1%eth0', "' or 1=1"]) expectError(await list('all', { ip }), 400);
  });

  it('hold no suspects, because nothing is measured', async () => {
    const reply = await list('suspect', {});
    expect([reply.status, reply.body]).toEqual([200, []]);
  });

  it('in the order of addresses are for who may see addresses', async () => {
    const last = await t.user({ email: 'zz@example.com' });
    const first = await t.user({ email: '00@example.com' });
    const found = async (by: TestUser) => {
      const rows = (await list('active', { order: 'email', asc: 'True' }, by)).body as { id: number }[];
      return rows.map((row) => row.id).filter((id) => id === first.id || id === last.id);
    };
    expect(await found(admin)).toEqual([first.id, last.id]);
    expect(await found(moderator)).toEqual([last.id, first.id]);
  });
});
