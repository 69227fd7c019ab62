/** Jobs on a real database: the daily clearing, waking, and what a database must allow. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../tests/support/app.ts';
import { until } from '../../tests/support/smtp.ts';
import { enqueueMail } from '../mail/outbox.ts';
import { daily } from './daily.ts';
import { debouncedWake, wakeOnce } from './wake.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

describe('daily', () => {
  const insertMail = async (state: string, daysOld: number) =>
    (
      await t.sql<{ id: number }>(
        `insert into email_logs (email_type, to_address, locale, state, created_at, next_attempt_at)
         values ('test_message', 'a@example.com', 'en', $1, now() - $2 * interval '1 day', now()) returning id`,
        [state, daysOld],
      )
    )[0]!.id;
  const mailsLeft = async () => (await t.sql<{ id: number }>('select id from email_logs order by id')).map((r) => r.id);

  test('deletes mails past the setting, never those that wait', async () => {
    const [waiting, recent, old] = [
      await insertMail('queued', 100),
      await insertMail('sent', 80),
      await insertMail('sent', 100),
    ];
    await t.withSettings({ delete_email_logs_after_days: 0 }, () => daily(t.services));
    expect(await mailsLeft()).toEqual([waiting, recent, old]);
    await daily(t.services);
    expect(await mailsLeft()).toEqual([waiting, recent]);
  });

  test('deletes expired sessions, limits and long dead links, and keeps the live ones', async () => {
    const user = await t.user();
    await t.sql(
      `insert into sessions (token_hash, user_id, created_at, expires_at)
       select sha256(n::text::bytea), $1, now(), now() + n * interval '1 day' from unnest(array[-1, 1]) n`,
      [user.id],
    );
    await t.sql(
      `insert into rate_limits (name, subject, hits, expires_at)
       select 'test', n::text, '{}', now() + n * interval '1 day' from unnest(array[-1, 1]) n`,
    );
    await t.sql(
      `insert into email_tokens (user_id, purpose, email_key, secret_id, created_at, expires_at)
       select $1, 'signup', n::text, $2, now(), now() + n * interval '1 day' from unnest(array[-31, -1, 1]) n`,
      [user.id, t.services.secrets.currentId],
    );
    await daily(t.services);
    expect(await t.sql('select 1 from sessions where user_id = $1', [user.id])).toHaveLength(1);
    expect(await t.sql("select subject from rate_limits where name = 'test'")).toEqual([{ subject: '1' }]);
    const tokens = await t.sql('select email_key from email_tokens where user_id = $1 order by 1', [user.id]);
    expect(tokens).toEqual([{ email_key: '-1' }, { email_key: '1' }]);
  });

  test('one failing chore neither stops the others nor goes unnoticed', async () => {
    const ran: string[] = [];
    const chore = (name: string, work: () => void) => ({ name, run: async () => work() });
    const broken = () => {
      throw new Error('broken');
    };
    const list = [chore('a', broken), chore('b', () => ran.push('b'))];
    await expect(daily(t.services, list)).rejects.toThrow('1 daily chores failed');
    expect(ran).toEqual(['b']);
  });
});

describe('waking', () => {
  test('on a database without jobs a command does nothing, and does not fail', async () => {
    await expect(wakeOnce(t.services.db)).resolves.toBeUndefined();
  });

  test('many calls become few jobs; an error is logged, never thrown', async () => {
    const logged: unknown[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
    const waker = debouncedWake({ ...t.services, log });
    const names = await t.queries(async () => {
      for (let n = 0; n < 200; n++) {
        waker.wake('deliver_mail');
        await new Promise((resolve) => setImmediate(resolve));
      }
      // The schema of the jobs does not exist here, so adding one fails.
      await until('the failure to be logged', () => logged.length > 0);
    });
    waker.stop();
    expect(names.filter((name) => name === 'jobs.add').length).toBeLessThan(10);
  });
});

test('jobs need no superuser', async () => {
  const working = await startApp({ jobs: true });
  try {
    const [role] = await working.sql('select rolsuper from pg_roles where rolname = current_user');
    expect(role).toEqual({ rolsuper: false });
    await enqueueMail(await working.ctx(), { email_type: 'test_message', to_address: 'a@example.com' });
    await until('the mail to be kept', async () =>
      (await working.sql("select 1 from email_logs where state = 'kept'")).at(0),
    );
  } finally {
    await working.close();
  }
});
