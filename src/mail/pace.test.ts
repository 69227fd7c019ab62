import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openPace } from './pace.ts';

/** Sends whenever it may, looking so often, for so long; returns the moments. */
function sendAll(perMinute: number, everyMs: number, forMs: number): number[] {
  let now = 0;
  const pace = openPace(() => now);
  const sent: number[] = [];
  for (; now < forMs; now += everyMs) {
    while (pace.wait(perMinute) === 0 && sent.length < 100_000) {
      sent.push(now);
      pace.count();
    }
  }
  return sent;
}

test('looked at once a second, it reaches its pace and does not exceed it by more than was saved up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 1, max: 1000 }), (perMinute, every) => {
      const minutes = 10;
      const sent = sendAll(perMinute, every, minutes * 60_000);
      const saved = perMinute / 12;
      expect(sent.length).toBeLessThanOrEqual(minutes * perMinute + saved + 1);
      expect(sent.length).toBeGreaterThanOrEqual(minutes * perMinute * 0.98 - 1);
    }),
    { numRuns: 50 },
  );
});

test('without a limit nothing waits, and a limit that is set later holds from then on', () => {
  let now = 0;
  const pace = openPace(() => now);
  for (let n = 0; n < 1000; n++) {
    expect(pace.wait(0)).toBe(0);
    pace.count();
  }
  for (let n = 0; n < 6; n++) {
    expect(pace.wait(60)).toBe(0);
    pace.count();
  }
  expect(pace.wait(60)).toBe(1000);
  now += 400;
  expect(pace.wait(60)).toBe(600);
});
