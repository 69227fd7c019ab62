/** Names of the files and folders of the embedded database. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where a root Usher keeps what PostgreSQL's account cannot reach in the data folder or the program's folder. */
export const SYSTEM_DIR = '/var/lib/usher';

/** The cluster, or a link to it. */
export const clusterPath = (dataDir: string): string => join(dataDir, 'postgres');

export const passwordPath = (dataDir: string): string => join(dataDir, 'postgres-password');

/** PostgreSQL's own log. */
export const logPath = (cluster: string): string => join(cluster, 'server.log');

/** True for a system error with one of these codes, e.g. `isErrno(error, 'ENOENT')`. */
export const isErrno = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '');

/** Makes a folder with these rights, whatever the umask, unless it exists (then its rights are the operator's). */
export function makeFolder(path: string, mode: number): void {
  if (mkdirSync(path, { recursive: true, mode }) !== undefined) chmodSync(path, mode);
}
