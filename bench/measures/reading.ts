/**
 * Targets 9 and 12: a page of the veteran's pending invites, and a request that only finds out who asks. 32 connections,
 * as in the figures the targets were drawn from.
 */
import type { Server } from '../child.ts';
import { Connection, request } from '../http-client.ts';
import { load } from '../load.ts';
import { browserName, type Side, type World } from '../world.ts';

const CONNECTIONS = 32;

async function getting(
  name: string,
  server: Server,
  path: string,
  headers: Record<string, string>,
  right: (body: string) => boolean,
): Promise<Side> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(server.url)));
  const bytes = request('GET', path, headers);
  return {
    name,
    server,
    run: (milliseconds) =>
      load(
        connections.map((connection) => async () => {
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
const cookieOf = ({ session }: World) => ({ Cookie: `_t=${session}; _usher_session=${browserName()}` });
const isPage = (body: string) => body.includes('"email":"invitee') && body.length > 3000;

export async function pendingPages(world: World): Promise<{ byKey: Side; bySession: Side; raw: Side }> {
  const path = `/u/${world.data.veteran.username}/invited/pending.json`;
  return {
    byKey: await getting('Usher, API key', world.stubbed, path, keyOf(world), isPage),
    bySession: await getting('Usher, session', world.stubbed, path, cookieOf(world), isPage),
    raw: await getting('Fastify + pg', world.raw, '/invites', { token: world.session }, isPage),
  };
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
