import { expect, test } from 'vitest';
import { parseTime } from './parse-time.ts';

test.each([
  ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
  ['2026-01-02', '2026-01-02T00:00:00.000Z'],
  ['2026-01-02 03:04', '2026-01-02T03:04:00.000Z'],
  ['2026-01-02 03:04:05 UTC', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05.000Z'],
  ['2026-11-26T04:11:33.467874', '2026-11-26T04:11:33.467Z'],
  [' 2026-01-02 ', '2026-01-02T00:00:00.000Z'],
  ['2026-13-02', undefined],
  ['2026-02-30T25:00Z', undefined],
  ['soon', undefined],
  ['', undefined],
  ['1767323045', undefined],
  ['2026-01-02T03:04:05.678Z; drop table users', undefined],
])('%j is %s', (sent, iso) => {
  expect(parseTime(sent)?.toISOString()).toBe(iso);
});
