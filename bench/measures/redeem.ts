/** Targets 1 and 2: somebody new uses an e-mail invite that gives two groups. */
import { hash } from '@node-rs/argon2';
import pg from 'pg';
import { randomToken, tokenHash } from '../../src/secrets.ts';
import type { Server } from '../child.ts';
import { compare, type Length, rateRow } from '../compare.ts';
import { Connection, request } from '../http-client.ts';
import { load } from '../load.ts';
import type { Row } from '../table.ts';
import type { Side, World } from '../world.ts';

const CONNECTIONS = 8;
/** More than any side can use up, per millisecond. */
const INVITES_PER_MS = 5;

/** A browser that may post: its cookie and the token that goes with it, used for all newcomers of this connection. */
async function openBrowser(url: string): Promise<{ connection: Connection; headers: Record<string, string> }> {
  const connection = await Connection.open(url);
  const { head, body } = await connection.send(request('GET', '/session/csrf.json'));
  const cookie = /set-cookie: (_usher_session=[^;]+)/i.exec(head)![1]!;
  return { connection, headers: { Cookie: cookie, 'X-CSRF-Token': JSON.parse(body).csrf } };
}

/** Redemption over HTTP with key, mailed token, username and password. */
export async function redeemOverHttp(
  world: World,
  server: Server,
  name: string,
  perMs = INVITES_PER_MS,
): Promise<Side> {
  const browsers = await Promise.all(Array.from({ length: CONNECTIONS }, () => openBrowser(server.url)));
  return {
    name,
    server,
    async run(milliseconds) {
      const links = await world.takeLinks(milliseconds * perMs + CONNECTIONS);
      const workers = browsers.map(({ connection, headers }, lane) => {
        const requests = links.flatMap(({ key, token }, index) => {
          if (index % CONNECTIONS !== lane) return [];
          const username = `new${world.next()}`;
          const fields = { email_token: token, username, name: 'New Comer', password: 'corr3ct Horse battery' };
          return request('PUT', `/invites/show/${key}.json`, headers, fields);
        });
        return async () => {
          const { status, body } = await connection.send(requests.pop()!);
          if (status !== 200 || !body.includes('"joined"'))
            throw new Error(`a redemption was answered ${status}: ${body}`);
        };
      });
      return load(workers, milliseconds);
    },
    async close() {
      for (const { connection } of browsers) connection.close();
    },
  };
}

/** The rows that a redemption writes, by one statement: what is left when nothing is decided and nothing transported. */
export const RAW = {
  name: 'redeem',
  text: `with invite as (
      update invites set redemption_count = redemption_count + 1
      where id = $1 and redemption_count < max_redemptions_allowed and deleted_at is null and invalidated_at is null and expires_at > $2
      returning id, invited_by_id, email, email_key, group_ids
    ), person as (
      insert into users (username, username_key, name, email, email_key, email_confirmed_at, active, password_hash, approved, trust_level,
        registration_ip, created_at, updated_at)
      select $3::text, $3, 'New Comer', email, email_key, $2, true, $4, true, 1, '127.0.0.1', $2, $2 from invite returning id
    ), session as (
      insert into sessions (token_hash, user_id, created_at, expires_at) select $5, id, $2, $2::timestamptz + interval '60 days' from person
    ), redemption as (
      insert into invite_redemptions (invite_id, user_id, invited_by_id, made_account, granted_group_ids, redeemed_at)
      select i.id, p.id, i.invited_by_id, true, i.group_ids, $2 from invite i, person p
    ), members as (
      insert into group_users (group_id, user_id, username_key, invite_id, created_at) select unnest(i.group_ids), p.id, $3, i.id, $2 from invite i, person p
    ), log as (
      insert into group_logs (group_id, action, acting_user_id, target_user_id, invite_id, created_at)
      select unnest(i.group_ids), 'add_user_to_group', i.invited_by_id, p.id, i.id, $2 from invite i, person p
    ), told as (
      insert into notifications (user_id, notification_type, data, created_at)
      select i.invited_by_id, 8, jsonb_build_object('display_username', $3, 'invite_id', i.id, 'user_id', p.id), $2 from invite i, person p
    ) select id from person`,
};
export const HASH = `$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$${'A'.repeat(43)}`;

export async function redeemRaw(world: World): Promise<Side> {
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client({ connectionString: world.databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  return {
    name: 'raw pg',
    run(milliseconds) {
      const ids = world.takeInvites(milliseconds * INVITES_PER_MS + CONNECTIONS);
      const workers = clients.map((client) => async () => {
        const token = tokenHash(randomToken(32));
        const { rowCount } = await client.query({
          ...RAW,
          values: [ids.pop(), new Date(), `new${world.next()}`, HASH, token],
        });
        if (rowCount !== 1) throw new Error('the raw program could not redeem');
      });
      return load(workers, milliseconds);
    },
    async close() {
      for (const client of clients) await client.end();
    },
  };
}

/**
 * The same over HTTP by the raw Fastify server, which looks at the invite first, as whoever checks a key before hashing
 * a password must: what is left for Usher to lose.
 */
export async function redeemLeast(world: World): Promise<Side> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(world.raw.url)));
  return {
    name: 'Fastify + pg, redeem',
    server: world.raw,
    async run(milliseconds) {
      const ids = world.takeInvites(milliseconds * INVITES_PER_MS + CONNECTIONS);
      const workers = connections.map((connection) => async () => {
        const fields = { id: ids.pop(), username: `new${world.next()}`, token: randomToken(32) };
        const { status, body } = await connection.send(request('POST', '/redeem', {}, fields));
        if (status !== 200) throw new Error(`a redemption was answered ${status}: ${body}`);
      });
      return load(workers, milliseconds);
    },
    async close() {
      for (const connection of connections) connection.close();
    },
  };
}

/** argon2id alone, as Usher calls it, four in flight. */
const hashOnly = (): Side => ({
  name: 'argon2id alone',
  run: (milliseconds) =>
    load(
      Array.from({ length: 4 }, () => async () => {
        await hash('corr3ct Horse battery', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
      }),
      milliseconds,
    ),
  close: async () => {},
});

/** Target 2. */
export async function hashingRows(world: World, length: Length): Promise<Row[]> {
  const sides = { redeem: await redeemOverHttp(world, world.hashing, 'Usher, redeem', 1), hash: hashOnly() };
  const got = await compare('redeem with argon2id', sides, length);
  const what = 'redemption with argon2id, 8 connections; beside: argon2id alone, 4 in flight';
  return [rateRow('2', what, got.redeem, got.hash, 0.85)];
}
