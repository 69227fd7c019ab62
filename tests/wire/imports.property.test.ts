/** Whatever the file: as many rows in the results as there are in the file, and sums that add up. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPart } from '../../src/domain/imports/run-part.ts';
import { startApp, type TestApp } from '../support/app.ts';
import type { TestGroup, TestUser } from '../support/factories.ts';
import { sumOf, uploadText } from '../support/imports.ts';

let t: TestApp;
let admin: TestUser;
let member: TestUser;
let group: TestGroup;
beforeAll(async () => {
  t = await startApp();
  admin = await t.user({ admin: true });
  member = await t.user();
  group = await t.group();
});
afterAll(() => t.close());

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const email = () =>
  fc.oneof(
    fc.integer({ min: 0, max: 8 }).map((n) => `guest${n}@example.com`),
    fc.constantFrom(member.email, 'bad', '', ' ', 'x@mailinator.com', 'a\nb@example.com', '=1+1', 'דוגמה@example.com'),
  );
const groups = () =>
  fc.constantFrom('', group.name, 'nope', `nope;${group.name}`, 'staff', '"', 'a\r\nb', group.name.toUpperCase());
const row = () =>
  fc.tuple(email(), groups(), fc.constantFrom('', '7', 'x', '-1'), fc.constantFrom('', 'he', 'xx-yy', '!'));

test('lines in = lines in the results', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row(), { minLength: 1, maxLength: 25 }),
      fc.boolean(),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('skip', 'without_group'),
      fc.integer({ min: 1, max: 12 }),
      async (rows, header, end, problem_rows, part) => {
        const filled = rows.filter((cells) => cells.some((cell, place) => (header || place < 3) && cell.trim() !== ''));
        const lines = rows.map((cells) => (header ? cells : cells.slice(0, 3)).map(quoted).join(','));
        const text = [...(header ? ['email,groups,topic_id,locale'] : []), ...lines].join(end);
        const uploaded = await uploadText(t.as(admin), text);
        if (filled.length === 0) {
          expect(uploaded.status).toBe(422);
          return;
        }
        expect(uploaded.status, uploaded.text).toBe(200);
        const { id, counts } = uploaded.body;
        expect(uploaded.body.rows).toBe(filled.length);
        expect(uploaded.body.rows + uploaded.body.blank_rows).toBe(rows.length);
        const { droppable, groupless, ...kinds } = counts;
        expect(sumOf(kinds)).toBe(filled.length);
        expect(droppable).toBeLessThanOrEqual(kinds.problem);
        expect(groupless).toBeLessThanOrEqual(droppable);
        const page = (await t.as(admin).get(`/imports/${id}/rows.json`, { limit: 500 })).body;
        expect(page.rows).toHaveLength(filled.length);
        expect(new Set(page.rows.map((one: { line: number }) => one.line)).size).toBe(filled.length);
        for (const one of page.rows) {
          expect(one.problems.length > 0).toBe(one.state === 'problem');
          for (const problem of one.problems) expect(problem.message).not.toBe('');
        }
        expect((await t.as(admin).post(`/imports/${id}/run.json`, { problem_rows })).status).toBe(200);
        while (await runPart(t.services, id, admin.id, part));
        const done = (await t.as(admin).get(`/imports/${id}.json`)).body;
        expect(done).toMatchObject({ state: 'done', done_rows: filled.length });
        expect(sumOf(done.results)).toBe(filled.length);
        const after = (await t.as(admin).get(`/imports/${id}/rows.json`, { limit: 500 })).body.rows;
        const counted: Record<string, number> = {};
        for (const { result } of after) counted[result] = (counted[result] ?? 0) + 1;
        expect(counted).toEqual(done.results);
      },
    ),
    { numRuns: 40 },
  );
});
