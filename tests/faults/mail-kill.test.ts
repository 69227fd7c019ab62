/**
 * Delivery by real processes that are killed with SIGKILL at each step. Each kill may repeat the one mail that was on its
 * way, with the same Message-ID; nothing is lost and nothing else is sent twice. USHER_TEST_LONG=1 runs many rounds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listDeadWorkers } from '../../src/db/job-processes.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { wakeOnce } from '../../src/jobs/wake.ts';
import { enqueueMail } from '../../src/mail/outbox.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { unique } from '../support/factories.ts';
import { ensureBuilt } from '../support/serve.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

const LONG = process.env.USHER_TEST_LONG === '1';
const ROUNDS = LONG ? 15 : 1;
const TIMEOUT = 240_000 + ROUNDS * 30_000;

let peer: SmtpPeer;
let t: TestApp;
const running = new Set<ChildProcess>();

async function startWorker(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./mail-worker.child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: t.databaseUrl,
      USHER_DATA_DIR: t.env.dataDir,
      USHER_SECRET: t.env.secret,
      BASE_URL: t.env.baseUrl,
      SMTP_URL: peer.url,
      MAIL_FROM: t.env.mailFrom,
      USHER_LOG_LEVEL: 'silent',
    },
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await once(child.stdout!, 'data');
  return child;
}
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

beforeAll(async () => {
  await ensureBuilt();
  peer = await startSmtpPeer();
  t = await startApp({ env: { SMTP_URL: peer.url } });
});
afterEach(async () => {
  peer.onMailFrom = undefined;
  peer.onMessage = undefined;
  for (const child of [...running]) await kill(child);
});
afterAll(async () => {
  await t.close();
  await peer.stop();
});

async function queue(count: number): Promise<string[]> {
  const addresses = Array.from({ length: count }, () => `${unique('guest')}@example.com`);
  const ctx = await t.ctx();
  for (const to_address of addresses) {
    await enqueueMail(ctx, { email_type: 'test_message', to_address, locale: 'en' });
  }
  return addresses;
}
const wake = () => wakeOnce(t.services.db);
const allSent = (addresses: string[], ms = 60_000) =>
  until(
    'all mails to be written down as sent',
    async () => {
      const [row] = await t.sql<{ sent: number }>(
        "select count(*)::int as sent from email_logs where to_address = any ($1) and state = 'sent'",
        [addresses],
      );
      return row!.sent === addresses.length;
    },
    ms,
  );
/** Each address got its mail; repeats carry the same Message-ID, and there are at most this many. */
function expectDelivered(addresses: string[], repeats: number): void {
  let extra = 0;
  for (const address of addresses) {
    const mails = peer.to(address);
    expect(mails.length, address).toBeGreaterThan(0);
    expect(new Set(mails.map((mail) => mail.messageId)).size, address).toBe(1);
    extra += mails.length - 1;
  }
  expect(extra).toBeLessThanOrEqual(repeats);
}

describe.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))('round %i: killed', () => {
  test(
    'after claiming a mail, before the server has it: sent once',
    async () => {
      const child = await startWorker();
      const addresses = await queue(3);
      const killed = new Promise<void>((resolve) => {
        peer.onMailFrom = async () => {
          peer.onMailFrom = undefined;
          await kill(child);
          resolve();
          return undefined;
        };
      });
      await wake();
      await killed;
      expect(await t.sql("select 1 from email_logs where state = 'sending'")).toHaveLength(1);
      await startWorker();
      await allSent(addresses);
      expectDelivered(addresses, 0);
    },
    TIMEOUT,
  );

  test(
    'after the server took it, before it could say so: one repeat',
    async () => {
      const child = await startWorker();
      const addresses = await queue(3);
      const killed = new Promise<void>((resolve) => {
        peer.onMessage = async () => {
          peer.onMessage = undefined;
          await kill(child);
          resolve();
          return undefined;
        };
      });
      await wake();
      await killed;
      await startWorker();
      await allSent(addresses);
      expectDelivered(addresses, 1);
    },
    TIMEOUT,
  );

  test(
    'after the server said it took it, before that is written down: one repeat',
    async () => {
      const child = await startWorker();
      const addresses = await queue(3);
      const blocker = new pg.Client({ connectionString: t.databaseUrl });
      await blocker.connect();
      await blocker.query('begin');
      // The claim is committed by the time the message comes; a lock on the row now holds up only the writing down.
      const accepted = new Promise<string>((resolve) => {
        peer.onMessage = async (mail) => {
          peer.onMessage = undefined;
          await blocker.query("select 1 from email_logs where state = 'sending' for update");
          resolve(mail.to[0]!);
          return undefined;
        };
      });
      await wake();
      const first = await accepted;
      await until('the record to wait for the lock', async () => {
        const [row] = await t.sql<{ n: number }>(
          "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%done as%' and datname = current_database()",
        );
        return row!.n > 0;
      });
      expect(peer.to(first)).toHaveLength(1);
      await kill(child);
      await until('the backend of the dead process to notice', async () => {
        await t.sql(
          "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        );
        return true;
      });
      await blocker.query('rollback');
      await blocker.end();
      await startWorker();
      await allSent(addresses);
      expect(peer.to(first)).toHaveLength(2);
      expectDelivered(addresses, 1);
    },
    TIMEOUT,
  );

  test(
    'again and again at random moments, with another process beside it: at most one repeat for each kill',
    async () => {
      const kills = LONG ? 4 : 2;
      await startWorker();
      await startWorker();
      const addresses = await queue(LONG ? 60 : 40);
      // Slow enough that a kill hits the middle.
      peer.onMessage = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 15));
      await wake();
      for (let n = 0; n < kills; n++) {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
        // The oldest is the likeliest to be the one that delivers.
        const [oldest] = running;
        await kill(oldest!);
        await startWorker();
      }
      await allSent(addresses);
      expectDelivered(addresses, kills);
    },
    TIMEOUT,
  );
});

test(
  'a process that lives on takes up what a killed one held, at the next sweep',
  async () => {
    const first = await startWorker();
    const addresses = await queue(3);
    const killed = new Promise<ChildProcess>((resolve) => {
      peer.onMailFrom = async () => {
        peer.onMailFrom = undefined;
        // Started while the first one holds the queue: its own sweep at start finds nobody dead.
        const second = await startWorker();
        await kill(first);
        resolve(second);
        return undefined;
      };
    });
    await wake();
    const second = await killed;
    await until('the dead one to be missed', async () => (await listDeadWorkers(t.services.db)).length > 0);
    await sweep(t.services);
    await allSent(addresses);
    expect(second.exitCode).toBeNull();
    expectDelivered(addresses, 0);
  },
  TIMEOUT,
);

test(
  'the database cuts all connections while a mail is on its way: the same process goes on, nothing is repeated',
  async () => {
    await startWorker();
    const addresses = await queue(10);
    let taken = 0;
    peer.onMessage = async () => {
      taken += 1;
      if (taken === 3) {
        // Those of the worker: this test goes on looking meanwhile.
        const cut = await t.sql(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('usher worker', 'usher jobs') and datname = current_database()",
        );
        expect(cut.length).toBeGreaterThan(1);
      }
      return undefined;
    };
    await wake();
    await allSent(addresses);
    expectDelivered(addresses, 0);
  },
  TIMEOUT,
);

test(
  'two processes on one outbox send each mail once, one at a time',
  async () => {
    await Promise.all([startWorker(), startWorker()]);
    let inFlight = 0;
    let most = 0;
    peer.onMessage = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inFlight -= 1;
      return undefined;
    };
    const addresses: string[] = [];
    for (let batch = 0; batch < (LONG ? 20 : 6); batch++) {
      addresses.push(...(await queue(10)));
      await wake();
    }
    await allSent(addresses);
    expectDelivered(addresses, 0);
    expect(most).toBe(1);
  },
  TIMEOUT,
);

test(
  'mail committed without a wake (killed in between) leaves when a process starts',
  async () => {
    const addresses = await queue(2);
    await startWorker();
    await allSent(addresses);
    expectDelivered(addresses, 0);
  },
  TIMEOUT,
);
