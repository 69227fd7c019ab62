/**
 * The database dies (kill -9) under a running server: every request is told so in words, the process lives on, starts the
 * database again as soon as it can be started, and requests and jobs go on without a restart of Usher.
 */
import { realpathSync, renameSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findServer } from '../../src/db/local-postgres/server.ts';
import { type Client, makeClient } from '../support/client.ts';
import { type Installation, makeInstallation, type Serve } from '../support/serve.ts';
import { until } from '../support/smtp.ts';

let home: Installation;
let server: Serve;
let headers: Record<string, string>;
let admin: Client;

beforeAll(async () => {
  home = await makeInstallation({
    USHER_ADMIN_USERNAME: 'dana',
    USHER_ADMIN_EMAIL: 'dana@example.com',
    USHER_ADMIN_PASSWORD: 'seven Green apples',
    USHER_MAX_ADMIN_API_REQS_PER_MINUTE: '1000',
  });
  server = await home.serve();
  const { stdout } = await home.run(['api-key', 'create', '--description', 'test']);
  headers = { 'Api-Key': stdout.trim(), 'Api-Username': 'dana' };
  admin = makeClient(home.url, headers);
});
afterAll(() => home?.remove());

const cluster = () => realpathSync(join(home.dataDir, 'postgres'));

async function killDatabase(): Promise<void> {
  const pid = home.postgresPid()!;
  process.kill(pid, 'SIGKILL');
  // There may be another one the next moment.
  await until('the killed database to be gone', () => home.postgresPid() !== pid);
}

/** A file without which no server starts, put away and back. */
const version = () => join(cluster(), 'PG_VERSION');
const makeUnstartable = () => renameSync(version(), `${version()}.away`);
const makeStartable = () => renameSync(`${version()}.away`, version());

async function killForGood(): Promise<void> {
  makeUnstartable();
  await killDatabase();
}

it('tells everybody so, stays alive, and starts the database again once that is possible', async () => {
  const made = await admin.post('/invites.json', { email: 'before@example.com' });
  expect(made.status, made.text).toBe(200);
  await killForGood();

  const stranger = makeClient(home.url, undefined);
  const key = made.body.invite_key;
  for (let n = 0; n < 3; n++) {
    for (const ask of [
      () => admin.post('/invites.json', { email: 'during@example.com' }),
      () => admin.get('/groups/staff.json'),
      () => stranger.get(`/invites/${key}.json`),
      () => stranger.put(`/invites/show/${key}.json`, { username: 'eve' }, { csrf: false }),
      () => stranger.get(`/invites/${key}`, undefined, { headers: { Accept: 'text/html' } }),
    ]) {
      const reply = await ask();
      expect(reply.status, reply.text).toBe(503);
      expect(reply.body.errors).toEqual([
        'The database cannot be reached right now. Nothing was changed; please try again in a moment.',
      ]);
    }
  }
  expect(await (await fetch(`${home.url}/srv/status`)).text()).toBe('ok');
  expect(server.child.exitCode).toBeNull();
  // The reason is for the operator.
  expect(server.stderr).toContain('database unavailable');
  await until('the reason why it does not start', () => server.stderr.includes('cannot be started again yet'));

  makeStartable();
  await until('requests to be served', async () => (await stranger.get(`/invites/${key}.json`)).status === 200, 60_000);
  const after = await admin.post('/invites.json', { email: 'after@example.com' });
  expect(after.status, after.text).toBe(200);
  await until(
    'the mail to be worked by a job',
    async () => {
      const rows = await home.sql<{ state: string }>(
        "select state from email_logs where to_address = 'after@example.com'",
      );
      return rows[0]?.state === 'kept';
    },
    60_000,
  );
  expect(await home.sql("select 1 from invites where email = 'during@example.com'")).toEqual([]);
  expect(server.child.exitCode).toBeNull();
});

it('comes back at the port it had, also when nobody asks for anything; at another one if that is taken', async () => {
  const { port, pid } = findServer(cluster())!;
  await killDatabase();
  await until('the database to run again', () => findServer(cluster())?.port === port, 60_000);
  expect(findServer(cluster())!.pid).not.toBe(pid);

  await killForGood();
  const stranger: Server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  try {
    makeStartable();
    await until('requests to be served', async () => (await admin.get('/groups/staff.json')).status === 200, 60_000);
    expect(findServer(cluster())!.port).not.toBe(port);
    const made = await admin.post('/invites.json', { email: 'elsewhere@example.com' });
    expect(made.status, made.text).toBe(200);
    await until(
      'the mail to be worked by a job',
      async () =>
        (await home.sql("select 1 from email_logs where to_address = 'elsewhere@example.com' and state = 'kept'"))
          .length > 0,
      60_000,
    );
  } finally {
    stranger.close();
  }
  const ended = await server.stop();
  expect(ended.code, ended.stderr).toBe(0);
  expect(home.postgresPid(), 'the last one stops the database').toBeUndefined();
});

it('two servers on one data folder: one of them starts it, both go on, and the last one stops it', async () => {
  server = await home.serve();
  const second = await home.serveBeside();
  const other = makeClient(second.url, headers);
  await killDatabase();
  for (const client of [admin, other])
    await until('requests to be served', async () => (await client.get('/groups/staff.json')).status === 200, 60_000);
  expect((await server.stop()).code).toBe(0);
  expect((await other.get('/groups/staff.json')).status).toBe(200);
  expect((await second.stop()).code).toBe(0);
  expect(home.postgresPid(), 'the last one stops the database').toBeUndefined();
});

async function expectOrderlyStopAndRecovery(): Promise<void> {
  const ended = await server.stop();
  expect(ended.code, ended.stderr).toBe(0);
  makeStartable();
  server = await home.serve();
  expect((await admin.get('/groups/staff.json')).status).toBe(200);
  expect(await home.sql("select 1 from invites where email = 'after@example.com'")).toHaveLength(1);
}

it('a database that never comes back does not keep Usher from stopping, and the next start recovers it', async () => {
  server = await home.serve();
  await killForGood();
  await expectOrderlyStopAndRecovery();
});

it('nor does it when the job worker has ended by itself', async () => {
  // A delivery that waits for a lock is in hand when the database dies; that it failed cannot be written down, which
  // ends the worker. It is started again two seconds later; the stop comes before.
  const locked = home.sql('begin; lock table email_logs in access exclusive mode; select pg_sleep(600)').catch(String);
  await until('the table to be locked', async () => {
    const rows = await home.sql("select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted");
    return rows.length > 0;
  });
  await home.sql("select graphile_worker.add_job('deliver_mail')");
  await until('the delivery to wait', async () => {
    const rows = await home.sql("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
    return rows.length > 0;
  });
  await killForGood();
  expect(await locked).toMatch(/terminat/);
  await until('the worker to end', () => server.stderr.includes('the job worker ended'));
  await expectOrderlyStopAndRecovery();
});
