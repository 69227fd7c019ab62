/** A real HTTP server on 127.0.0.1 that web hooks post to; it answers what the test says. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestCertificate } from './certificate.ts';

interface Received {
  /** X-Discourse-Event. */
  event: string;
  /** X-Discourse-Event-Id. */
  id: number;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  url: string;
  port: number;
  /** Everything that arrived, oldest first. */
  received: Received[];
  /** Answers a request; 200 `ok` without it. */
  answer: ((request: Received, response: ServerResponse) => unknown) | undefined;
  stop(): Promise<void>;
}

/** @param options port: listen there again; certificate: speak https */
export async function startReceiver(options: { port?: number; certificate?: TestCertificate } = {}): Promise<Receiver> {
  const listener: RequestListener = async (request, response) => {
    const one: Received = {
      event: String(request.headers['x-discourse-event']),
      id: Number(request.headers['x-discourse-event-id']),
      path: request.url ?? '',
      headers: request.headers,
      body: await text(request),
    };
    receiver.received.push(one);
    if (receiver.answer) await receiver.answer(one, response);
    else response.end('ok');
  };
  const server = options.certificate ? createSecureServer(options.certificate, listener) : createServer(listener);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `${options.certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    received: [],
    answer: undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
