/** The `usher` command: one file per subcommand; each gets its arguments and returns when it is done. */
import { StartupError, UsherError } from '../errors.ts';
import { sentenceOf } from './sentence.ts';

interface Command {
  usage: string;
  summary: string;
  load(): Promise<{ run(args: string[]): Promise<void> }>;
}

// Loaded when asked for: `usher db url` must not wait for the web server's modules.
const commands: Record<string, Command> = {
  serve: { usage: 'serve', summary: 'answer HTTP and work jobs', load: () => import('./serve.ts') },
  migrate: { usage: 'migrate', summary: 'bring the database up to date', load: () => import('./migrate.ts') },
  'admin create': {
    usage: 'admin create --username NAME --email ADDRESS [--name NAME] [--json]',
    summary: 'make an administrator; the password is asked for, or read from standard input',
    load: () => import('./admin-create.ts'),
  },
  'api-key create': {
    usage: 'api-key create --description TEXT [--username NAME] [--json]',
    summary: 'make an API key and print it, this once',
    load: () => import('./api-key-create.ts'),
  },
  invite: {
    usage: 'invite ADDRESS… [--groups a,b] [--as USERNAME] [--message TEXT] [--skip-email] [--json]',
    summary: 'invite people to groups by e-mail; who has an account is added',
    load: () => import('./invite.ts'),
  },
  explain: {
    usage: 'explain USERNAME [GROUP] [--json]',
    summary: 'may they invite (to the group), and which rules say so',
    load: () => import('./explain.ts'),
  },
  import: {
    usage:
      'import FILE.csv|- [--as USERNAME] [--groups a,b] [--problem-rows refuse|skip|without_group] [--skip-email] [--dry-run] [--json]',
    summary: 'invite everybody in a list; --dry-run only checks it',
    load: () => import('./import.ts'),
  },
  'db url': {
    usage: 'db url',
    summary: 'print the address of the database, for psql',
    load: () => import('./db-url.ts'),
  },
  doctor: {
    usage: 'doctor [--json]',
    summary: 'check the installation and say what to mend',
    load: () => import('./doctor.ts'),
  },
};

function help(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length)) + 2;
  const lines = Object.values(commands).map(({ usage, summary }) => `  usher ${usage.padEnd(width)}${summary}`);
  return [
    'Usher brings people into groups.',
    '',
    ...lines,
    '',
    'Settings come from the environment: see the table in README.md.',
  ].join('\n');
}

/** A wrong call: told with the usage, exit status 2. */
export class UsageError extends Error {}

/** Runs a command line. Sets the exit status: 0 done, 1 refused or failed, 2 wrong call. */
export async function main(argv: string[]): Promise<void> {
  const [first = '', second = ''] = argv;
  const name = commands[`${first} ${second}`] ? `${first} ${second}` : first;
  const command = commands[name];
  if (!command || argv.includes('--help') || argv.includes('-h')) {
    if (!command && first !== '' && !first.startsWith('-') && first !== 'help')
      console.error(`There is no command "${first}".\n`);
    const asked = first === '' || first === 'help' || argv.includes('--help') || argv.includes('-h');
    (asked ? console.log : console.error)(command ? `usher ${command.usage}\n  ${command.summary}` : help());
    if (!asked) process.exitCode = 2;
    return;
  }
  try {
    const { run } = await command.load();
    await run(argv.slice(name.split(' ').length));
  } catch (error) {
    process.exitCode = explain(error, command.usage);
  }
}

function explain(error: unknown, usage: string): number {
  const { code } = error as { code?: string };
  if (error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS')) {
    console.error(`${(error as Error).message}\nUsage: usher ${usage}`);
    return 2;
  }
  if (error instanceof StartupError) console.error(`${error.message}\n${error.advice}`);
  else if (error instanceof UsherError) console.error(sentenceOf(error));
  else console.error(error);
  return 1;
}
