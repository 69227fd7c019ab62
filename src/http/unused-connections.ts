/**
 * Connections that browsers open in advance and have sent nothing over. A server that stops waits for these as if a
 * request were under way, up to a minute; there is nothing to wait for.
 */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

export function letGoOfUnusedConnections(app: FastifyInstance): void {
  const unused = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }) => unused.delete(socket));
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy();
  });
}
