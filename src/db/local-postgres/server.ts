/** The running server of a cluster: seeing it, starting it, stopping it. */
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../errors.ts';
import { type Account, run } from './account.ts';
import type { Binaries } from './binaries.ts';
import { explainFailure, isLocked, isPortTaken } from './failures.ts';
import { isErrno, logPath } from './paths.ts';

/** What PostgreSQL's own lock file says. */
export interface Server {
  pid: number;
  /** NaN in the first moments. */
  port: number;
  /** Written before the first connection is ended. */
  stopping: boolean;
}

/** How long a start may recover from a crash before pg_ctl stops waiting, and a stop may take. */
const PG_CTL_SECONDS = 120;
const PORT_ATTEMPTS = 5;
const LOG_BYTES = 10 * 1024 * 1024;

// What must hold at every start, whatever postgresql.conf says. Names and values need no quoting in any shell.
const options = (port: number): string =>
  [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=on',
    'full_page_writes=on',
    'password_encryption=scram-sha-256',
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ');

const pidFile = (cluster: string) => join(cluster, 'postmaster.pid');

function parsePidFile(text: string): Server {
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3] || Number.NaN), stopping: lines[7]?.trim() === 'stopping' };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

/** The folder a process works in; undefined when it has ended, if only as a zombie, or belongs to somebody else. Linux. */
function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EACCES', 'ESRCH')) return undefined;
    throw error;
  }
}

/**
 * Whether the live process `pid` is the server of this cluster and not a stranger that got its number after a crash, or
 * the server of the folder this one was copied from. A server works in its cluster's folder; only Linux lets us look.
 */
const servesCluster = (pid: number, cluster: string): boolean =>
  process.platform !== 'linux' || workingFolder(pid) === cluster;

/** The running server of the cluster, or undefined. */
export function findServer(cluster: string): Server | undefined {
  let text: string;
  try {
    text = readFileSync(pidFile(cluster), 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  const server = parsePidFile(text);
  return server.pid > 0 && isAlive(server.pid) && servesCluster(server.pid, cluster) ? server : undefined;
}

/** Takes away a lock file whose process is a stranger: PostgreSQL itself only sees that the number is alive. */
function removeStrangersPidFile(cluster: string): void {
  const aside = `${pidFile(cluster)}.${process.pid}`;
  try {
    const before = readFileSync(pidFile(cluster), 'utf8');
    if (!(parsePidFile(before).pid > 0) || findServer(cluster)) return;
    renameSync(pidFile(cluster), aside);
    // A server that started in between has its file put back.
    if (readFileSync(aside, 'utf8') === before) rmSync(aside);
    else renameSync(aside, pidFile(cluster));
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** The port of the last start: who has lost the server looks for it there. */
function lastPort(cluster: string): number | undefined {
  try {
    const port = Number(/"port=(\d+)"/.exec(readFileSync(join(cluster, 'postmaster.opts'), 'utf8'))?.[1]);
    return port > 0 && port < 65_536 ? port : undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function readFrom(path: string, offset: number): string {
  if (sizeOf(path) <= offset) return '';
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(fstatSync(fd).size - offset);
    readSync(fd, buffer, 0, buffer.length, offset);
    return buffer.toString();
  } finally {
    closeSync(fd);
  }
}

/**
 * Starts the cluster's server, at the port it had before if that is free, and waits until it answers.
 * @returns 'locked' when another server has the cluster or is about to give it up: look again.
 * @throws StartupError when it does not start.
 */
export async function startServer(
  cluster: string,
  binaries: Binaries,
  account: Account | undefined,
): Promise<'started' | 'locked'> {
  const log = logPath(cluster);
  if (sizeOf(log) > LOG_BYTES) renameSync(log, `${log}.1`);
  for (let attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
    const offset = sizeOf(log);
    const port = (attempt === 1 ? lastPort(cluster) : undefined) ?? (await freePort());
    const args = ['start', '-D', cluster, '-l', log, '-w', '-t', String(PG_CTL_SECONDS), '-o', options(port)];
    const { code, output } = await run(binaries.pgCtl, args, account);
    if (code === 0) return 'started';
    const said = readFrom(log, offset);
    // Somebody took the port between our look and PostgreSQL's.
    if (isPortTaken(said)) continue;
    const locked = isLocked(`${said}\n${output}`);
    if (locked) removeStrangersPidFile(cluster);
    if (locked || findServer(cluster)) return 'locked';
    throw explainFailure(said || output, cluster, log);
  }
  throw new StartupError(
    `PostgreSQL found every port it tried on 127.0.0.1 taken (${PORT_ATTEMPTS} times).`,
    'Stop what opens ports on this machine in such numbers, then start again.',
  );
}

/**
 * Stops the server in order (its "fast" shutdown) and waits for its end. It is addressed by its process number, because
 * the data folder may have been moved while it ran.
 * @param binaries needed on Windows only, which has no signals
 */
export async function stopServer(server: Server, binaries: () => Promise<Binaries>): Promise<void> {
  if (process.platform !== 'win32') process.kill(server.pid, 'SIGINT');
  else await run((await binaries()).pgCtl, ['kill', 'INT', String(server.pid)], undefined);
  const isRunning = () =>
    process.platform === 'linux' ? workingFolder(server.pid) !== undefined : isAlive(server.pid);
  for (const until = Date.now() + PG_CTL_SECONDS * 1000; isRunning(); await delay(10)) {
    if (Date.now() > until) {
      throw new StartupError(
        `The embedded PostgreSQL (process ${server.pid}) did not stop within ${PG_CTL_SECONDS} seconds.`,
        'It is left to finish by itself; the next start waits for it or adopts it.',
      );
    }
  }
}
