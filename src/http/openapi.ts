/**
 * The OpenAPI 3.1 document, made from the table of routes, so that it cannot say anything else than the server does. It
 * is served at `/openapi.json` and kept in docs/openapi.json by `npm run openapi`.
 */
import { bodySchema, type Json, namedSchemas, queryParameter, type Schemas } from './openapi-schemas.ts';
import type { Route } from './route.ts';

const jsonOf = (schema: Json, type = 'application/json') => ({ [type]: { schema } });
const text = { type: 'string' };
const BODIES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'];

/** A file, in a form or as it is. */
const UPLOAD = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
    },
    'text/csv': { schema: text },
    'text/plain': { schema: text },
  },
};

const errorSchema = {
  type: 'object',
  required: ['errors'],
  properties: {
    errors: { type: 'array', items: text, description: 'What happened, why and what to do, in the reader’s language.' },
    error_type: { ...text, description: 'not_logged_in, invalid_access, not_found, invalid_parameters or rate_limit.' },
    failed: { const: 'FAILED' },
    message: { ...text, description: 'The first of `errors`, where `failed` is sent.' },
    extras: {
      type: 'object',
      description: 'Usher’s own, each where it applies.',
      properties: {
        reason: { ...text, description: 'Stable code of the reason.' },
        rule: { ...text, description: 'The rule in words.' },
        who_can_help: {
          type: 'array',
          items: {
            type: 'object',
            properties: { role: text, usernames: { type: 'array', items: text } },
          },
        },
        fields: { type: 'object', additionalProperties: { type: 'array', items: text } },
        wait_seconds: { type: 'integer' },
        time_left: { ...text, description: '`wait_seconds` in words.' },
      },
    },
  },
};

const errorBody = jsonOf({ $ref: '#/components/schemas/Error' });
const errorResponses = {
  Refused: {
    description:
      '400 a parameter is missing or cannot be read; 403 not logged in or not allowed (a browser without its CSRF token ' +
      'gets `["BAD CSRF"]`); 404 unknown, hidden or for staff; 409 something else changed at the same moment; 412 the ' +
      'invite is not for this address or account; 413 too large; 422 a rule of the data refuses.',
    content: jsonOf({
      anyOf: [{ $ref: '#/components/schemas/Error' }, { type: 'array', items: { const: 'BAD CSRF' } }],
    }),
  },
  TooMany: {
    description: 'A limit is reached.',
    headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
    content: errorBody,
  },
  Failed: { description: '500 the server failed; 503 its database cannot be reached.', content: errorBody },
};
const failures = {
  '429': { $ref: '#/components/responses/TooMany' },
  '4XX': { $ref: '#/components/responses/Refused' },
  '5XX': { $ref: '#/components/responses/Failed' },
};

const securitySchemes = {
  ApiKey: { type: 'apiKey', in: 'header', name: 'Api-Key', description: 'Made by an admin.' },
  ApiUsername: {
    type: 'apiKey',
    in: 'header',
    name: 'Api-Username',
    description: 'Whom the request acts as; a key that belongs to one user does without.',
  },
  Session: { type: 'apiKey', in: 'cookie', name: '_t', description: 'A browser, after POST /session.json.' },
  Csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'Browsers, for everything but GET: the token of GET /session/csrf.json.',
  },
};

function security({ method, access }: Route): Json[] {
  const csrf = method === 'GET' ? {} : { Csrf: [] };
  const known = [{ ApiKey: [], ApiUsername: [] }, { ApiKey: [] }, { Session: [], ...csrf }];
  return access === 'public' || access === 'anyone' ? [csrf, ...known] : known;
}

const audience: Record<Route['access'], string> = {
  public: 'For everybody.',
  anyone: 'For everybody, unless the site is closed to visitors (`login_required`).',
  user: 'For people who are logged in.',
  staff: 'For staff; 404 to others.',
  admin: 'For admins; 404 to others.',
};

/** `PUT /u/:username/preferences/email` -> `putUsersByUsernamePreferencesEmail` */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/u(?=\/|$)/, '/users')
    .replaceAll(':', 'by_')
    .split(/[^A-Za-z]+/);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The noun a call is about: the first part of its path behind `/admin`. */
const tag = (path: string): string =>
  path
    .replace(/^\/admin\//, '/')
    .split('/')[1]!
    .replace(/^u$/, 'users');

const PARAMETER = /:(\w+)/g;
const shapeOf = (path: string) => path.replace(PARAMETER, ':');

/**
 * In OpenAPI one shape of path is one path: where methods name its parts differently, as `GET /groups/:name` and
 * `PUT /groups/:id` do, a part is called by all its names.
 */
function partNames(path: string, routes: readonly Route[]): string[] {
  const lists = routes
    .filter((route) => shapeOf(route.path) === shapeOf(path))
    .map((route) => [...route.path.matchAll(PARAMETER)].map(([, name]) => name!));
  return lists[0]!.map((_, part) => [...new Set(lists.map((names) => names[part]))].sort().join('_or_'));
}

function operation(route: Route, names: string[], schemas: Schemas): Json {
  const properties = Object.entries(route.params.properties) as [string, Json][];
  const inPath = [...route.path.matchAll(PARAMETER)].map(([, name]) => name!);
  const pathParameters = inPath.map((name, part) => {
    const description = (route.params.properties as Record<string, Json>)[name]?.description;
    return { name: names[part], in: 'path', required: true, ...(description ? { description } : {}), schema: text };
  });
  const others = properties.filter(([name]) => !inPath.includes(name));
  const hasBody = (route.method === 'POST' || route.method === 'PUT') && others.length > 0 && !route.upload;
  const parameters = [
    ...pathParameters,
    ...(hasBody ? [] : others.map(([name, schema]) => queryParameter(name, schema))),
  ];
  const schema = {
    type: 'object',
    properties: Object.fromEntries(others.map(([name, property]) => [name, bodySchema(property)])),
  };
  const id = operationId(route);
  if (hasBody) schemas.add(`${id}Body`, schema);
  const body = { schema: { $ref: `#/components/schemas/${id}Body` } };
  const empty = (route.reply as Json).type === 'void';
  return {
    operationId: id,
    summary: route.summary,
    description: audience[route.access],
    tags: [tag(route.path)],
    ...(route.own ? { 'x-usher': true } : {}),
    security: security(route),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.upload ? { requestBody: UPLOAD } : {}),
    ...(hasBody ? { requestBody: { content: Object.fromEntries(BODIES.map((type) => [type, body])) } } : {}),
    responses: {
      [route.status ?? 200]: {
        description: empty ? 'Done; no body.' : 'Done.',
        ...(empty ? {} : { content: jsonOf(schemas.refer(route.reply), route.type) }),
      },
      ...failures,
    },
  };
}

/** @returns the document, ready for JSON */
export function buildOpenApi(routes: readonly Route[]): Json {
  const schemas = namedSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const names = partNames(route.path, routes);
    let part = 0;
    const path = `${route.path.replace(PARAMETER, () => `{${names[part++]}}`)}.json`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, names, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Usher',
      version: '1',
      summary: 'Invitations and groups, in the spelling of the Discourse API.',
      description:
        'What is Usher’s own is marked `x-usher`. `.json` may be left out; `/users` stands for `/u` and `/g` for ' +
        '`/groups`. Parameters come as JSON, form, multipart or in the query; unknown ones are ignored.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: { Error: errorSchema, ...Object.fromEntries([...schemas.used].sort(([a], [b]) => (a < b ? -1 : 1))) },
      responses: errorResponses,
      securitySchemes,
    },
  };
}
