/**
 * Targets 9 to 12: a page of the veteran's pending invites, pages of a large group, answers without a database, and a
 * request that only finds out who asks. 32 connections, as in the figures the targets were drawn from.
 */
import type { Server } from '../child.ts';
import { compare, type Length, limitRow, type Result, rateRow } from '../compare.ts';
import { Connection, request } from '../http-client.ts';
import { load } from '../load.ts';
import type { Row } from '../table.ts';
import { browserName, type Side, type World } from '../world.ts';

const CONNECTIONS = 32;

export async function getting(
  name: string,
  server: Server,
  paths: string | readonly string[],
  headers: Record<string, string>,
  right: (body: string) => boolean,
  lanes = CONNECTIONS,
): Promise<Side> {
  const connections = await Promise.all(Array.from({ length: lanes }, () => Connection.open(server.url)));
  const all = [paths].flat().map((path) => ({ path, bytes: request('GET', path, headers) }));
  let next = 0;
  return {
    name,
    server,
    run: (milliseconds) =>
      load(
        connections.map((connection) => async () => {
          const { path, bytes } = all[next++ % all.length]!;
          const { status, body } = await connection.send(bytes);
          if (status !== 200 || !right(body)) throw new Error(`${path} was answered ${status}: ${body.slice(0, 300)}`);
        }),
        milliseconds,
      ),
    async close() {
      for (const connection of connections) connection.close();
    },
  };
}

const keyOf = ({ apiKey, data }: World) => ({ 'Api-Key': apiKey, 'Api-Username': data.veteran.username });
export const cookieOf = ({ session }: World) => ({ Cookie: `_t=${session}; _usher_session=${browserName()}` });
const isPage = (body: string) => body.includes('"email":"invitee') && body.length > 3000;

export async function pendingPages(world: World): Promise<{ byKey: Side; bySession: Side; raw: Side }> {
  const path = `/u/${world.data.veteran.username}/invited/pending.json`;
  return {
    byKey: await getting('Usher, API key', world.stubbed, path, keyOf(world), isPage),
    bySession: await getting('Usher, session', world.stubbed, path, cookieOf(world), isPage),
    raw: await getting('Fastify + pg', world.raw, '/invites', { token: world.session }, isPage),
  };
}

/** Target 9. */
export async function pendingRows(world: World, length: Length): Promise<Row[]> {
  const got = await compare('pending page', await pendingPages(world), length);
  const row = (by: string, usher: Result) => {
    const times = usher.p99 / got.raw.p99;
    return [
      rateRow('9', `30 of the oldest pending invites, by ${by}; beside: Fastify + pg`, usher, got.raw, 0.7),
      limitRow('9', `p99 of the same, by ${by}; beside: Fastify + pg`, times, 2, (value) => `${value.toFixed(1)}x`, {
        usher: `${usher.p99.toFixed(1)} ms`,
        beside: `${got.raw.p99.toFixed(1)} ms`,
      }),
    ];
  };
  return [...row('API key', got.byKey), ...row('session', got.bySession)];
}

/** Target 10: the first page of the group of everybody, and by offset those that are farthest from both ends, in turn. */
export async function memberRows(world: World, length: Length): Promise<Row[]> {
  const { name, id, members } = world.data.crowd;
  const middle = Array.from({ length: 200 }, (_, page) => Math.floor(members / 2) + (page - 100) * 50);
  const full = (body: string) => body.startsWith('{"members":[{') && body.length > 50 * 80;
  const usher = (title: string, offsets: readonly number[]) => {
    const paths = offsets.map((offset) => `/groups/${name}/members.json?limit=50&offset=${offset}`);
    return getting(title, world.stubbed, paths, cookieOf(world), full);
  };
  const raw = (title: string, offsets: readonly number[]) => {
    const paths = offsets.map((offset) => `/members?group=${id}&offset=${offset}`);
    return getting(title, world.raw, paths, { token: world.session }, full);
  };
  const got = await compare(
    'members page',
    {
      first: await usher('Usher, first', [0]),
      rawFirst: await raw('Fastify + pg, first', [0]),
      deep: await usher('Usher, deep', middle),
      rawDeep: await raw('Fastify + pg, deep', middle),
    },
    length,
  );
  const size = members.toLocaleString('en-US');
  return [
    rateRow('10', `first 50 of ${size} members; beside: Fastify + pg`, got.first, got.rawFirst, 0.7),
    limitRow(
      '10',
      'pages in the middle of the members by offset, one by one; beside: Usher’s own first page',
      got.first.rate / got.deep.rate,
      3,
      (value) => `${value.toFixed(1)}x as long`,
      { usher: `${got.deep.rate.toFixed(0)}/s`, beside: `${got.first.rate.toFixed(0)}/s` },
    ),
    rateRow('10', 'the same pages; beside: Fastify + pg, same offsets', got.deep, got.rawDeep, 0.7),
  ];
}

/** Target 11. */
export async function statusRows(world: World, length: Length): Promise<Row[]> {
  const got = await compare(
    'health',
    {
      usher: await getting('Usher, health', world.stubbed, '/srv/status', {}, (body) => body === 'ok'),
      raw: await getting('bare Fastify', world.raw, '/hello', {}, (body) => body.includes('hello')),
    },
    length,
  );
  return [rateRow('11', 'health check; beside: bare Fastify, hello', got.usher, got.raw, 0.7)];
}

/** Target 12. What finding out who asks takes: a request that does no more, less one that does not even that. */
export async function nothingRows(world: World, length: Length): Promise<Row[]> {
  const { byKey, bySession: page, raw: rawPage } = await pendingPages(world);
  for (const side of [byKey, rawPage]) await side.close();
  const health = await getting('Usher, health', world.stubbed, '/srv/status', {}, (body) => body === 'ok');
  const got = await compare('authenticated no-op', { ...(await nothings(world)), page, health }, length);
  const share = (1 / got.usher.rate - 1 / got.health.rate) * got.page.rate;
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  return [
    rateRow('12', 'request that only authenticates; beside: Fastify + pg', got.usher, got.raw, 0.6),
    limitRow(
      '12',
      'finding out who asks; beside: a page of pending invites, of whose time it is a part',
      share,
      0.15,
      percent,
      {
        usher: `${((1e6 * share) / got.page.rate).toFixed(0)} µs`,
        beside: `${(1e6 / got.page.rate).toFixed(0)} µs`,
      },
    ),
  ];
}

export async function nothings(world: World): Promise<{ usher: Side; raw: Side }> {
  return {
    usher: await getting('Usher, session', world.stubbed, '/session/csrf.json', cookieOf(world), (body) =>
      body.includes('"csrf"'),
    ),
    raw: await getting('Fastify + pg', world.raw, '/nothing', { token: world.session }, (body) =>
      body.includes('"user"'),
    ),
  };
}
