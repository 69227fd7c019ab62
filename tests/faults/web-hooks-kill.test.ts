/** Web hooks through the job worker: soon after the deed, and nothing lost when the process is killed while posting. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { link, newcomer, redeem } from '../support/invites.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { ensureBuilt } from '../support/serve.ts';
import { until } from '../support/smtp.ts';

const open: { close(): Promise<unknown> }[] = [];
const children = new Set<ChildProcess>();

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
afterEach(async () => {
  for (const child of children) await kill(child);
  children.clear();
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function setUp(jobs: boolean): Promise<{ t: TestApp; peer: Receiver; admin: { username: string } }> {
  const peer = await startReceiver();
  open.push({ close: () => peer.stop() });
  const t = await startApp({ jobs, env: { USHER_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
  open.push(t);
  const admin = await t.user({ admin: true });
  const reply = await t.as(admin).post('/admin/api/web_hooks.json', {
    web_hook: { payload_url: peer.url, wildcard_web_hook: true },
  });
  expect(reply.status, reply.text).toBe(200);
  return { t, peer, admin };
}

async function startWorker(t: TestApp): Promise<ChildProcess> {
  await ensureBuilt();
  const script = fileURLToPath(new URL('./mail-worker.child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: t.databaseUrl,
      USHER_DATA_DIR: t.env.dataDir,
      USHER_SECRET: t.env.secret,
      BASE_URL: t.env.baseUrl,
      USHER_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      USHER_LOG_LEVEL: 'silent',
    },
  });
  children.add(child);
  await once(child.stdout!, 'data');
  return child;
}
const delivered = async (t: TestApp, count: number) =>
  until(
    'all events to be written down as delivered',
    async () => (await t.sql("select 1 from web_hook_events where state = 'delivered'")).length === count,
    60_000,
  );

test('a redemption is told within a moment, each event once', async () => {
  const { t, peer, admin } = await setUp(true);
  const group = await t.group();
  const made = await link(t, admin, { group_ids: [group.id] });
  const started = Date.now();
  const reply = await redeem(t, made, newcomer());
  expect(reply.status, reply.text).toBe(200);
  await until('the last of them', () => peer.received.find(({ event }) => event === 'user_added_to_group'));
  // The sweep, which finds what nobody was woken for, comes once a minute.
  expect(Date.now() - started).toBeLessThan(10_000);
  await delivered(t, 5);
  expect(peer.received.map(({ event }) => event).sort()).toEqual([
    'group_created',
    'invite_created',
    'invite_redeemed',
    'user_added_to_group',
    'user_created',
  ]);
});

test('killed while posting: the event is posted again with the same id, and nothing is lost', async () => {
  const { t, peer } = await setUp(false);
  for (let n = 0; n < 5; n++) await t.group();
  let posting: (() => void) | undefined;
  const posted = new Promise<void>((resolve) => {
    posting = resolve;
  });
  // The third is neither answered nor refused: the process dies while it waits.
  peer.answer = (_request, response) => {
    if (peer.received.length === 3) posting?.();
    else response.end('ok');
  };
  const child = await startWorker(t);
  await posted;
  await kill(child);
  expect(await t.sql("select 1 from web_hook_events where state = 'sending'")).toHaveLength(1);
  peer.answer = undefined;
  await startWorker(t);
  await delivered(t, 5);
  const ids = peer.received.map(({ id }) => id);
  expect(ids).toEqual([ids[0], ids[1], ids[2], ids[2], ids[4], ids[5]]);
  expect(new Set(ids).size).toBe(5);
});

test('killed between the commit and the wake: the next start takes the events up', async () => {
  const { t, peer } = await setUp(false);
  const child = await startWorker(t);
  await kill(child);
  await t.group();
  await startWorker(t);
  await delivered(t, 1);
  expect(peer.received).toHaveLength(1);
});
