/** Servers under measurement, each in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Usage {
  /** Processor time since the start, in microseconds. */
  cpu: number;
  /** MiB. */
  rss: number;
  /** How late its timers were since it was last asked, at the 99th percentile: milliseconds. */
  delay: number;
}

export interface Server {
  url: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
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

/** @param file a program that ends in `serve(…)` of this module, or does the same */
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

const RESOLUTION_MS = 10;

/** The other side: tells where it listens, answers questions, ends when the bench does. */
export function serve(url: string, stop: () => Promise<void>): void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    // What is recorded is the time between two timers, in nanoseconds.
    const delay = Math.max(0, delays.percentile(99) / 1e6 - RESOLUTION_MS);
    delays.reset();
    process.send?.({ cpu: user + system, rss: process.memoryUsage().rss / 2 ** 20, delay } satisfies Usage);
  });
  process.on('disconnect', () => {
    stop().then(() => process.exit(0));
  });
  process.send?.(url);
}
