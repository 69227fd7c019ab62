/**
 * One keep-alive connection that sends a request and reads its answer. Less work per request than node:http's client:
 * the generator shares the machine with the server it measures, so what it takes the server lacks.
 */
import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  head: string;
  body: string;
}

const END_OF_HEAD = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';
const CHUNK_SIZES = /(^|\r\n)[0-9a-f]+\r\n(\r\n$)?/g;

/** Bytes of a request; made before the clock runs. */
export function request(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all: Record<string, string | number> = {
    Host: '127.0.0.1',
    Accept: 'application/json',
    ...headers,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}${END_OF_HEAD}${text}`);
}

export class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #resolve: ((answer: Answer) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#reject?.(error));
    socket.on('close', () => this.#reject?.(new Error('the server closed the connection')));
  }

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  send(bytes: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error('the server has closed the connection'));
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#resolve = undefined;
    this.#reject = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.#received.toString('latin1', 0, end);
    const from = end + END_OF_HEAD.length;
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    // Without a length the body comes in chunks, and the last of them is empty.
    const last = length === undefined ? this.#received.indexOf(LAST_CHUNK, from - 2) : undefined;
    if (last === -1) return;
    const to = last === undefined ? from + Number(length) : last + LAST_CHUNK.length;
    if (this.#received.length < to) return;
    const text = this.#received.toString('utf8', from, to);
    const body = last === undefined ? text : text.replace(CHUNK_SIZES, '');
    this.#received = this.#received.subarray(to);
    this.#resolve?.({ status: Number(head.slice(9, 12)), head, body });
  }
}
