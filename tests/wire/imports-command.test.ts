/** `usher import` as people run it, beside no server and beside one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, makeInstallation } from '../support/serve.ts';

let home: Installation;
beforeAll(async () => {
  home = await makeInstallation({ USHER_LOG_LEVEL: 'error' });
  const made = await home.run(['admin', 'create', '--username', 'dana', '--email', 'dana@example.com'], {
    input: 'seven Green apples\n',
  });
  expect(made.code, made.stderr).toBe(0);
});
afterAll(() => home?.remove());

const file = (name: string, text: string) => {
  const path = join(home.dataDir, name);
  writeFileSync(path, text);
  return path;
};

test('checks, refuses, leaves out, and says so by its exit status', async () => {
  const path = file('guests.csv', 'email\nana@example.org\nbad\nbo@example.org\n');
  const dry = await home.run(['import', path, '--as', 'dana', '--dry-run']);
  expect([dry.code, dry.stderr]).toEqual([3, '']);
  expect(dry.stdout).toContain('Rows: 3. 2 new');
  expect(dry.stdout).toContain('line 3, bad:');
  const refused = await home.run(['import', path, '--as', 'dana']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('Nothing was done');
  const done = await home.run(['import', path, '--as', 'dana', '--problem-rows', 'skip', '--json']);
  expect(done.code).toBe(3);
  expect(JSON.parse(done.stdout)).toMatchObject({ state: 'done', rows: 3, results: { invited: 2, skipped: 1 } });
  const again = await home.run(['import', '-', '--as', 'dana', '--json'], { input: 'ana@example.org\n' });
  expect([again.code, again.stderr]).toEqual([0, '']);
  expect(JSON.parse(again.stdout).results).toEqual({ refreshed: 1 });
});

test('wrong calls and files', async () => {
  expect((await home.run(['import'])).code).toBe(2);
  expect((await home.run(['import', 'x.csv', '--problem-rows', 'maybe'])).code).toBe(2);
  const missing = await home.run(['import', 'missing.csv']);
  expect([missing.code, missing.stderr.includes('missing.csv cannot be read')]).toEqual([1, true]);
  const zip = await home.run(['import', file('x.xlsx', 'PK\u0003\u0004xxxx')]);
  expect([zip.code, zip.stderr.includes('Save the sheet as CSV')]).toEqual([1, true]);
});
