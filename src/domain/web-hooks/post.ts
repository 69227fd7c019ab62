/** One POST to a receiver: never to a private address, never after a redirect, never for long. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isForbiddenTarget, lookupFor, PrivateTarget } from './target.ts';

const TIMEOUT_MS = 10_000;
/** What is kept of an answer's body. */
const MAX_BODY = 65_536;

export interface Message {
  url: string;
  headers: Record<string, string>;
  body: string;
  verifyCertificate: boolean;
  /** Hosts that may be reached although they are private. */
  allowedHosts: readonly string[];
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}
/** No answer: `why` is a reason of ours, with the network's own code where there is one. */
export interface NoAnswer {
  why: 'private' | 'timeout' | 'unreachable';
  detail: string | undefined;
}

/** The status counts, so an answer whose body breaks off, drags on or is too long is cut there. */
async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_BODY) break;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    chunks.push(Buffer.from(`[the answer broke off: ${error.message}]`));
  }
  // PostgreSQL stores no NUL.
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_BODY)).replaceAll('\0', '\ufffd');
}

export async function post(message: Message): Promise<Answer | NoAnswer> {
  const url = new URL(message.url);
  // An address in the URL itself is never looked up, so it is looked at here.
  if (isForbiddenTarget(url, message.allowedHosts)) return { why: 'private', detail: undefined };
  const lookup = lookupFor(url, message.allowedHosts);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(url, {
        method: 'POST',
        headers: message.headers,
        agent: false,
        signal,
        rejectUnauthorized: message.verifyCertificate,
        ...(lookup ? { lookup } : {}),
      });
      request.on('response', resolve);
      request.on('error', reject);
      request.end(message.body);
    });
    return { status: response.statusCode!, headers: response.headers, body: await readBody(response) };
  } catch (error) {
    if (error instanceof PrivateTarget) return { why: 'private', detail: undefined };
    if (signal.aborted) return { why: 'timeout', detail: undefined };
    const { code, message: words } = error as NodeJS.ErrnoException;
    return { why: 'unreachable', detail: code ?? words };
  }
}
