/**
 * kill -9 of the real server while a list is uploaded, of which nothing may come, and at random moments of an import, with
 * a mail server that takes what is sent. Afterwards every row has become one invite, and nobody was mailed two different
 * mails. Three kills in the short form; USHER_TEST_LONG=1 imports 200,000 rows and kills until they are done.
 */
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Client, makeClient } from '../support/client.ts';
import { ended, sumOf, uploadText } from '../support/imports.ts';
import { type Installation, makeInstallation, type Serve } from '../support/serve.ts';
import { type SmtpPeer, startSmtpPeer, until } from '../support/smtp.ts';

const LONG = process.env.USHER_TEST_LONG === '1';
const ROWS = LONG ? 200_000 : 12_000;
const MOST_KILLS = LONG ? 200 : 3;
/** A server lives so long at most; in the long form some parts are done in most lives. */
const LIFE_MS = LONG ? 1500 : 300;

vi.setConfig({ testTimeout: LONG ? 3_600_000 : 600_000 });

let home: Installation;
let server: Serve;
let peer: SmtpPeer;
let key: Record<string, string>;
let admin: Client;

beforeAll(async () => {
  peer = await startSmtpPeer();
  home = await makeInstallation({
    USHER_ADMIN_USERNAME: 'dana',
    USHER_ADMIN_EMAIL: 'dana@example.com',
    USHER_ADMIN_PASSWORD: 'seven Green apples',
    USHER_MAX_ADMIN_API_REQS_PER_MINUTE: '100000',
    USHER_LOG_LEVEL: 'error',
    SMTP_URL: peer.url,
    MAIL_FROM: 'usher@example.com',
  });
  server = await home.serve();
  const { stdout } = await home.run(['api-key', 'create', '--description', 'import']);
  key = { 'Api-Key': stdout.trim(), 'Api-Username': 'dana' };
  admin = makeClient(home.url, key);
});
afterAll(async () => {
  await home?.remove();
  await peer?.stop();
});

const address = (n: number) => `guest${n}@example.org`;
const stateOf = async (id: number) =>
  (await home.sql<{ state: string }>('select state from imports where id = $1', [id]))[0]!.state;

const uploading = () =>
  home.sql<{ id: number; state: string; loaded: number }>(
    'select id, state, (select count(*)::int from import_rows where import_id = i.id) as loaded from imports i order by id',
  );
/** Sends the first of two halves of a list, and waits until some of its rows are in the database. */
async function sendHalf(name: string): Promise<{ sent: ClientRequest; id: number; rest: string }> {
  const half = (from: number) => Array.from({ length: 9000 }, (_, n) => `${name}${from + n}@example.org,\n`).join('');
  const before = (await uploading()).length;
  const sent = request(`${home.url}/imports.json`, {
    method: 'POST',
    headers: { ...key, 'Content-Type': 'text/csv', Accept: 'application/json' },
  });
  sent.on('error', () => undefined); // the server is killed before it answers
  sent.write(half(0));
  const { id } = await until('rows of the upload', async () =>
    (await uploading()).slice(before).find(({ loaded }) => loaded > 0),
  );
  return { sent, id, rest: half(9000) };
}
async function clearDaily(): Promise<void> {
  await home.sql("select graphile_worker.add_job('daily', job_key := 'daily-now')");
  await until('the daily clearing', async () => {
    const waiting = await home.sql("select 1 from graphile_worker.jobs where key = 'daily-now'");
    return waiting.length === 0;
  });
}

it('killed while a list is uploaded: half a list is not shown, cannot be run, and is cleared away', async () => {
  const { id, sent } = await sendHalf('half');
  await server.kill();
  sent.destroy();
  server = await home.serve();
  const [half] = await uploading();
  expect(half).toMatchObject({ id, state: 'uploading' });
  expect(half!.loaded).toBeGreaterThan(0);
  expect(half!.loaded).toBeLessThan(18_000);
  for (const all of [false, true]) expect((await admin.get('/imports.json', { all })).body.imports).toEqual([]);
  expect((await admin.get(`/imports/${id}.json`)).body).toMatchObject({
    state: 'uploading',
    can_run: false,
    can_retry: false,
  });
  for (const verb of ['run', 'retry', 'cancel'])
    expect((await admin.post(`/imports/${id}/${verb}.json`)).status, verb).toBe(409);
  expect((await admin.put(`/imports/${id}/rows/1.json`, { groups: '' })).status).toBe(409);

  // All has been sent, and it is killed over the last rows or the check: the list is whole, or not there.
  const second = await sendHalf('whole');
  second.sent.end(second.rest);
  await once(second.sent, 'finish');
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
  await server.kill();
  server = await home.serve();
  const shown = (await admin.get('/imports.json')).body.imports;
  const [, whole] = await uploading();
  if (whole!.state === 'ready') {
    expect(whole!.loaded).toBe(18_000);
    expect(shown).toMatchObject([{ id: second.id, rows: 18_000, counts: { new: 18_000, problem: 0 } }]);
  } else {
    expect(whole!.state).toBe('uploading');
    expect(shown).toEqual([]);
    expect((await admin.post(`/imports/${second.id}/run.json`)).status).toBe(409);
  }

  // It is not an hour yet; then it is.
  await clearDaily();
  expect(await uploading()).toEqual([half, whole]);
  await home.sql("update imports set updated_at = updated_at - interval '1 hour'");
  await clearDaily();
  expect(await uploading()).toEqual(whole!.state === 'ready' ? [whole] : []);
  expect(
    await home.sql('select 1 from import_rows r where not exists (select 1 from imports i where i.id = r.import_id)'),
  ).toEqual([]);
  expect((await admin.get(`/imports/${id}.json`)).status).toBe(404);
  expect(await home.sql('select 1 from invites')).toEqual([]);
  expect(await home.sql("select 1 from email_logs where email_type = 'invite'")).toEqual([]);
});

it('killed again and again: no row lost or doubled, no mail doubled', async () => {
  const [{ id: groupId }] = [(await admin.post('/admin/groups.json', { group: { name: 'readers' } })).body.basic_group];
  // As fast as they go, so that kills hit deliveries too.
  await admin.put('/admin/site_settings/bulk_invite_emails_per_minute.json', { bulk_invite_emails_per_minute: 0 });
  const list = Array.from({ length: ROWS }, (_, n) => `${address(n)},readers`).join('\n');
  const uploaded = await uploadText(admin, `email,groups\n${list}\n`);
  expect(uploaded.body).toMatchObject({ rows: ROWS, counts: { new: ROWS, problem: 0 } });
  const { id } = uploaded.body;
  expect((await admin.post(`/imports/${id}/run.json`)).status).toBe(200);

  let kills = 0;
  do {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS));
    await server.kill();
    kills += 1;
    server = await home.serve();
  } while (kills < MOST_KILLS && (await stateOf(id)) === 'running');
  const done = await ended(admin, id, LONG ? 1_800_000 : 240_000);
  expect(done).toMatchObject({ state: 'done', done_rows: ROWS, results: { invited: ROWS } });
  expect(sumOf(done.results)).toBe(ROWS);

  const [invites] = await home.sql(
    `select count(*)::int as made, count(distinct email_key)::int as addresses, count(*) filter (where group_ids = $1)::int as grouped
     from invites where email_key like 'guest%@example.org'`,
    [[groupId]],
  );
  expect(invites).toEqual({ made: ROWS, addresses: ROWS, grouped: ROWS });
  const [mails] = await home.sql(
    "select count(*)::int as written, count(distinct invite_id)::int as invites from email_logs where email_type = 'invite'",
  );
  expect(mails).toEqual({ written: ROWS, invites: ROWS });
  // What was being sent when the process died may come again, recognisably the same.
  await until('mails to leave', async () => peer.mails.length > 50);
  await server.kill();
  const byAddress = new Map<string, Set<string>>();
  for (const mail of peer.mails) {
    const ids = byAddress.get(mail.to[0]!) ?? new Set();
    byAddress.set(mail.to[0]!, ids.add(mail.messageId));
  }
  for (const [to, ids] of byAddress) expect(ids.size, to).toBe(1);
  expect(peer.mails.length - byAddress.size).toBeLessThanOrEqual(kills + 1);
  if (LONG)
    console.log(
      `${kills} kills during an import of ${ROWS} rows: ${invites!.made} invites, ${mails!.written} mails written, ${peer.mails.length} taken meanwhile by ${byAddress.size} addresses (${peer.mails.length - byAddress.size} again, as the same message); none lost, none doubled`,
    );
});
