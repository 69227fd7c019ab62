import { expect, it } from 'vitest';
import { roundTop } from './round-top.ts';

it.each([
  [0, 2],
  [1, 2],
  [2, 2],
  [3, 4],
  [7, 10],
  [10, 10],
  [11, 20],
  [99, 100],
  [412, 600],
  [1_000_001, 2_000_000],
])('the scale for %i goes up to %i', (highest, top) => {
  expect(roundTop(highest)).toBe(top);
  expect(top % 2).toBe(0);
});
