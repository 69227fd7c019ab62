/** Mail against a real SMTP server that misbehaves (attacks 21, 22, 37). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enqueueMail, type Mail } from '../../src/mail/outbox.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { unique } from '../support/factories.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

let peer: SmtpPeer;
let t: TestApp;

beforeAll(async () => {
  peer = await startSmtpPeer();
  t = await startApp({ jobs: true, env: { SMTP_URL: peer.url } });
});
afterAll(async () => {
  await t.close();
  await peer.stop();
});
beforeEach(() => {
  peer.onMailFrom = undefined;
  peer.onMessage = undefined;
});

const address = () => `${unique('guest')}@example.com`;
const queue = async (mail: Partial<Mail> & { to_address: string }) =>
  enqueueMail(await t.ctx(), { email_type: 'test_message', locale: 'en', ...mail });

interface Log {
  state: string;
  attempts: number;
  reason: string | null;
  smtp_transaction_response: string | null;
  next_attempt_at: Date;
}
const logOf = async (id: number): Promise<Log> =>
  (await t.sql<Log & Record<string, unknown>>('select * from email_logs where id = $1', [id]))[0]!;
const ends = (id: number, state: string, ms?: number) =>
  until(
    `mail ${id} to be ${state}`,
    async () => {
      const log = await logOf(id);
      return log.state === state && log;
    },
    ms,
  );

/** An e-mail invite with its inviter and groups, made directly. */
async function invite(options: {
  email: string;
  inviter?: { name?: string; username?: string };
  message?: string;
  groups?: number[];
  expires_at?: Date;
}): Promise<{ id: number }> {
  const inviter = await t.user(options.inviter ?? {});
  const [row] = await t.sql<{ id: number }>(
    `insert into invites (secret_id, email_token_nonce, email, email_key, custom_message, expires_at, invited_by_id, group_ids,
       emailed_status, created_at, updated_at)
     values ($1, gen_random_uuid(), $2, $2, $3, $4, $5, $6, 1, now(), now()) returning id`,
    [
      t.services.secrets.currentId,
      options.email,
      options.message ?? null,
      options.expires_at ?? new Date(t.services.now().getTime() + 86_400_000),
      inviter.id,
      options.groups ?? [],
    ],
  );
  return row!;
}
const mailInvite = async (made: { id: number }, to_address: string, locale = 'en') =>
  queue({ email_type: 'invite', to_address, invite_id: made.id, locale });
const emailedStatus = async (made: { id: number }) =>
  (await t.sql<{ emailed_status: number }>('select emailed_status from invites where id = $1', [made.id]))[0]!
    .emailed_status;

describe('an invite mail', () => {
  test('arrives once, with inviter, message, groups, expiry and its own link, and is written down as sent', async () => {
    const to = address();
    const garden = await t.group({ full_name: 'The Garden' });
    const made = await invite({
      email: to,
      inviter: { name: 'Dana Cohen' },
      message: 'See you there',
      groups: [garden.id],
      expires_at: new Date('2099-03-05T12:00:00Z'),
    });
    const log = await ends(await mailInvite(made, to), 'sent');
    expect(log).toMatchObject({ attempts: 1, reason: null });
    expect(log.smtp_transaction_response).toMatch(/^250 /);
    expect(await emailedStatus(made)).toBe(4);

    const [mail, ...more] = peer.to(to);
    expect(more).toEqual([]);
    expect(mail!.to).toEqual([to]);
    expect(mail!.text).toContain('Dana Cohen');
    expect(mail!.text).toContain('> See you there');
    expect(mail!.text).toContain('The Garden');
    expect(mail!.text).toContain('March 5, 2099 at 12:00 PM UTC');
    const link = /^https:\/\/usher\.example\/invites\/[0-9a-z]+-[0-9A-Za-z]{22,}\?t=[0-9a-z]+-[0-9A-Za-z]{22,}$/m;
    expect(mail!.text).toMatch(link);
    expect(mail!.html).toContain(link.exec(mail!.text)![0]);
    expect(mail!.headers).toContain('Auto-Submitted: auto-generated');
    expect(mail!.headers.find((line) => line.startsWith('From:'))).toBe('From: Usher <noreply@usher.example>');
    expect(mail!.messageId).toMatch(/^<mail-\d+\.[0-9a-f]{16}@usher\.example>$/);
  });

  test('in Hebrew runs right to left, with names isolated; emoji arrive whole', async () => {
    const to = address();
    const message = 'שלום לכולם 🎉\nלהתראות';
    const made = await invite({ email: to, inviter: { name: 'דנה כהן', username: unique('dana') }, message });
    await ends(await mailInvite(made, to, 'he'), 'sent');
    const [mail] = peer.to(to);
    expect(mail!.html).toContain('<html lang="he" dir="rtl">');
    expect(mail!.html).toContain('<bdi>דנה כהן</bdi>');
    expect(mail!.text).toContain('\u2068דנה כהן\u2069');
    expect(mail!.text).toContain('> שלום לכולם 🎉\n> להתראות');
    expect(mail!.headers.find((line) => line.startsWith('Subject:'))).toMatch(/=\?UTF-8\?/i);
  });

  test('shows markup, templates and direction tricks as the text they are', async () => {
    const to = address();
    const name = '<script>x</script> {{title}} $t(footer) \u202Egnp.exe';
    const made = await invite({ email: to, inviter: { name }, message: 'javascript:alert(1) <img src=x> & "q"' });
    await ends(await mailInvite(made, to), 'sent');
    const [mail] = peer.to(to);
    expect(mail!.html).not.toMatch(/<script|<img/);
    expect(mail!.html).toContain('&lt;script&gt;x&lt;/script&gt; {{title}} $t(footer) gnp.exe');
    expect(mail!.html).toContain('&lt;img src=x&gt; &amp; &quot;q&quot;');
    expect(mail!.raw + mail!.text + mail!.html).not.toContain('\u202E');
  });

  test('takes no header from a name, a title, a message or a group', async () => {
    const to = address();
    const evil = 'x\r\nBcc: victim@example.com\r\n\r\nbody';
    const group = await t.group({ full_name: evil });
    const made = await invite({ email: to, inviter: { name: evil }, message: evil, groups: [group.id] });
    await t.withSettings({ title: evil }, async () => ends(await mailInvite(made, to), 'sent'));
    const [mail] = peer.to(to);
    expect(mail!.to).toEqual([to]);
    expect(mail!.headers.map((line) => line.split(':')[0]!.toLowerCase())).not.toContain('bcc');
    expect(mail!.headers.find((line) => line.startsWith('Subject:'))).toContain('Bcc: victim@example.com');
    expect(peer.recipients).not.toContain('victim@example.com');
  });

  test.each([
    'a@example.com\r\nBcc: victim@example.com',
    'a@example.com, victim@example.com',
    'a@example.com> RCPT TO:<victim@example.com',
    'undisclosed: victim@example.com;',
    '"a, victim@example.com" <a@example.com>',
    'a\u0000@example.com',
    'a@exa\u202Emple.com',
  ])('to %j goes nowhere', async (to_address) => {
    const before = peer.mails.length;
    // PostgreSQL takes no NUL, so that one cannot even be queued.
    if (to_address.includes('\0')) return expect(queue({ to_address })).rejects.toThrow();
    expect((await ends(await queue({ to_address }), 'failed')).reason).toBe('address_unusable');
    expect(peer.mails.length).toBe(before);
    expect(peer.recipients).not.toContain('victim@example.com');
  });
});

describe('what must not go out is skipped, with the reason', () => {
  const skipped = async (made: { id: number }, to: string) =>
    (await ends(await mailInvite(made, to), 'skipped')).reason;
  test.each([
    ['invite_revoked', 'update invites set deleted_at = now() where id = $1'],
    ['invite_used', 'update invites set redemption_count = 1 where id = $1'],
    ['invite_replaced', 'update invites set superseded_at = now() where id = $1'],
    ['invite_invalidated', 'update invites set invalidated_at = now() where id = $1'],
    ['invite_expired', 'update invites set expires_at = created_at where id = $1'],
    ['inviter_gone', 'update invites set invited_by_id = null where id = $1'],
    ['invite_readdressed', "update invites set email = 'b@example.com', email_key = 'b@example.com' where id = $1"],
  ])('%s', async (reason, change) => {
    const to = address();
    const made = await invite({ email: to });
    await t.sql(change, [made.id]);
    expect(await skipped(made, to)).toBe(reason);
    expect(peer.to(to)).toEqual([]);
    expect(await emailedStatus(made)).toBe(1);
  });

  test('disable_emails: nothing, or only staff', async () => {
    const staff = await t.user({ admin: true });
    const other = await t.user();
    await t.withSettings({ disable_emails: 'yes' }, async () => {
      const log = await ends(await queue({ to_address: staff.email, user_id: staff.id }), 'skipped');
      expect(log).toMatchObject({ reason: 'emails_disabled', attempts: 0 });
    });
    await t.withSettings({ disable_emails: 'non-staff' }, async () => {
      await ends(await queue({ to_address: staff.email, user_id: staff.id }), 'sent');
      const log = await ends(await queue({ to_address: other.email, user_id: other.id }), 'skipped');
      expect(log.reason).toBe('emails_disabled_non_staff');
    });
    expect(peer.to(other.email)).toEqual([]);
  });
});

describe('a server that refuses', () => {
  test('5xx: failed at once, with its words, and others go on', async () => {
    peer.onMessage = () => 554;
    const log = await ends(await queue({ to_address: address() }), 'failed');
    expect(log).toMatchObject({ reason: 'refused', attempts: 1 });
    expect(log.smtp_transaction_response).toBe('554 says the test'.replace('554 ', '554 554 '));
    peer.onMessage = undefined;
    await ends(await queue({ to_address: address() }), 'sent');
  });

  test('4xx, then OK: waits 30 seconds, 2 minutes, …, and leaves; meanwhile others pass', async () => {
    const to = address();
    peer.onMessage = (mail) => (mail.to[0] === to ? 451 : undefined);
    let asked = t.services.now().getTime();
    const id = await queue({ to_address: to });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      const log = await until('the next try', async () => {
        const now = await logOf(id);
        return now.state === 'queued' && now.attempts === attempt && now;
      });
      expect(log.reason).toBe('waiting');
      waits.push((log.next_attempt_at.getTime() - asked) / 1000);
      await ends(await queue({ to_address: address() }), 'sent');
      if (attempt === 3) peer.onMessage = undefined;
      t.advance(log.next_attempt_at.getTime() - t.services.now().getTime());
      asked = t.services.now().getTime();
      t.services.wake('deliver_mail');
    }
    for (const [attempt, wait] of [30, 120, 600].entries()) {
      expect(waits[attempt]).toBeGreaterThanOrEqual(wait);
      expect(waits[attempt]).toBeLessThan(2 * wait);
    }
    expect(await ends(id, 'sent')).toMatchObject({ attempts: 4, reason: null });
    expect(peer.to(to)).toHaveLength(1);
  });

  test('4xx for good: given up after about two days', async () => {
    const to = address();
    peer.onMailFrom = () => 450;
    const id = await queue({ to_address: to });
    const start = t.services.now().getTime();
    for (let tries = 1; ; tries++) {
      const log = await until('a try', async () => {
        const now = await logOf(id);
        return now.attempts === tries && now.state !== 'sending' && now;
      });
      if (log.state === 'failed') {
        expect(log.reason).toBe('gave_up');
        break;
      }
      t.advance(log.next_attempt_at.getTime() - t.services.now().getTime());
      t.services.wake('deliver_mail');
    }
    const hours = (t.services.now().getTime() - start) / 3_600_000;
    expect(hours).toBeGreaterThan(40);
    expect(hours).toBeLessThan(56);
  });
});

describe('a server that is away', () => {
  test('nothing is charged to the mail, and it leaves soon after the server is back', async () => {
    await ends(await queue({ to_address: address() }), 'sent');
    await peer.stop();
    const ids = [await queue({ to_address: address() }), await queue({ to_address: address() })];
    // Long enough for several attempts; none of them may touch the rows' tries.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    for (const id of ids) expect(await logOf(id)).toMatchObject({ state: 'queued', attempts: 0, reason: null });
    await peer.start();
    const back = Date.now();
    for (const id of ids) expect(await ends(id, 'sent')).toMatchObject({ attempts: 1 });
    // Every second it is seen whether the server is back; a mail that was refused would wait for thirty.
    expect(Date.now() - back).toBeLessThan(20_000);
  });

  test('gone while a kept connection is idle, and back at once: the mail leaves, once', async () => {
    await ends(await queue({ to_address: address() }), 'sent');
    await peer.stop();
    await peer.start();
    const to = address();
    expect(await ends(await queue({ to_address: to }), 'sent')).toMatchObject({ attempts: 1 });
    expect(peer.to(to)).toHaveLength(1);
  });

  test('broken off after the message: tried again soon with the same Message-ID, and charged, so it cannot go on for ever', async () => {
    const to = address();
    const seen: string[] = [];
    peer.onMessage = (mail) => {
      if (mail.to[0] !== to) return undefined;
      seen.push(mail.messageId);
      return seen.length === 1 ? 'drop' : undefined;
    };
    const id = await queue({ to_address: to });
    await until('the first try', async () => (await logOf(id)).attempts >= 1);
    t.advance(1000);
    expect(await ends(id, 'sent')).toMatchObject({ attempts: 2, reason: null });
    expect(seen).toHaveLength(2);
    expect(new Set(seen).size).toBe(1);
  });

  test('a mail that breaks every connection does not hold up the others', async () => {
    const poison = address();
    peer.onMessage = (mail) => (mail.to[0] === poison ? 'drop' : undefined);
    const id = await queue({ to_address: poison });
    await ends(await queue({ to_address: address() }), 'sent');
    const log = await until('the loss', async () => {
      const now = await logOf(id);
      return now.attempts >= 1 && now.state === 'queued' && now;
    });
    expect(log.reason).toBe('lost');
  });
});

test('the rows of the outbox hold no token, key or text', async () => {
  const to = address();
  const made = await invite({ email: to, message: 'words of mine' });
  await ends(await mailInvite(made, to), 'sent');
  const [, key, token] = /invites\/([^?]+)\?t=(\S+)/.exec(peer.to(to)[0]!.text)!;
  const dump = JSON.stringify([
    await t.sql('select * from email_logs'),
    await t.sql('select * from graphile_worker._private_jobs'),
    await t.sql('select * from invites'),
  ]);
  expect(dump).not.toContain(key);
  expect(dump).not.toContain(token);
  expect(JSON.stringify(await t.sql('select * from email_logs'))).not.toContain('words of mine');
});
