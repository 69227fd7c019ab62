/** Schemas as the OpenAPI document has them: replies by reference to their name, parameters with all that they take. */
import type { TSchema } from 'typebox';
import * as apiKeys from '../shared/wire/api-keys.ts';
import * as basicUser from '../shared/wire/basic-user.ts';
import * as emailLogs from '../shared/wire/email-logs.ts';
import * as groups from '../shared/wire/groups.ts';
import * as invites from '../shared/wire/invites.ts';
import * as logs from '../shared/wire/logs.ts';
import * as members from '../shared/wire/members.ts';
import * as notifications from '../shared/wire/notifications.ts';
import * as session from '../shared/wire/session.ts';
import * as settings from '../shared/wire/settings.ts';
import * as setup from '../shared/wire/setup.ts';
import * as site from '../shared/wire/site.ts';
import * as staffUsers from '../shared/wire/staff-users.ts';
import * as success from '../shared/wire/success.ts';
import * as users from '../shared/wire/users.ts';
import * as webHooks from '../shared/wire/web-hooks.ts';

/** A schema of a file that is missing here is written out wherever it is used. */
const nouns = [
  apiKeys,
  basicUser,
  emailLogs,
  groups,
  invites,
  logs,
  members,
  notifications,
  session,
  settings,
  setup,
  site,
  staffUsers,
  success,
  users,
  webHooks,
];

export type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

// By what they say, because TypeBox copies a schema when it makes it optional.
const names = new Map<string, string>();
for (const noun of nouns) {
  for (const [name, schema] of Object.entries(noun as Json)) {
    if (isObject(schema) && (schema.type === 'object' || 'anyOf' in schema) && !name.endsWith('Params'))
      names.set(JSON.stringify(schema), name);
  }
}

export interface Schemas {
  /** What references name, by name. */
  used: Map<string, Json>;
  /** The schema of a reply, with references for all that has a name. */
  refer(schema: TSchema): Json;
  add(name: string, schema: Json): void;
}

export function namedSchemas(): Schemas {
  const used = new Map<string, Json>();
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item)]))
      : value;
  };
  const convert = (value: unknown): unknown => {
    const name = isObject(value) ? names.get(JSON.stringify(value)) : undefined;
    if (name === undefined) return inside(value);
    if (!used.has(name)) {
      used.set(name, {});
      used.set(name, inside(value) as Json);
    }
    return { $ref: `#/components/schemas/${name}` };
  };
  return { used, refer: (schema) => convert(schema) as Json, add: (name, schema) => used.set(name, schema) };
}

const isList = (schema: Json): boolean => schema.type === 'array';

/** A parameter in a body. Lists may also come as one comma-separated text. */
export function bodySchema(schema: Json): Json {
  const { description, properties, ...rest } = schema;
  const said = description ? { description } : {};
  if (isList(schema)) return { ...said, oneOf: [rest, { type: 'string', description: 'Comma-separated.' }] };
  if (isObject(properties)) {
    const inner = Object.entries(properties).map(([name, property]) => [name, bodySchema(property as Json)]);
    return { ...said, type: 'object', properties: Object.fromEntries(inner) };
  }
  return { ...said, ...rest };
}

/** A parameter in the query: lists with commas, nested ones as `filters[action]=`. */
export function queryParameter(name: string, schema: Json): Json {
  const { description, ...rest } = bodySchema(schema);
  const style = isList(schema)
    ? { style: 'form', explode: false, schema: { type: 'array', items: schema.items } }
    : rest.type === 'object'
      ? { style: 'deepObject', explode: true, schema: rest }
      : { schema: rest };
  return { name, in: 'query', ...(description ? { description } : {}), ...style };
}
