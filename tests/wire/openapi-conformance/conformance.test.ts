/**
 * Holds Usher's own schemas against the published ones of the Discourse API. operations.json has, for each operation,
 * key -> JSON types of the parameters and of the reply; `user.name` is inside an object, `members[].id` inside a list.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Route } from '../../../src/http/route.ts';
import { routes } from '../../../src/http/routes/index.ts';
import { readParams } from '../../../src/shared/wire/coerce.ts';
import { EmailInviteReply, LinkReply } from '../../../src/shared/wire/invites.ts';
import { leftOut, noSuchCall, otherType } from './exceptions.ts';

type Types = Record<string, string>;
interface Operation {
  method: string;
  path: string;
  body?: Types;
  reply?: Types;
}
interface Schema {
  type?: string;
  const?: unknown;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

const published: Record<string, Operation> = JSON.parse(
  readFileSync(new URL('operations.json', import.meta.url), 'utf8'),
);
const shape = (path: string) => path.replace(/:\w+/g, ':');
const routeOf = ({ method, path }: Operation): Route | undefined =>
  routes.find((route) => route.method === method && shape(route.path) === shape(path));
const operations = Object.entries(published).flatMap(([id, operation]) => {
  const route = routeOf(operation);
  return route ? [{ id, ...operation, route }] : [];
});

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Every key of a schema, at any depth, with the types it can have. */
function keysOf(schema: Schema, prefix = '', found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  for (const variant of schema.anyOf ?? []) keysOf(variant, prefix, found);
  const types = found.get(prefix) ?? new Set<string>();
  if (schema.type) types.add(schema.const === undefined ? schema.type : typeOf(schema.const));
  found.set(prefix, types);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    keysOf(property, prefix === '' ? name : `${prefix}.${name}`, found);
  if (schema.items) keysOf(schema.items, `${prefix}[]`, found);
  return found;
}

const agrees = (ours: Set<string>, theirs: string) =>
  [...ours].every((type) =>
    theirs.split('|').some((other) => other === type || (other === 'number' && type === 'integer')),
  );

const SAMPLES: Record<string, unknown> = {
  string: '1',
  integer: 1,
  boolean: true,
  null: null,
  array: ['1'],
  object: {},
};

describe('what is left out of the published schemas', () => {
  it('whole calls', () => {
    const absent = Object.entries(published).filter(([, operation]) => !routeOf(operation));
    expect(absent.map(([id]) => id).sort()).toEqual(Object.keys(noSuchCall).sort());
  });

  it.each(
    operations.flatMap((operation) =>
      (['body', 'reply'] as const).map((part) => [operation.id, part, operation] as const),
    ),
  )('keys of %s (%s)', (id, part, operation) => {
    const ours = keysOf((part === 'body' ? operation.route.params : operation.route.reply) as Schema);
    const missing = Object.keys(operation[part] ?? {}).filter((key) => !ours.has(key));
    expect(missing.sort()).toEqual(
      Object.values(leftOut[`${id} ${part}`] ?? {})
        .flat()
        .sort(),
    );
  });

  it('names no operation that does not exist', () => {
    const ids = new Set(operations.map(({ id }) => id));
    for (const name of [...Object.keys(leftOut).map((key) => key.split(' ')[0]!), ...Object.keys(otherType)])
      expect(ids).toContain(name);
  });
});

describe('what is shared with the published schemas', () => {
  it.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s answers with the same types',
    (id, { reply = {}, route }) => {
      const ours = keysOf(route.reply as Schema);
      const others = Object.entries(reply).filter(([key, types]) => ours.has(key) && !agrees(ours.get(key)!, types));
      expect(others.map(([key]) => key).sort()).toEqual(Object.keys(otherType[id] ?? {}).sort());
    },
  );

  it.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s reads parameters of the same types',
    (_, { body = {}, route }) => {
      const ours = keysOf(route.params as Schema);
      for (const [key, types] of Object.entries(body)) {
        if (!ours.has(key)) continue;
        for (const type of types.split('|')) {
          // Parameters are one object, or nested once: `group.name`.
          const sent = key.split('.').reduceRight<unknown>((value, name) => ({ [name]: value }), SAMPLES[type]);
          expect(() => readParams(route.params, sent as Record<string, unknown>), `${key} as ${type}`).not.toThrow();
        }
      }
    },
  );

  it('includes grants_admin and grants_moderator, which no invite gives', () => {
    for (const schema of [EmailInviteReply, LinkReply]) {
      expect(schema.required).toEqual(expect.arrayContaining(['grants_admin', 'grants_moderator']));
      expect(schema.properties.grants_admin.const).toBe(false);
      expect(schema.properties.grants_moderator.const).toBe(false);
    }
  });
});
