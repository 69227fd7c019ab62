/** Servers under measurement, each in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface Usage {
  /** Processor time since the start, in microseconds. */
  cpu: number;
  /** MiB. */
  rss: number;
}

export interface Server {
  url: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** The next message of a server; fails when it ends instead. */
async function reply(child: ChildProcess): Promise<unknown> {
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the server under measurement ended');
  });
  ended.catch(() => {}); // aborted below, when the answer was first
  try {
    return (await Promise.race([once(child, 'message', { signal }), ended]))[0];
  } finally {
    done.abort();
  }
}

/** @param file TypeScript that ends in `serve(…)` of this module */
export async function startServer(
  file: URL,
  env: Record<string, string>,
  options: { args?: string[]; profile?: string | undefined } = {},
): Promise<Server> {
  const { args = [], profile } = options;
  const child = fork(file, args, {
    env: { ...process.env, ...env },
    execArgv: ['--import', 'tsx', ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])],
  });
  const url = (await reply(child)) as string;
  return {
    url,
    usage() {
      child.send('usage');
      return reply(child) as Promise<Usage>;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** The other side: tells where it listens, answers questions, ends when the bench does. */
export function serve(url: string, stop: () => Promise<void>): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, rss: process.memoryUsage().rss / 2 ** 20 } satisfies Usage);
  });
  process.on('disconnect', () => {
    stop().then(() => process.exit(0));
  });
  process.send?.(url);
}
