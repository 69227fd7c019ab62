/**
 * Password hashing: argon2id with OWASP's parameters (19 MiB, 2 passes), in threads, never more at a time than there
 * are cores, so that hashing leaves the event loop and the other requests alone. Hash before a transaction, never in it.
 */
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { UsherError } from './errors.ts';

export interface Passwords {
  /** PHC string with the cost in it. @throws UsherError rate_limit when too many wait. */
  hash(password: string): Promise<string>;
  /** False for a wrong password and for no password at all, after the same work. */
  verify(stored: string | null | undefined, password: string): Promise<boolean>;
}

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashes that may wait for a core; at 13 ms each that is a few seconds, more would only time out. */
const MAX_WAITING = 400;

/** @param limits `cores`: hashes at a time; `waiting`: how many more may wait before others are sent away */
export function argon2Passwords(limits: { cores?: number; waiting?: number } = {}): Passwords {
  const { cores = availableParallelism(), waiting: most = MAX_WAITING } = limits;
  let running = 0;
  const waiting: (() => void)[] = [];
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= cores) {
      if (waiting.length >= most) {
        throw new UsherError('rate_limit', { code: 'busy', waitSeconds: 5, params: { seconds: 5 } });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // A waiting one takes over our place; otherwise the place is free.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
  let decoy: Promise<string> | undefined;
  return {
    hash: (password) => inTurn(() => hash(password, OPTIONS)),
    async verify(stored, password) {
      // An account without a password costs the same time as a wrong password, so that time tells nothing.
      decoy ??= hash('no such password', OPTIONS);
      const against = stored ?? (await decoy);
      const right = await inTurn(() => verify(against, password));
      return right && stored != null;
    },
  };
}
