/**
 * The cluster: PostgreSQL's folder of database files. It is the folder `postgres` in the data folder, or a link of that
 * name to /var/lib/usher/clusters/… . A finished cluster appears by one rename, so nobody ever sees half of one.
 */
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../../errors.ts';
import { type Account, canUseFolder, isRoot, nameOf, run } from './account.ts';
import type { Binaries } from './binaries.ts';
import { explainFailure } from './failures.ts';
import { clusterPath, isErrno, makeFolder, passwordPath, SYSTEM_DIR } from './paths.ts';

const UNFINISHED = '.postgres-new-';
/** Older unfinished clusters belong to a first start that was killed. */
const UNFINISHED_MS = 10 * 60_000;

// The operator may change these in postgresql.conf; what must hold is given on the command line at every start.
const CONFIGURATION = `
# Set by Usher when this cluster was made.
max_connections = 100
log_timezone = 'UTC'
log_checkpoints = off
# A list of a million people writes more than a gigabyte at once. With less than this there are checkpoints meanwhile, and
# behind each every page that is changed is written to the log as a whole once more.
max_wal_size = 3GB
# Errors of single statements are Usher's to log; here they would put personal data into this file.
log_min_messages = log
log_min_error_statement = panic
`;
// The role of Usher by password from this machine and nobody else, the superuser included.
const HOST_RULES = 'host all usher 127.0.0.1/32 scram-sha-256\n';

/** The cluster of a data folder with all links resolved, or undefined when there is none yet. */
export function findCluster(dataDir: string): string | undefined {
  const path = clusterPath(dataDir);
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (!link) return undefined;
  throw new StartupError(
    `The database of this data folder should be where ${path} points to, and there is nothing there.`,
    `Bring the folder back, or, to begin with an empty database, remove the link ${path}.`,
  );
}

/** The owner of the cluster. @throws StartupError when an ordinary user meets a cluster of somebody else. */
export function ownerOf(cluster: string): { uid: number; gid: number } {
  const { uid, gid } = statSync(cluster);
  if (process.platform === 'win32' || isRoot() || uid === process.getuid?.()) return { uid, gid };
  throw new StartupError(
    `The database in ${cluster} belongs to the account "${nameOf(uid)}".`,
    'Start Usher the way it was started first (as root or as that account), or give the data folder and that folder to your account with chown -R.',
  );
}

/** Mends what a copy made as root does to the owner and rights of a cluster; PostgreSQL insists on both. */
export async function repairRights(cluster: string, account: Account | undefined): Promise<void> {
  if (process.platform === 'win32') return;
  const { uid, mode } = statSync(cluster);
  if (account && uid !== account.uid) giveTo(cluster, account);
  if ((mode & 0o027) !== 0) chmodSync(cluster, 0o700);
  if (!account || (await canUseFolder(cluster, account))) return;
  throw new StartupError(
    `PostgreSQL runs under the account "${account.name}", which cannot reach the database in ${cluster}.`,
    'Let that account pass through every folder above it (chmod o+x), or move the data folder elsewhere.',
  );
}

function giveTo(path: string, account: Account): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chownSync(path, account.uid, account.gid);
  if (stat.isDirectory()) for (const name of readdirSync(path)) giveTo(join(path, name), account);
}

/** The password of the role `usher`, or undefined when there is none yet. */
export function findPassword(dataDir: string): string | undefined {
  try {
    return readFileSync(passwordPath(dataDir), 'utf8').trim();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The password, made if there is none. Of several starters the first one's holds: a link to a whole file appears at once. */
function ensurePassword(dataDir: string): string {
  const draft = `${passwordPath(dataDir)}.new-${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, passwordPath(dataDir));
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(passwordPath(dataDir), 'utf8').trim();
}

/** Runs statements, one a line, in a cluster whose server is not running. */
async function runOffline(
  cluster: string,
  binaries: Binaries,
  account: Account | undefined,
  lines: string[],
): Promise<void> {
  const args = ['--single', '-D', cluster, '-c', 'exit_on_error=on', '-c', 'log_min_messages=fatal', 'postgres'];
  const { code, output } = await run(binaries.postgres, args, account, `${lines.join('\n')}\n`);
  if (code !== 0) throw explainFailure(output, cluster);
}

/** Sets a new password when its file was lost; for a server that is not running. */
export async function replaceLostPassword(
  dataDir: string,
  cluster: string,
  binaries: Binaries,
  account: Account | undefined,
): Promise<void> {
  await runOffline(cluster, binaries, account, [`alter role usher password '${ensurePassword(dataDir)}'`]);
}

function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent).filter((n) => n.startsWith(UNFINISHED))) {
    const path = join(parent, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > UNFINISHED_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** An empty folder of the account beside the place of the cluster, or undefined when the account cannot use it. */
async function makeDraft(parent: string, account: Account | undefined): Promise<string | undefined> {
  removeAbandoned(parent);
  const draft = mkdtempSync(join(parent, UNFINISHED));
  if (!account) return draft;
  try {
    chownSync(draft, account.uid, account.gid);
    if (await canUseFolder(draft, account)) return draft;
  } catch (error) {
    // Some network file systems refuse root to give files away.
    if (!isErrno(error, 'EPERM', 'EACCES')) throw error;
  }
  rmSync(draft, { recursive: true });
  return undefined;
}

/** Puts a finished draft in its place. Does nothing when another starter was first; its cluster has the same password. */
function publish(draft: string, dataDir: string, elsewhere: string | undefined): void {
  try {
    if (!elsewhere) renameSync(draft, clusterPath(dataDir));
    else {
      const id = join(elsewhere, randomBytes(8).toString('hex'));
      renameSync(draft, id);
      draft = id;
      symlinkSync(id, clusterPath(dataDir));
    }
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!isErrno(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EPERM') || !existsSync(clusterPath(dataDir))) throw error;
  }
}

/**
 * Makes the cluster with the role and the database `usher`. Safe beside other starters and against a crash at any point.
 * @throws StartupError when PostgreSQL cannot make it, e.g. on a full disk.
 */
export async function createCluster(
  dataDir: string,
  binaries: Binaries,
  account: Account | undefined,
  log: (line: string) => void,
): Promise<void> {
  let elsewhere: string | undefined;
  let draft = await makeDraft(dataDir, account);
  if (!draft && account) {
    elsewhere = join(SYSTEM_DIR, 'clusters');
    makeFolder(SYSTEM_DIR, 0o755);
    makeFolder(elsewhere, 0o755);
    draft = await makeDraft(elsewhere, account);
    log(`The account "${account.name}" cannot use ${dataDir}, so the database files are in ${elsewhere}.`);
  }
  if (!draft) {
    throw new StartupError(
      `PostgreSQL's account "${account?.name}" can use neither ${dataDir} nor ${SYSTEM_DIR}.`,
      'Start Usher as an ordinary user, set USHER_DATA_DIR to a folder that account can use, or set DATABASE_URL.',
    );
  }
  try {
    const password = ensurePassword(dataDir);
    // The built-in locale sorts alike on every machine; --locale=C asks nothing of the operating system's locales.
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8'];
    // --no-clean: how full the disk is when it fails tells why; the draft is removed below.
    const args = ['-D', draft, '-U', 'postgres', '--auth=reject', '--data-checksums', '--no-clean', ...locale];
    const { code, output } = await run(binaries.initdb, args, account);
    if (code !== 0) throw explainFailure(output, draft);
    appendFileSync(join(draft, 'postgresql.conf'), CONFIGURATION);
    writeFileSync(join(draft, 'pg_hba.conf'), HOST_RULES);
    await runOffline(draft, binaries, account, [
      `create role usher login createdb password '${password}'`,
      'grant pg_monitor to usher',
      'create database usher owner usher',
    ]);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  publish(draft, dataDir, elsewhere);
}

/** @throws StartupError when the cluster was made by another major version. */
export function ensureSameMajor(cluster: string, binaries: Binaries): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (made === String(binaries.major)) return;
  throw new StartupError(
    `The database in ${cluster} was made by PostgreSQL ${made}, and this Usher runs PostgreSQL ${binaries.major}.`,
    `Save it with pg_dump from the Usher or PostgreSQL ${made} that made it and restore it into an empty data folder (docs/operations.md, "Another version of PostgreSQL"); nothing was changed.`,
  );
}
