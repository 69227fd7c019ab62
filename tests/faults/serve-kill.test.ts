/**
 * kill -9 of the real server under a load of redemptions, again and again, every third time together with its database.
 * Who was answered 200 is a member afterwards; nobody is half of one. USHER_TEST_LONG=1 kills more often and prints the
 * figures that stand in docs/operations.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inviteEmailToken, inviteKey } from '../../src/links.ts';
import { makeSecrets, type Secrets } from '../../src/secrets.ts';
import { type Client, makeClient } from '../support/client.ts';
import { type Installation, makeInstallation, type Serve } from '../support/serve.ts';
import { until } from '../support/smtp.ts';

const LONG = process.env.USHER_TEST_LONG === '1';
const KILLS = LONG ? 40 : 3;
const CONNECTIONS = 8;
/** At most this many more join than there are connections before a kill. */
const MOST_JOINS = 60;
const BATCH = 200;

vi.setConfig({ testTimeout: 240_000 + KILLS * 20_000 });

let home: Installation;
let server: Serve;
let secrets: Secrets;
let groupIds: number[];
let links: string[];
const figures = { kills: 0, databaseKills: 0, acknowledged: 0, unanswered: 0, unansweredDone: 0, slowestRestart: 0 };

interface Tried {
  username: string;
  inviteId: number;
  byMail: boolean;
  /** The server said 200; otherwise the connection broke before it said anything. */
  acknowledged: boolean;
}
const tried: Tried[] = [];
/** E-mail invites nobody has tried yet. */
const unused: { id: number; key: string; token: string }[] = [];

const api = (key: string): Client => makeClient(home.url, { 'Api-Key': key, 'Api-Username': 'dana' });
let admin: Client;

beforeAll(async () => {
  home = await makeInstallation({
    USHER_ADMIN_USERNAME: 'dana',
    USHER_ADMIN_EMAIL: 'dana@example.com',
    USHER_ADMIN_PASSWORD: 'seven Green apples',
    USHER_MAX_ADMIN_API_REQS_PER_MINUTE: '100000',
    USHER_MAX_REQS_PER_IP_PER_MINUTE: '1000000',
    USHER_LOG_LEVEL: 'error',
  });
  server = await home.serve();
  const { stdout, stderr } = await home.run(['api-key', 'create', '--description', 'load']);
  expect(stderr).toBe('');
  admin = api(stdout.trim());
  const make = async (name: string) =>
    (await admin.post('/admin/groups.json', { group: { name } })).body.basic_group.id;
  groupIds = [await make('first'), await make('second')];
  links = [];
  for (let n = 0; n < 3; n++) {
    const made = await admin.post('/invites.json', { max_redemptions_allowed: 5000, group_ids: groupIds });
    expect(made.status, made.text).toBe(200);
    links.push(made.body.invite_key);
  }
  secrets = makeSecrets(1, new Map([[1, Buffer.from(readFileSync(join(home.dataDir, 'secret'), 'utf8').trim())]]));
});
afterAll(() => home?.remove());

/** Makes e-mail invites until there are enough for a round. */
async function stockUp(): Promise<void> {
  let round = 0;
  while (unused.length < BATCH) {
    const email = Array.from({ length: BATCH }, (_, n) => `m${figures.kills}x${round}x${n}@example.com`);
    const made = await admin.post('/invites/create-multiple.json', { email, group_ids: groupIds });
    expect(made.body.num_failed_invitations, made.text).toBe(0);
    round += 1;
    const rows = await home.sql<{ id: string; secret_id: number; key_nonce: string; email_token_nonce: string }>(
      'select id, secret_id, key_nonce, email_token_nonce from invites where email = any ($1)',
      [email],
    );
    expect(rows).toHaveLength(BATCH);
    for (const found of rows) {
      const row = { ...found, id: Number(found.id) };
      unused.push({ id: row.id, key: inviteKey(secrets, row), token: inviteEmailToken(secrets, row) });
    }
  }
}

let serial = 0;
const idOf = (key: string) => Number.parseInt(key.split('-')[0]!, 36);

/** One person after the other joins until the connection breaks. */
async function redeemUntilItBreaks(): Promise<void> {
  for (;;) {
    const username = `new${serial++}`;
    const mailed = serial % 2 === 0 ? unused.pop() : undefined;
    const key = mailed?.key ?? links[serial % links.length]!;
    const body = mailed ? { username, email_token: mailed.token } : { username, email: `${username}@example.com` };
    const mine: Tried = { username, inviteId: idOf(key), byMail: mailed !== undefined, acknowledged: false };
    try {
      const browser = makeClient(home.url, undefined);
      await browser.get('/session/csrf.json');
      tried.push(mine);
      const reply = await browser.put(`/invites/show/${key}.json`, body);
      // With its database gone a server still alive for a moment may say so.
      if (reply.status === 503 && server.child.killed) return;
      expect(reply.status, reply.text).toBe(200);
      expect(reply.body.state).toBe(mailed ? 'joined' : 'confirm_email');
      mine.acknowledged = true;
    } catch (error) {
      // What fetch throws when the other side is gone.
      if (error instanceof TypeError) return;
      throw error;
    }
  }
}

/** Names of rules and the rows that break them; empty when all is well. */
async function brokenRules(): Promise<Record<string, unknown[]>> {
  const rules: Record<string, string> = {
    'uses counted = redemptions written': `select i.id, i.redemption_count from invites i
      where i.redemption_count <> (select count(*) from invite_redemptions r where r.invite_id = i.id)`,
    'each redemption has just the memberships it granted': `select r.user_id, r.invite_id, r.granted_group_ids from invite_redemptions r
      where (select array_agg(g order by g) from unnest(r.granted_group_ids) g) is distinct from
        (select array_agg(m.group_id order by m.group_id) from group_users m where m.user_id = r.user_id and m.invite_id = r.invite_id)`,
    'each redemption granted both groups': `select user_id from invite_redemptions where cardinality(granted_group_ids) <> 2`,
    'member counters = members': `select g.id from groups g where not g.automatic and
      coalesce((select sum(members) from group_counters c where c.group_id = g.id), 0) <> (select count(*) from group_users m where m.group_id = g.id)`,
    'no account and no membership without a redemption': `select u.id from users u
      where u.id > 0 and not u.admin and not exists (select 1 from invite_redemptions r where r.user_id = u.id)
      union all select m.user_id from group_users m where not exists (select 1 from invite_redemptions r where r.user_id = m.user_id)`,
    'each newcomer has one token, to confirm or to choose a password, and one mail with it': `select u.id from users u
      where u.id > 0 and not u.admin and
      (select count(*) from email_tokens t join email_logs e on e.email_token_id = t.id and e.user_id = u.id and e.to_address = u.email
       where t.user_id = u.id) <> 1`,
    'who came by a mailed token is logged in': `select u.id from users u where u.id > 0 and u.active and not u.admin and
      (select count(*) from sessions s where s.user_id = u.id) <> 1`,
    'each membership is in the log once': `select m.group_id, m.user_id from group_users m
      where (select count(*) from group_logs l where l.group_id = m.group_id and l.target_user_id = m.user_id and l.invite_id = m.invite_id) <> 1`,
    'each redemption told the inviter once': `select r.id from invite_redemptions r where
      (select count(*) from notifications n where n.notification_type = 8 and (n.data->>'user_id')::int = r.user_id) <> 1`,
  };
  const broken: Record<string, unknown[]> = {};
  for (const [rule, sql] of Object.entries(rules)) {
    const rows = await home.sql(sql);
    if (rows.length > 0) broken[rule] = rows.slice(0, 5);
  }
  return broken;
}

/** Usernames that are in, each with the invite used. */
async function whoIsIn(): Promise<Map<string, number>> {
  const rows = await home.sql<{ username: string; invite_id: string }>(
    'select u.username, r.invite_id from invite_redemptions r join users u on u.id = r.user_id',
  );
  expect(new Set(rows.map((row) => row.username)).size).toBe(rows.length);
  return new Map(rows.map((row) => [row.username, Number(row.invite_id)]));
}

async function kill(withDatabase: boolean): Promise<void> {
  const pid = home.postgresPid()!;
  // The database first: the server lives on for a moment without it.
  if (withDatabase) process.kill(pid, 'SIGKILL');
  await server.kill();
  figures.kills += 1;
  if (withDatabase) {
    figures.databaseKills += 1;
    await until('the killed database to be gone', () => home.postgresPid() !== pid);
  } else {
    expect(home.postgresPid(), 'the database outlives the server').toBe(pid);
  }
}

it(`${KILLS} times kill -9 under load: nothing acknowledged is lost, nothing is half done`, async () => {
  for (let round = 1; round <= KILLS; round++) {
    await stockUp();
    const before = tried.length;
    const load = Promise.allSettled(Array.from({ length: CONNECTIONS }, redeemUntilItBreaks));
    // After a chosen number of joins, not after a time: the moment is random, and there is load however slow the machine.
    const joined = () => tried.slice(before).filter((one) => one.acknowledged).length;
    const enough = CONNECTIONS + 1 + Math.floor(Math.random() * MOST_JOINS);
    await until('people to join', () => joined() >= enough);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 25));
    const withDatabase = round % 3 === 0;
    const pid = home.postgresPid();
    await kill(withDatabase);
    for (const ended of await load) if (ended.status === 'rejected') throw ended.reason;
    server = await home.serve();
    if (!withDatabase) expect(home.postgresPid(), 'adopted').toBe(pid);
    figures.slowestRestart = Math.max(figures.slowestRestart, server.readyAfter);

    const inside = await whoIsIn();
    for (const { username, inviteId, acknowledged } of tried) {
      if (acknowledged) expect(inside.get(username), `${username}, acknowledged before kill ${round}`).toBe(inviteId);
    }
    expect(await brokenRules(), `after kill ${round}`).toEqual({});
    for (const { username, acknowledged } of tried.slice(before)) {
      if (acknowledged) figures.acknowledged += 1;
      else {
        figures.unanswered += 1;
        if (inside.has(username)) figures.unansweredDone += 1;
      }
    }
  }
  expect(figures.acknowledged).toBeGreaterThan(KILLS * CONNECTIONS);
  expect(tried.some((one) => one.acknowledged && one.byMail)).toBe(true);
  expect((await server.stop()).code).toBe(0);
  if (LONG) console.log(figures);
});
