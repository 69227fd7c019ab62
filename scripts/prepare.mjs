/**
 * Gets a clone ready to run: installs the packages and builds, each only when something changed since last time. Needs
 * nothing but Node.js. `--install`: the packages only. `--build`: build even if nothing changed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNodeVersion } from './node-version.mjs';
import { oneAtATime } from './one-at-a-time.mjs';

ensureNodeVersion();
const root = fileURLToPath(new URL('..', import.meta.url));
const flags = process.argv.slice(2);
// Asked to stop, the program at work is stopped first, so that the lock is given back in order.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const readIfThere = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

const viteBuild = (...args) => ['node_modules/vite/bin/vite.js', 'build', ...args, '--logLevel', 'warn'];

/** What is built: from which files, by which program, into `dist/NAME`. */
const parts = [
  {
    name: 'server',
    inputs: ['src', 'scripts/server.vite.config.ts', 'tsconfig.json', 'package-lock.json'],
    command: (folder) => viteBuild('--config', 'scripts/server.vite.config.ts', '--outDir', folder),
  },
  {
    name: 'web',
    inputs: ['web', 'src/shared', 'tsconfig.json', 'package-lock.json'],
    command: (folder) => viteBuild('web', '--outDir', folder, '--emptyOutDir'),
  },
];

/** Why the packages must be installed, or undefined. npm keeps a record of what it installed; it is compared, not trusted by date. */
function whyInstall() {
  const installed = readIfThere(join(root, 'node_modules/.package-lock.json'));
  if (!installed) return 'there are none yet';
  const has = JSON.parse(installed).packages;
  const wants = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, wanted] of Object.entries(wants)) {
    // Optional ones are for other platforms.
    if (path === '' || wanted.optional || wanted.devOptional) continue;
    if (has[path]?.version !== wanted.version || has[path].integrity !== wanted.integrity)
      return 'package-lock.json changed';
  }
  return undefined;
}

/** One digest over the contents of all inputs: right after a checkout, a copy or a clock change, where dates are not. */
function digestOf(part) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (statSync(join(root, path)).isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(`${path}\0`).update(
        createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest(),
      );
    }
  };
  for (const path of part.inputs) add(path);
  return hash.digest('hex');
}

const stampOf = (part) => join(root, 'dist', part.name, '.built-from');
const isStale = (part) => readIfThere(stampOf(part)) !== digestOf(part);

/** Runs a program in the clone with its output shown. */
function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    const forward = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, forward);
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

async function install(why) {
  console.log(`Installing the packages, because ${why} …`);
  // Development packages are needed to build, whatever NODE_ENV says.
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  try {
    if (npm?.endsWith('js')) await run(process.execPath, [npm, ...args]);
    else await run('npm', args, { shell: process.platform === 'win32' });
  } catch (cause) {
    throw new Error(
      `The packages could not be installed: npm ci failed (${cause.message}). Is the registry reachable and this folder yours?`,
    );
  }
}

/** Builds beside the old build and swaps: a failed or interrupted build changes nothing. */
async function build(part) {
  const dist = join(root, 'dist');
  // Names of our own: a compiler that outlived its killed prepare may still be writing into its folder.
  const fresh = join(dist, `.new-${part.name}-${process.pid}`);
  const old = join(dist, `.old-${part.name}-${process.pid}`);
  const digest = digestOf(part);
  console.log(`Building ${part.name} …`);
  mkdirSync(fresh, { recursive: true });
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (/^\.(new|old)-/.test(name) && path !== fresh) rmSync(path, { recursive: true, force: true });
  }
  try {
    await run(process.execPath, part.command(fresh));
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(
      `The ${part.name} could not be built (${cause.message}); what it says is above. The build from before, if any, is untouched.`,
    );
  }
  writeFileSync(join(fresh, '.built-from'), digest);
  if (existsSync(join(dist, part.name))) renameSync(join(dist, part.name), old);
  renameSync(fresh, join(dist, part.name));
  rmSync(old, { recursive: true, force: true });
}

const stale = () =>
  flags.includes('--install') ? [] : parts.filter((part) => flags.includes('--build') || isStale(part));

async function prepare() {
  // The usual case touches nothing, so it works in a read-only folder and beside another prepare.
  if (!whyInstall() && stale().length === 0) return;
  await oneAtATime(join(root, '.cache', 'prepare.lock'), async () => {
    const why = whyInstall();
    if (why) await install(why);
    for (const part of stale()) await build(part);
  });
}

try {
  await prepare();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
