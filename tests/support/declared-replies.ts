/** Holds the running app to what its routes declare: a reply of another shape than the documented one becomes a 500. */
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { routes } from '../../src/http/routes/index.ts';

const declared = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));

/** Why the body is not what the schema says; undefined if it is. */
function difference(schema: TSchema & { type?: string }, payload: string): string | undefined {
  if (schema.type === 'void') return payload === '' ? undefined : `a body where there is to be none: ${payload}`;
  const body: unknown = JSON.parse(payload);
  if (Value.Check(schema, body)) return undefined;
  const [first] = Value.Errors(schema, body);
  return `${first?.instancePath} ${first?.message}: ${payload}`;
}

/** Call it before the app listens. */
export function holdToDeclaredReplies(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const route = declared.get(`${request.method} ${request.routeOptions.url}`);
    const isJson = reply.getHeader('content-type')?.toString().startsWith('application/json');
    if (!route || reply.statusCode >= 300 || !(isJson || payload === undefined)) return payload;
    const why = difference(route.reply, payload === undefined ? '' : String(payload));
    if (why === undefined && reply.statusCode === (route.status ?? 200)) return payload;
    reply.code(500);
    return JSON.stringify({
      errors: [`${route.method} ${route.path} answered other than declared: ${why ?? 'its status'}`],
    });
  });
}
