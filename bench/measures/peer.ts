/**
 * What the targets ask of Usher as a multiple of a peer: better-auth's organization plugin, the same work on the same
 * PostgreSQL. Only where it has been installed (README.md).
 */
import { existsSync } from 'node:fs';
import pg from 'pg';
import { freePort, type Server, startServer } from '../child.ts';
import { compare, type Length, rateRow } from '../compare.ts';
import { type Answer, Connection, request } from '../http-client.ts';
import { load } from '../load.ts';
import type { Row } from '../table.ts';
import { browserName, type Side, type World } from '../world.ts';
import { createOverHttp } from './create.ts';
import { importList, importServer } from './import.ts';
import { cookieOf, getting, nothings, pendingPages } from './reading.ts';
import { redeemOverHttp } from './redeem.ts';

const PROGRAM = new URL('../peer/server.mjs', import.meta.url);
export const hasPeer = (): boolean => existsSync(new URL('../peer/node_modules/better-auth', import.meta.url));

const CONNECTIONS = 8;
const API = '/api/auth';
const MEMBERS = 100_000;
const PENDING = 10_000;
/** Rows of the list that is imported beside the peer, and a number for it that no other has. */
const LIST = 100_000;
const LIST_NUMBER = 900;

async function startPeer(databaseUrl: string, hashing: 'stub' | 'default'): Promise<Server> {
  const env = { DATABASE_URL: databaseUrl, PORT: String(await freePort()), NODE_ENV: 'production' };
  return startServer(PROGRAM, env, { args: [hashing] });
}

interface Peer {
  servers: { stub: Server; default: Server };
  pool: pg.Pool;
  organization: string;
  teams: string[];
  /** Cookie of the owner, for each server (it is bound to the address). */
  cookie: string;
}

const cookiesOf = ({ head }: Answer): string =>
  [...head.matchAll(/set-cookie: ([^;\r]+)/gi)].map(([, cookie]) => cookie).join('; ');

async function post(connection: Connection, origin: string, path: string, body: unknown, cookie = ''): Promise<Answer> {
  return connection.send(request('POST', `${API}${path}`, { Origin: origin, Cookie: cookie }, body));
}

/** An organization of 100,000 people with two teams and 10,000 pending invitations, of which the peer lists 100. */
async function makePeer(databaseUrl: string): Promise<Peer> {
  const servers = {
    stub: await startPeer(databaseUrl, 'stub'),
    default: await startPeer(databaseUrl, 'default'),
  };
  const { url } = servers.stub;
  const connection = await Connection.open(url);
  const owner = { email: 'owner@example.org', password: 'corr3ct Horse battery', name: 'owner' };
  const cookie = cookiesOf(await post(connection, url, '/sign-up/email', owner));
  const made = async (path: string, body: object): Promise<string> =>
    JSON.parse((await post(connection, url, path, body, cookie)).body).id;
  const organization = await made('/organization/create', { name: 'Bench', slug: 'bench' });
  const teams = [];
  for (const name of ['one', 'two'])
    teams.push(await made('/organization/create-team', { name, organizationId: organization }));
  connection.close();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  await pool.query(
    `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
     select 'm' || i, 'Some Body', 'm' || i || '@example.org', true, now(), now() from generate_series(1, $1::int) i`,
    [MEMBERS],
  );
  await pool.query(
    `insert into member (id, "organizationId", "userId", role, "createdAt")
     select 'm' || i, $2, 'm' || i, 'member', now() from generate_series(1, $1::int) i`,
    [MEMBERS, organization],
  );
  await pool.query(
    `insert into invitation (id, "organizationId", email, role, "teamId", status, "expiresAt", "createdAt", "inviterId")
     select 'i' || i, $2, 'invitee' || i || '@example.org', 'member', $3, 'pending', now() + interval '2 days', now(),
       (select id from "user" where email = 'owner@example.org') from generate_series(1, $1::int) i`,
    [PENDING, organization, teams.join(',')],
  );
  await pool.query('vacuum analyze');
  return { servers, pool, organization, teams, cookie };
}

async function lanes(server: Server, name: string, once: (connection: Connection) => Promise<void>): Promise<Side> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(server.url)));
  return {
    name,
    server,
    run: (milliseconds) =>
      load(
        connections.map((connection) => () => once(connection)),
        milliseconds,
      ),
    async close() {
      for (const connection of connections) connection.close();
    },
  };
}

const ensure = (answer: Answer, what: string): Answer => {
  if (answer.status !== 200) throw new Error(`the peer answered ${what} with ${answer.status}: ${answer.body}`);
  return answer;
};

function inviting(peer: Peer, server: Server): Promise<Side> {
  const { organization: organizationId, teams: teamId, cookie } = peer;
  return lanes(server, 'peer, invite', async (connection) => {
    const body = { email: `${browserName()}@example.org`, role: 'member', organizationId, teamId };
    ensure(await post(connection, server.url, '/organization/invite-member', body, cookie), 'an invitation');
  });
}

/** Two requests: the account, then the invitation; the peer has no single one. */
function redeeming(server: Server, from: number): Promise<Side> {
  let next = from;
  return lanes(server, 'peer, redeem', async (connection) => {
    const index = next++;
    const person = { email: `invitee${index}@example.org`, password: 'corr3ct Horse battery', name: 'New Comer' };
    const cookie = cookiesOf(ensure(await post(connection, server.url, '/sign-up/email', person), 'a sign-up'));
    const accept = { invitationId: `i${index}` };
    ensure(await post(connection, server.url, '/organization/accept-invitation', accept, cookie), 'an acceptance');
  });
}

export async function peerRows(world: World, peerDatabase: string, length: Length): Promise<Row[]> {
  const peer = await makePeer(peerDatabase);
  const { stub, default: hashing } = peer.servers;
  const headers = { Cookie: peer.cookie };
  const listing = (path: string, right: (body: string) => boolean) =>
    getting('peer', stub, `${API}${path}`, headers, right);
  const rows: Row[] = [];
  const add = async (target: string, what: string, goal: number, usher: Side, beside: Side) => {
    const got = await compare(`beside the peer, ${what}`, { usher, beside }, length);
    rows.push(rateRow(target, `${what}; beside: better-auth`, got.usher, got.beside, goal));
    return got.beside;
  };
  try {
    const redeem = (server: Server, perMs: number) => redeemOverHttp(world, server, 'Usher, redeem', perMs);
    await add(
      '1',
      'redemption, both with hashing stubbed',
      20,
      await redeem(world.stubbed, 2),
      await redeeming(stub, 1),
    );
    await add(
      '2',
      'redemption, each with its own hashing',
      5,
      await redeem(world.hashing, 1),
      await redeeming(hashing, 5001),
    );
    const call = await add(
      '4',
      'create an invite to 2 groups or teams',
      6,
      await createOverHttp(world),
      await inviting(peer, stub),
    );
    const imports = await importServer(world);
    const list = await importList(world, imports, LIST, LIST_NUMBER);
    await imports.stop();
    const import_ = { rate: list.rate, p50: Number.NaN, p99: Number.NaN, cpu: Number.NaN };
    const what = `rows of a list of ${LIST.toLocaleString('en-US')}; beside: better-auth, one a call`;
    rows.push(rateRow('5', what, import_, call, 200));
    const pending = await pendingPages(world);
    for (const side of [pending.byKey, pending.raw]) await side.close();
    const invitations = await listing(
      `/organization/list-invitations?organizationId=${peer.organization}`,
      (body) => body.length > 3000,
    );
    await add('9', 'a page of pending invites, of the peer the first 100', 8, pending.bySession, invitations);
    const { name } = world.data.crowd;
    const page = await getting(
      'Usher',
      world.stubbed,
      `/groups/${name}/members.json?limit=50`,
      cookieOf(world),
      (body) => body.length > 3000,
    );
    const query = `organizationId=${peer.organization}&limit=50&offset=0&sortBy=createdAt`;
    await add(
      '10',
      'first 50 of 100,000 members',
      40,
      page,
      await listing(`/organization/list-members?${query}`, (body) => body.length > 3000),
    );
    const nothing = await nothings(world);
    await nothing.raw.close();
    await add(
      '12',
      'who is asking',
      6,
      nothing.usher,
      await listing('/get-session', (body) => body.includes('owner@')),
    );
  } finally {
    for (const server of Object.values(peer.servers)) await server.stop();
    await peer.pool.end();
  }
  return rows;
}
