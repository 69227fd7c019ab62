/** The OpenAPI document: says something about every route, is valid, and is the one that is committed and served. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOpenApi } from '../../src/http/openapi.ts';
import { routes } from '../../src/http/routes/index.ts';
import { startApp, type TestApp } from '../support/app.ts';

type Json = Record<string, unknown>;
interface Operation {
  operationId: string;
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string }[];
}

// As clients read it.
const document = JSON.parse(JSON.stringify(buildOpenApi(routes)));
const paths: Record<string, Record<string, Operation>> = document.paths;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, ...operation })),
);

function* nodes(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const inner of Object.values(value)) yield* nodes(inner);
}

describe('routes', () => {
  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s is documented', (_, route) => {
    expect(route.summary, 'summary: one sentence').toMatch(/^[A-Z].*\.$/);
    expect(route.summary.length).toBeLessThanOrEqual(120);
    expect(route.reply, 'reply: a schema of src/shared/wire').toMatchObject({});
  });
});

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toHaveLength(routes.length);
    expect(new Set(ids).size).toBe(routes.length);
  });

  it('refers to nothing that is not there, and keeps nothing that nobody refers to', () => {
    const wanted = new Set([...nodes(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : [])));
    const there = new Set(
      ['schemas', 'responses'].flatMap((kind) =>
        Object.keys(document.components[kind]).map((name) => `#/components/${kind}/${name}`),
      ),
    );
    expect([...wanted].sort()).toEqual([...there].sort());
  });

  it('declares exactly the parameters that stand in the path', () => {
    for (const { path, parameters = [] } of operations) {
      const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(declared, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  });

  it('has every shape of path once', () => {
    const shapes = Object.keys(paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
    expect(new Set(shapes).size).toBe(shapes.length);
    expect(Object.keys(paths['/invites/{id_or_key}.json']!).sort()).toEqual(['delete', 'get', 'put']);
  });

  it('asks only for what it says how to give', () => {
    const schemes = new Set(operations.flatMap(({ security }) => security.flatMap(Object.keys)));
    expect([...schemes].sort()).toEqual(Object.keys(document.components.securitySchemes).sort());
  });

  it('marks what is Usher’s own, and nothing else', () => {
    expect(paths['/invites/{id}/restore.json']!.put).toHaveProperty('x-usher', true);
    expect(paths['/invites.json']!.post).not.toHaveProperty('x-usher');
  });

  it('is the one in docs/openapi.json (npm run openapi writes it)', () => {
    const file = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(document);
  });
});

describe('GET /openapi.json', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await startApp();
  });
  afterAll(() => t.close());

  it('serves it to everybody, unless the site is closed', async () => {
    const open = await t.browser().get('/openapi.json');
    expect(open.status).toBe(200);
    expect(open.body).toEqual(document);
    await t.withSettings({ login_required: true }, async () => {
      expect((await t.browser().get('/openapi.json')).status).toBe(403);
    });
  });
});
