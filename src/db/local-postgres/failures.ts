/** Turns what PostgreSQL's programs said into one sentence and what to do. */
import { statfsSync } from 'node:fs';
import { StartupError } from '../../errors.ts';
import { isErrno } from './paths.ts';

/**
 * True when PostgreSQL or pg_ctl found another server in the same cluster: a running one, one whose lock file is just
 * being written, or one that took its lock file away under our eyes.
 */
export const isLocked = (output: string): boolean =>
  /lock file "postmaster\.pid"( already exists| is empty|: No such file|: File exists)/.test(output) ||
  /pre-existing shared memory block|PID file ".*" is empty|invalid data in PID file/.test(output);

export const isPortTaken = (output: string): boolean => /Address already in use|could not bind IPv4/.test(output);

/** The last thing PostgreSQL (or a program before it) complained about, without time and process id. */
export function lastComplaint(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const complaint = lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error):\s/.test(line)) ?? lines.findLast(Boolean);
  return complaint?.replace(/^.*?\b(FATAL|PANIC|ERROR|error):\s+/, '').replace(/\.$/, '') ?? 'it said nothing';
}

const diskFull = (folder: string, cause?: unknown) =>
  new StartupError(
    `The disk that holds ${folder} is full.`,
    'Free some space and start again; nothing that was saved is lost.',
    { cause },
  );

/** PostgreSQL takes space for its write-ahead log in pieces of this size. */
const LOG_SEGMENT_BYTES = 16 * 1024 * 1024;

// On a full disk the log often ends before it says so.
function isDiskFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < LOG_SEGMENT_BYTES;
}

/**
 * The error for a program of PostgreSQL that failed.
 * @param output what it wrote, or the new part of its log
 * @param cluster an existing folder
 * @param log where the operator can read more
 */
export function explainFailure(output: string, cluster: string, log?: string): StartupError {
  if (/No space left on device|Disk quota exceeded/i.test(output) || isDiskFull(cluster)) return diskFull(cluster);
  return new StartupError(
    `PostgreSQL did not start in ${cluster}: ${lastComplaint(output)}.`,
    log
      ? `Its log tells more: ${log}`
      : 'Mend what it complains about and start again, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** The error for something the operating system refused while working on the data folder; other errors come back as they are. */
export function explainSystemError(error: unknown, dataDir: string): unknown {
  if (isErrno(error, 'ENOSPC', 'EDQUOT')) return diskFull(dataDir, error);
  if (!isErrno(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST')) return error;
  return new StartupError(
    `The data folder ${dataDir} cannot be used: ${(error as Error).message}.`,
    'Let the account Usher runs as read and write it, or set USHER_DATA_DIR to another folder.',
    { cause: error },
  );
}
