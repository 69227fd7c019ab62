/** Target 14: `usher serve` as an operator runs it: how soon it answers, and how much memory it takes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../child.ts';
import type { Length } from '../compare.ts';
import { limitRow } from '../compare.ts';
import { temporaryFolder } from '../database.ts';
import { median } from '../load.ts';
import type { Row } from '../table.ts';
import type { World } from '../world.ts';
import { pendingPages } from './reading.ts';
import { redeemOverHttp } from './redeem.ts';

interface Starts {
  /** Milliseconds from the start of the process to the first answer. */
  newDatabase: number;
  madeDatabase: number;
  /** MiB resident, five seconds later. */
  idle: number;
}

interface Running {
  process: ChildProcess;
  url: string;
  /** Milliseconds until it answered. */
  took: number;
}

async function start(env: Record<string, string>): Promise<Running> {
  const port = await freePort();
  const begun = performance.now();
  const program = new URL('../../bin/usher.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, 'serve'], {
    env: { PATH: process.env.PATH, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${url}/session/csrf.json`).catch(() => undefined);
    if (answer?.ok) return { process: child, url, took: performance.now() - begun };
    if (child.exitCode !== null) throw new Error('usher serve ended instead of answering');
    await delay(5);
  }
}

async function stop({ process: child }: Running): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Resident memory in MiB. Linux only; elsewhere 0, shown as unknown. */
function residentMemory(pid: number): number {
  if (process.platform !== 'linux') return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

async function measureStarts(rounds: number): Promise<Starts> {
  const fresh: number[] = [];
  const again: number[] = [];
  const idle: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = await temporaryFolder();
    const env = { USHER_DATA_DIR: folder, USHER_LOG_LEVEL: 'error' };
    for (const times of [fresh, again]) {
      const running = await start(env);
      times.push(running.took);
      if (times === again) {
        await delay(5000);
        idle.push(residentMemory(running.process.pid!));
      }
      await stop(running);
    }
    await rm(folder, { recursive: true, force: true });
  }
  return { newDatabase: median(fresh), madeDatabase: median(again), idle: median(idle) };
}

/** Highest resident memory, in MiB, while it hashes for newcomers, shows pages and works on the mails that are waiting. */
async function measureMemory(world: World, milliseconds: number): Promise<number> {
  const running = await start(world.env);
  const pid = running.process.pid!;
  const server = { url: running.url, usage: async () => ({ cpu: 0, rss: 0, delay: 0 }), stop: async () => {} };
  const newcomers = await redeemOverHttp(world, server, 'newcomers', 1);
  const pages = await pendingPages({ ...world, stubbed: server });
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, residentMemory(pid));
  }, 100);
  await Promise.all([newcomers.run(milliseconds), pages.bySession.run(milliseconds)]);
  clearInterval(watch);
  for (const side of [newcomers, ...Object.values(pages)]) await side.close();
  await stop(running);
  return highest;
}

/** Target 14. */
export async function processRows(world: World, { rounds, milliseconds }: Length): Promise<Row[]> {
  const starts = await measureStarts(Math.min(rounds, 3));
  const highest = await measureMemory(world, milliseconds * 2);
  const seconds = (value: number) => `${value.toFixed(2)} s`;
  const mib = (value: number) => `${value.toFixed(0)} MiB`;
  return [
    limitRow('14', 'start to first answer, new embedded database', starts.newDatabase / 1000, 4, seconds),
    limitRow('14', 'start to first answer, database already made', starts.madeDatabase / 1000, 1.5, seconds),
    limitRow('14', 'memory of `usher serve`, idle', starts.idle, 110, mib),
    limitRow('14', 'memory under load, pages and hashing', highest, 200, mib),
  ];
}
