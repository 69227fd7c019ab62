/** How many mails may leave now at so many a minute: what was not used is saved up for a few seconds, not longer. */

const MINUTE = 60_000;
/** A delivery that waits is called again about once a second, so it must be able to make up for that. */
const SAVED_MS = 5000;

export interface Pace {
  /** @returns milliseconds until the next mail may leave; 0: now. A pace of 0 has no limit. */
  wait(perMinute: number): number;
  /** A mail has left. */
  count(): void;
}

/** @param clock milliseconds that only go forwards */
export function openPace(clock: () => number = () => performance.now()): Pace {
  /** When the next mail may leave if nothing had been saved up. */
  let due = Number.NEGATIVE_INFINITY;
  let step = 0;
  return {
    wait(perMinute) {
      step = perMinute > 0 ? MINUTE / perMinute : 0;
      const now = clock();
      due = Math.max(due, now - SAVED_MS);
      return step === 0 ? 0 : Math.max(0, due - now);
    },
    count() {
      due += step;
    },
  };
}
