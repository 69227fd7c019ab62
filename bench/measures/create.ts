/** Target 4: an e-mail invite to two groups, its mail included, asked for by a script with an API key. */
import { Connection, request } from '../http-client.ts';
import { load } from '../load.ts';
import type { Side, World } from '../world.ts';

const CONNECTIONS = 8;

export async function createOverHttp(world: World, name = 'Usher, create'): Promise<Side> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(world.stubbed.url)));
  const headers = { 'Api-Key': world.apiKey, 'Api-Username': world.admin };
  const { first } = world.data.groupIds;
  return {
    name,
    server: world.stubbed,
    run(milliseconds) {
      const workers = connections.map((connection) => async () => {
        const n = world.next();
        const group = first + ((2 * n) % 900);
        const fields = { email: `guest${n}@example.org`, group_ids: `${group},${group + 1}` };
        const { status, body } = await connection.send(request('POST', '/invites.json', headers, fields));
        if (status !== 200) throw new Error(`an invite was answered ${status}: ${body}`);
      });
      return load(workers, milliseconds);
    },
    async close() {
      for (const connection of connections) connection.close();
    },
  };
}
