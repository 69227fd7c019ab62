/** What this API is, for programs. */
import Type from 'typebox';
import { buildOpenApi } from '../openapi.ts';
import { route } from '../route.ts';
import { routes } from './index.ts';

let document: Record<string, unknown> | undefined;

export const openApiRoutes = [
  route({
    method: 'GET',
    path: '/openapi',
    access: 'anyone',
    summary: 'This document.',
    params: Type.Object({}),
    reply: Type.Record(Type.String(), Type.Unknown()),
    own: true,
    async handle() {
      // At the first call, when the table of routes, of which this one is part, is whole.
      document ??= buildOpenApi(routes);
      return document;
    },
  }),
];
