/**
 * Who PostgreSQL's programs run as. PostgreSQL refuses to run as root, so a root Usher runs them under an unprivileged
 * account of the machine; everybody else runs them as themselves.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { StartupError } from '../../errors.ts';

/** An account to run as; undefined everywhere below means "as ourselves". */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export interface RunResult {
  /** Exit code; null when the program could not be started or died of a signal. */
  code: number | null;
  /** Standard output and standard error together, or why the program could not be started. */
  output: string;
}

/** True for root on systems that have one; Windows has no uids and PostgreSQL drops the rights it must by itself. */
export const isRoot = (): boolean => process.getuid?.() === 0;

const listAccounts = (): Account[] =>
  readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));

/** The name of an account for messages; its number when the machine has no name for it. */
export const nameOf = (uid: number): string => listAccounts().find((a) => a.uid === uid)?.name ?? `number ${uid}`;

/**
 * The account PostgreSQL runs under.
 * @param owner who owns the cluster already; a root Usher keeps to that account.
 * @throws StartupError when root and the machine has no unprivileged account.
 */
export function chooseAccount(owner?: { uid: number; gid: number }): Account | undefined {
  if (!isRoot()) return undefined;
  if (owner && owner.uid !== 0) return { name: nameOf(owner.uid), uid: owner.uid, gid: owner.gid };
  const accounts = listAccounts();
  const account = accounts.find((a) => a.name === 'postgres') ?? accounts.find((a) => a.name === 'nobody');
  if (account) return account;
  throw new StartupError(
    'PostgreSQL does not run as root, and this machine has neither an account "postgres" nor "nobody" to run it under.',
    'Start Usher as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

// Only what the programs need: Usher's environment holds secrets, and PG… variables would change what they do.
const environment = (): NodeJS.ProcessEnv =>
  process.platform === 'win32' ? process.env : { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };

/** Runs a program to its end under an account, with `input` on its standard input. Never throws. */
export function run(file: string, args: string[], account: Account | undefined, input = ''): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      // The current folder may be closed to the account.
      cwd: process.platform === 'win32' ? undefined : '/',
      env: environment(),
      windowsHide: true,
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: output.trim() }));
    // A program that ends without reading its input closes the pipe under us; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Whether the account can enter the folder (every parent included) and write there; tried, not computed. */
export async function canUseFolder(folder: string, account: Account): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], account)).code === 0;
}
