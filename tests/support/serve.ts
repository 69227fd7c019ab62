/**
 * The real program as its operator runs it: `node bin/usher.mjs …` as a process of its own, with a data folder, a port
 * and nothing else of this environment. What it starts is ended by process number, its PostgreSQL included.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { findCluster } from '../../src/db/local-postgres/cluster.ts';
import { findLocalPostgresUrl } from '../../src/db/local-postgres/index.ts';
import { SYSTEM_DIR } from '../../src/db/local-postgres/paths.ts';
import { findServer } from '../../src/db/local-postgres/server.ts';
import { until } from './smtp.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = join(root, 'bin/usher.mjs');

export interface Output {
  stdout: string;
  stderr: string;
  /** Exit status; null: ended by a signal, or not ended. */
  code: number | null;
}

export interface Serve extends Output {
  url: string;
  child: ChildProcess;
  /** One-time address that makes the first admin, if it has printed one. */
  setupUrl(): string | undefined;
  /** Milliseconds from the start of the process to its being ready. */
  readyAfter: number;
  kill(): Promise<void>;
  /** Asks it to stop in order. */
  stop(): Promise<Output>;
}

export interface Installation {
  dataDir: string;
  port: number;
  url: string;
  /** Environment of every process here; a test may add to it. */
  env: Record<string, string>;
  serve(): Promise<Serve>;
  /** Another one on the same folder, at a port of its own. */
  serveBeside(): Promise<Serve>;
  /** Runs a command to its end. */
  run(args: string[], options?: { env?: Record<string, string>; input?: string }): Promise<Output>;
  /** Process number of its PostgreSQL, while one runs. */
  postgresPid(): number | undefined;
  sql<R = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R[]>;
  /** Ends everything that runs here and removes the folder. */
  remove(): Promise<void>;
}

/** One that no system gives to whoever asks for any, so that it is still free when a server comes back to it. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const port = randomInt(20_000, 32_000);
    const probe = createServer().on('error', () => resolve(freePort()));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });

let built: Promise<unknown> | undefined;
/** Builds what is stale, once for all test files of this process; `npm test` has done so already, and then this changes nothing. */
export async function ensureBuilt(): Promise<void> {
  built ??= promisify(execFile)(process.execPath, [join(root, 'scripts/prepare.mjs')], { cwd: root, timeout: 120_000 });
  await built.catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
    throw new Error(`the program could not be built:\n${stdout}${stderr}`);
  });
}

const ended = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** A fresh, empty installation. Nothing runs yet. */
export async function makeInstallation(env: Record<string, string> = {}): Promise<Installation> {
  await ensureBuilt();
  const base = mkdtempSync(join(tmpdir(), 'usher-serve-'));
  // PostgreSQL's account must be able to pass through when the tests run as root.
  chmodSync(base, 0o711);
  const dataDir = join(base, 'data');
  const port = await freePort();
  const children = new Set<ChildProcess>();

  const installation: Installation = {
    dataDir,
    port,
    url: `http://localhost:${port}`,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? base,
      PORT: String(port),
      USHER_DATA_DIR: dataDir,
      USHER_LOG_LEVEL: 'info',
      ...env,
    },
    serve: () => serve(installation.url, () => start(['serve'])),
    async serveBeside() {
      const other = String(await freePort());
      return serve(`http://localhost:${other}`, () => start(['serve'], { PORT: other }));
    },
    async run(args, options = {}) {
      const { child, output } = start(args, options.env);
      child.stdin!.end(options.input ?? '');
      const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
      if (!ended(child)) await once(child, 'close');
      clearTimeout(timer);
      return output;
    },
    postgresPid: () => {
      const cluster = findCluster(dataDir);
      return cluster ? findServer(cluster)?.pid : undefined;
    },
    async sql<R>(text: string, values: unknown[] = []) {
      const client = new pg.Client({ connectionString: (await findLocalPostgresUrl(dataDir)) ?? 'postgres://none' });
      // Tests end the database on purpose: the query then fails, and nobody else need hear of it.
      client.on('error', () => undefined);
      await client.connect();
      try {
        return (await client.query(text, values)).rows as R[];
      } finally {
        await client.end();
      }
    },
    async remove() {
      for (const child of children) await killChild(child);
      await endPostgres(dataDir);
      rmSync(base, { recursive: true, force: true, maxRetries: 10 });
    },
  };

  const start = (args: string[], more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: base,
      env: { ...installation.env, ...more },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.add(child);
    const output: Output = { stdout: '', stderr: '', code: null };
    child.stdout.on('data', (chunk) => {
      output.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk;
    });
    child.once('close', (code) => {
      output.code = code;
      children.delete(child);
    });
    // A command that ends before it has read its input is no fault of the test.
    child.stdin.on('error', () => undefined);
    return { child, output };
  };
  return installation;
}

type Start = () => { child: ChildProcess; output: Output };

async function killChild(child: ChildProcess): Promise<void> {
  if (ended(child)) return;
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
}

async function serve(url: string, start: Start): Promise<Serve> {
  const began = performance.now();
  const { child, output } = start();
  const said = () => `\n--- standard output\n${output.stdout}\n--- standard error\n${output.stderr}`;
  await until(
    `"Usher is ready"${said()}`,
    () => {
      if (ended(child)) throw new Error(`usher serve ended with status ${child.exitCode}${said()}`);
      return output.stdout.includes('Usher is ready');
    },
    120_000,
  );
  return Object.assign(output, {
    url,
    child,
    setupUrl: () => /https?:\S+\/setup#\S+(?=\s)/.exec(output.stdout)?.[0],
    readyAfter: Math.round(performance.now() - began),
    kill: () => killChild(child),
    async stop() {
      if (!ended(child)) {
        const gone = once(child, 'close');
        child.kill('SIGTERM');
        await gone;
      }
      return output;
    },
  });
}

async function endPostgres(dataDir: string): Promise<void> {
  if (!existsSync(join(dataDir, 'postgres'))) return;
  const cluster = findCluster(dataDir);
  const server = cluster ? findServer(cluster) : undefined;
  if (server) {
    process.kill(server.pid, 'SIGQUIT');
    await until('the embedded PostgreSQL to end', () => findServer(cluster!) === undefined);
  }
  if (cluster?.startsWith(SYSTEM_DIR)) rmSync(cluster, { recursive: true });
}
