/**
 * kill -9 of the real server at random moments of an import, with a mail server that takes what is sent. Afterwards every
 * row has become one invite, and nobody was mailed two different mails. Three kills in the short form;
 * USHER_TEST_LONG=1 imports 200,000 rows and kills until they are done.
 */
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

vi.setConfig({ testTimeout: LONG ? 3_600_000 : 600_000, hookTimeout: 300_000 });

let home: Installation;
let server: Serve;
let peer: SmtpPeer;
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
  admin = makeClient(home.url, { 'Api-Key': stdout.trim(), 'Api-Username': 'dana' });
});
afterAll(async () => {
  await home?.remove();
  await peer?.stop();
});

const address = (n: number) => `guest${n}@example.org`;
const stateOf = async (id: number) =>
  (await home.sql<{ state: string }>('select state from imports where id = $1', [id]))[0]!.state;

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
