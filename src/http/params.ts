/**
 * Form, JSON, multipart and query string become one object of parameters, as the contract asks: query first, then the
 * body, then the path. Rails nesting (`group[name]=x`, `ids[]=1`) is read in all but JSON.
 */

import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import qs from 'qs';
import { UsherError } from '../errors.ts';

/** Bytes of a body; the largest legitimate one is a list of a thousand addresses. */
export const BODY_LIMIT = 1_048_576;

/**
 * Rails writes a list of objects as `a[][x]=1&a[][y]=2&a[][x]=3` and begins the next one when a name comes again; qs
 * would make one object of them. The places are given numbers before qs sees them.
 */
function numberLists(text: string): string {
  const lists = new Map<string, { index: number; names: Set<string> }>();
  return text
    .split('&')
    .map((pair) => {
      const [key = '', ...value] = pair.split('=');
      const plain = key.replace(/%5B/gi, '[').replace(/%5D/gi, ']');
      const cut = plain.indexOf('[][');
      if (cut < 0) return pair;
      const list = plain.slice(0, cut);
      const name = plain.slice(cut + 2);
      const known = lists.get(list) ?? { index: 0, names: new Set() };
      lists.set(list, known);
      // `a[][x][]=1&a[][x][]=2` is one list within one object.
      if (known.names.has(name) && !name.endsWith('[]')) {
        known.index += 1;
        known.names.clear();
      }
      known.names.add(name);
      return [`${list}[${known.index}]${name}`, ...value].join('=');
    })
    .join('&');
}

/** One call for forms and query strings: with qs's own limits 21 `ids[]` would become an object. */
function parseQuery(text: string): Record<string, unknown> {
  return qs.parse(/(\[\]|%5B%5D)(\[|%5B)/i.test(text) ? numberLists(text) : text, {
    depth: 5,
    strictDepth: true,
    arrayLimit: 10_000,
    parameterLimit: 20_000,
    throwOnLimitExceeded: true,
    duplicates: 'last',
    allowPrototypes: false,
  });
}

const malformed = () => new UsherError('invalid_parameters', { code: 'malformed_body' });

/** The router keeps the query string as it is: a parser that throws there would end the process. */
export const keepQueryText = (text: string): { text: string } => ({ text });

function parse(text: string): Record<string, unknown> {
  try {
    return parseQuery(text);
  } catch {
    // qs throws when a limit is exceeded; the caller only needs to know that it cannot be read.
    throw malformed();
  }
}

export function registerBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('remove', 'remove');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Clients send a JSON content type with an empty body on body-less calls.
    if (body === '') return done(null, {});
    parseJson(request, body as string, (error, value) => done(error ? malformed() : null, value));
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parse(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  app.register(multipart, {
    limits: { fieldSize: BODY_LIMIT, fields: 2000, fileSize: BODY_LIMIT, files: 10, parts: 2000 },
  });
}

async function readMultipart(request: FastifyRequest): Promise<Record<string, unknown>> {
  const pairs: string[] = [];
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      // No endpoint of this kind takes files: the bytes are drained so that the connection can be used again.
      await part.toBuffer();
    } else if (typeof part.value === 'string') {
      pairs.push(`${encodeURIComponent(part.fieldname)}=${encodeURIComponent(part.value)}`);
    }
  }
  // The names may be nested like a form's; encoding the brackets away is qs's to undo.
  return parse(pairs.map((pair) => pair.replaceAll('%5B', '[').replaceAll('%5D', ']')).join('&'));
}

/** What the address says: for uploads, whose body is left to the handler. */
export function collectQuery(request: FastifyRequest): Record<string, unknown> {
  const { text = '' } = request.query as { text?: string };
  return { ...parse(text), ...(request.params as object) };
}

/** Everything the request says, as one object. @throws UsherError invalid_parameters for a body that is not an object */
export async function collectParams(request: FastifyRequest): Promise<Record<string, unknown>> {
  const body = request.isMultipart() ? await readMultipart(request) : request.body;
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) throw malformed();
  const { text = '' } = request.query as { text?: string };
  return { ...(text === '' ? {} : parse(text)), ...body, ...(request.params as object) };
}
