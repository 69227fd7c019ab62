/**
 * Password hashing: argon2id with OWASP's parameters (19 MiB, 2 passes), in threads of its own that step back for
 * everything else, never more at a time than there are cores. Hash before a transaction, never in it.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { UsherError } from './errors.ts';

/** What a thread is sent; it answers with `value` or `error`. */
export interface HashTask {
  password: string;
  /** A hash to compare with; undefined: make one. */
  against: string | undefined;
  options: { memoryCost: number; timeCost: number; parallelism: number };
}

export interface Passwords {
  /** PHC string with the cost in it. @throws UsherError rate_limit when too many wait. */
  hash(password: string): Promise<string>;
  /** False for a wrong password and for no password at all, after the same work. */
  verify(stored: string | null | undefined, password: string): Promise<boolean>;
}

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashes that may wait for a core; at 13 ms each that is a few seconds, more would only time out. */
const MAX_WAITING = 400;

// In the built server this file is part of a larger one, wherever the bundler puts it.
const BUILT = /^.*\/dist\/server\//.exec(import.meta.url)?.[0];
const THREAD = new URL('passwords-thread.cjs', BUILT ?? import.meta.url);

interface Thread {
  worker: Worker;
  /** Who waits for its answer. */
  asker: { resolve(value: unknown): void; reject(error: Error): void } | undefined;
}

/** Threads that have nothing to do. They belong to the process: started when first needed, kept, and no reason to go on. */
let idle: Thread[] = [];

function startThread(): Thread {
  const worker = new Worker(THREAD, {
    // Without the program's own flags and preloads: a profiler or a loader of sources is not meant for it.
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
  const thread: Thread = { worker, asker: undefined };
  const fail = (error: Error) => {
    idle = idle.filter((one) => one !== thread);
    thread.asker?.reject(error);
    thread.asker = undefined;
  };
  worker.on('message', ({ value, error }: { value?: unknown; error?: string }) => {
    const { asker } = thread;
    thread.asker = undefined;
    worker.unref();
    idle.push(thread);
    if (error === undefined) asker?.resolve(value);
    else asker?.reject(new Error(error));
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread that hashes passwords has ended')));
  return thread;
}

const inThread = <T>(password: string, against?: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const thread = idle.pop() ?? startThread();
    thread.asker = { resolve: resolve as (value: unknown) => void, reject };
    thread.worker.ref();
    thread.worker.postMessage({ password, against, options: OPTIONS } satisfies HashTask);
  });

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
    hash: (password) => inTurn(() => inThread<string>(password)),
    async verify(stored, password) {
      const right = await inTurn(async () => {
        // An account without a password costs the same time as a wrong password, so that time tells nothing.
        decoy ??= inThread<string>('no such password').catch((error) => {
          decoy = undefined;
          throw error;
        });
        const other = await decoy;
        return inThread<boolean>(password, stored ?? other);
      });
      return right && stored != null;
    },
  };
}
