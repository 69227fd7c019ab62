/** What all measurements share: the loaded database, the servers, and who asks. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inviteEmailToken, inviteKey } from '../src/links.ts';
import { fingerprint, makeSecrets, randomToken, tokenHash } from '../src/secrets.ts';
import { type Server, startServer } from './child.ts';
import type { Data } from './data.ts';
import type { BenchDatabase } from './database.ts';
import type { Sample } from './load.ts';

/** One of the programs that a measurement compares. */
export interface Side {
  name: string;
  /** The server whose processor time is told with the result. */
  server?: Server;
  run(milliseconds: number): Promise<Sample>;
  /** Closes its connections. */
  close(): Promise<void>;
}

export interface World {
  databaseUrl: string;
  pool: pg.Pool;
  data: Data;
  /** Environment of a server on this database. */
  env: Record<string, string>;
  /** Key that may act as anybody. */
  apiKey: string;
  admin: string;
  /** Login token of the veteran. */
  session: string;
  /** Usher with hashing replaced, with hashing, and the raw Fastify server. */
  stubbed: Server;
  hashing: Server;
  raw: Server;
  /** Ids of so many pending invites that nobody has used yet. */
  takeInvites(count: number): number[];
  /** The same with what their mail carries: key and token. */
  takeLinks(count: number): Promise<{ key: string; token: string }[]>;
  /** A number never given before, for names. */
  next(): number;
  /** The same for calls that add so many people each: all calls of one size are numbered on. */
  nextAddition(many: number): number;
  /** Id of a group that only calls of this size fill: the first, the second … */
  emptyGroup(many: number, index: number): number;
  close(): Promise<void>;
}

const SECRET = 'the secret of a bench, which protects nothing at all';

async function insertAskers(pool: pg.Pool, data: Data) {
  const [apiKey, session, now] = [randomToken(32), randomToken(32), new Date()];
  const later = new Date(now.getTime() + 86_400_000);
  await pool.query(
    `insert into users (username, username_key, email, email_key, email_confirmed_at, active, approved, admin, created_at, updated_at)
     values ('chief', 'chief', 'chief@example.org', 'chief@example.org', $1, true, true, true, $1, $1)`,
    [now],
  );
  await pool.query(
    `insert into api_keys (key_hash, truncated_key, created_at, updated_at) values ($1, 'benc', $2, $2)`,
    [tokenHash(apiKey), now],
  );
  await pool.query('insert into sessions (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)', [
    tokenHash(session),
    data.veteran.id,
    now,
    later,
  ]);
  return { apiKey, session };
}

const EMPTY_GROUPS = 100;

/** Groups to add people to; the first half for single ones. @returns the id of the first */
async function insertEmptyGroups(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query(
    `with made as (insert into groups (name, name_key, created_at, updated_at)
       select 'annex' || i, 'annex' || i, now(), now() from generate_series(1, $1::int) i returning id)
     select min(id) as first from made`,
    [EMPTY_GROUPS],
  );
  return rows[0].first;
}

/** Servers and askers on a loaded database. */
export async function makeWorld(database: BenchDatabase, data: Data, profile: string | undefined): Promise<World> {
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  await pool.query('update secrets set fingerprint = $1', [fingerprint(Buffer.from(SECRET))]);
  // As many rows as the raw server's page has.
  await pool.query(`insert into site_settings (name, value, updated_at) values ('invites_per_page', '30', now())`);
  const { apiKey, session } = await insertAskers(pool, data);
  const emptyGroups = await insertEmptyGroups(pool);
  const secrets = makeSecrets(1, new Map([[1, Buffer.from(SECRET)]]));
  const env = {
    DATABASE_URL: database.url,
    USHER_DATA_DIR: database.folder,
    USHER_SECRET: SECRET,
    USHER_LOG_LEVEL: 'error',
    USHER_MAX_ADMIN_API_REQS_PER_MINUTE: '1000000000',
    USHER_MAX_REQS_PER_IP_PER_MINUTE: '1000000000',
    SMTP_URL: '',
  };
  const usher = (hashing: 'stub' | 'argon2id') =>
    startServer(new URL('./servers/usher.ts', import.meta.url), env, { args: [hashing], profile });
  const servers = [
    await usher('stub'),
    await usher('argon2id'),
    await startServer(new URL('./servers/raw.ts', import.meta.url), env),
  ] as const;
  let nextInvite = data.firstInvite;
  let counter = 0;
  const additions = new Map<number, number>();
  const takeInvites: World['takeInvites'] = (count) => {
    const from = nextInvite;
    nextInvite += count;
    if (nextInvite > data.lastInvite) throw new Error('All pending invites are used up: measure for a shorter time.');
    return Array.from({ length: count }, (_, index) => from + index);
  };
  return {
    databaseUrl: database.url,
    pool,
    data,
    env,
    apiKey,
    admin: 'chief',
    session,
    stubbed: servers[0],
    hashing: servers[1],
    raw: servers[2],
    takeInvites,
    async takeLinks(count) {
      const { rows } = await pool.query(
        'select id::int, secret_id, key_nonce, email_token_nonce from invites where id = any ($1::bigint[])',
        [takeInvites(count)],
      );
      return rows.map((row) => ({ key: inviteKey(secrets, row), token: inviteEmailToken(secrets, row) }));
    },
    next: () => counter++,
    nextAddition(many) {
      const call = additions.get(many) ?? 0;
      additions.set(many, call + 1);
      return call;
    },
    emptyGroup: (many, index) => emptyGroups + (index % (EMPTY_GROUPS / 2)) + (many === 1 ? 0 : EMPTY_GROUPS / 2),
    async close() {
      for (const server of servers) await server.stop();
      await pool.end();
    },
  };
}

/** Name of a browser, as its cookie holds it. */
export const browserName = (): string => randomUUID().replaceAll('-', '');
