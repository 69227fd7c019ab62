import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { StartupError } from '../../errors.ts';
import { chooseAccount, isRoot } from './account.ts';
import { findBinaries } from './binaries.ts';
import { findLocalPostgresUrl, startLocalPostgres } from './index.ts';
import { SYSTEM_DIR } from './paths.ts';
import { findServer } from './server.ts';

// Real servers on a machine that may be busy; each test needs a second or two.
const ROUNDS = process.env.USHER_TEST_LONG === '1' ? 10 : 2;

let base: string;
let dataDir: string;
let children: ChildProcess[];
/** A data folder with a database that has been stopped in order, for tests of what comes after the first start. */
let made: string;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'usher-local-postgres-made-'));
  chmodSync(made, 0o711);
  await (await start(made)).stopIfLast();
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'usher-local-postgres-'));
  chmodSync(base, 0o711);
  dataDir = join(base, 'data');
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  for (const name of readdirSync(base)) {
    const link = join(base, name, 'postgres');
    if (!existsSync(link)) continue;
    const cluster = realpathSync(link);
    await endServer(cluster, 'SIGQUIT');
    if (cluster.startsWith(SYSTEM_DIR)) rmSync(cluster, { recursive: true });
  }
  rmSync(base, { recursive: true, force: true, maxRetries: 10 });
});

const start = (folder = dataDir) => startLocalPostgres({ dataDir: folder, log: () => undefined });
const copyMade = () => execFileSync('cp', ['-a', made, dataDir]);
/** `start`, not for the first time: on a copy of the folder that has a database. */
const startAgain = () => {
  copyMade();
  return start();
};
const cluster = (folder = dataDir) => realpathSync(join(folder, 'postgres'));

/** Ends the server of a cluster, if one runs, as its death or a crash would, and waits until it is gone. */
async function endServer(folder: string, signal: 'SIGQUIT' | 'SIGKILL') {
  const server = findServer(folder);
  if (!server) return;
  process.kill(server.pid, signal);
  while (findServer(folder)) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that starts the server of `dataDir` and stays until it is killed or told to stop. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string; adopted: boolean }> {
  const program = `
    import { startLocalPostgres } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    const local = await startLocalPostgres({ dataDir: ${JSON.stringify(dataDir)}, log() {} });
    console.log(JSON.stringify({ url: local.url, adopted: local.adopted }));
    process.stdin.resume().on('end', () => local.stopIfLast());
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, ...(JSON.parse(String(line)) as { url: string; adopted: boolean }) };
}

async function failure(promise: Promise<unknown>): Promise<StartupError> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(StartupError);
  return error as StartupError;
}

describe('one process', () => {
  test('makes a durable, checksummed, private cluster once and finds it again', async () => {
    expect(await findLocalPostgresUrl(dataDir)).toBeUndefined();
    const first = await start();
    expect(first.adopted).toBe(false);
    expect(first.url).toMatch(/^postgres:\/\/usher:[0-9a-f]{48}@127\.0\.0\.1:\d+\/usher$/);
    expect(await findLocalPostgresUrl(dataDir)).toBe(first.url);
    expect(
      await query(
        first.url,
        `select current_setting('fsync') fsync, current_setting('data_checksums') checksums, current_setting('max_connections') connections,
           current_setting('listen_addresses') listens, current_setting('unix_socket_directories') sockets, current_setting('is_superuser') superuser,
           datlocprovider provider, datlocale locale, pg_encoding_to_char(encoding) encoding from pg_database where datname = current_database()`,
      ),
    ).toEqual([
      {
        fsync: 'on',
        checksums: 'on',
        connections: '100',
        listens: '127.0.0.1',
        sockets: '',
        superuser: 'off',
        provider: 'b',
        locale: 'C.UTF-8',
        encoding: 'UTF8',
      },
    ]);
    await query(first.url, 'create table kept as select 7 as n');
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
    expect(statSync(cluster()).mode & 0o777).toBe(0o700);
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres-password']);
    await first.stopIfLast();
    expect(findServer(cluster())).toBeUndefined();

    const second = await start();
    expect(second.adopted).toBe(false);
    expect(second.url, 'the port it had').toBe(first.url);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await second.stopIfLast();
  });

  test('revives a server that was killed, and begins no other database where its folder is gone', async () => {
    const local = await startAgain();
    const { url } = local;
    await query(url, 'create table kept as select 7 as n');
    expect(await local.revive(), 'nothing has died').toBe(false);
    await endServer(cluster(), 'SIGKILL');
    expect(await local.revive()).toBe(true);
    expect(local.url).toBe(url);
    expect(await query(url, 'select n from kept')).toEqual([{ n: 7 }]);

    await endServer(cluster(), 'SIGKILL');
    renameSync(dataDir, join(base, 'moved'));
    expect(await local.revive()).toBe(false);
    expect(existsSync(dataDir)).toBe(false);
    await local.stopIfLast();
  });

  test('nobody gets in without the password or as the superuser', async () => {
    const { url } = await startAgain();
    await expect(query(url.replace(/usher:[0-9a-f]+@/, 'usher:guess@'), 'select 1')).rejects.toThrow(/password/);
    await expect(query(url.replace('usher:', 'postgres:'), 'select 1')).rejects.toThrow(/no pg_hba.conf entry/);
  });

  test('a moved data folder keeps its database, while the server runs and after', async () => {
    const first = await startAgain();
    await query(first.url, 'create table kept as select 7 as n');
    const moved = join(base, 'moved');
    renameSync(dataDir, moved);
    const second = await start(moved);
    expect(second.adopted).toBe(true);
    await second.stopIfLast();
    await first.stopIfLast();
    expect(findServer(cluster(moved))).toBeUndefined();
    const third = await start(moved);
    expect(await query(third.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('a copy of a data folder gets a server of its own, though the copied lock file names a live one', async () => {
    const first = await startAgain();
    const copy = join(base, 'copy');
    cpSync(dataDir, copy, { recursive: true });
    const second = await start(copy);
    expect(second.adopted).toBe(false);
    expect(second.url).not.toBe(first.url);
    await second.stopIfLast();
    expect(findServer(cluster())).toBeDefined();
    await first.stopIfLast();
  });

  test('a lost password file is made anew when the server is stopped', async () => {
    const first = await startAgain();
    await first.stopIfLast();
    rmSync(join(dataDir, 'postgres-password'));
    const second = await start();
    expect(await query(second.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    rmSync(join(dataDir, 'postgres-password'));
    expect((await failure(start())).message).toMatch(/password file is missing/);
  });
});

describe('crashes', () => {
  test('a server left by a killed Usher is adopted, and then stopped', async () => {
    copyMade();
    const { child, url } = await startElsewhere();
    await query(url, 'create table kept as select 7 as n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = await start();
    expect(second).toMatchObject({ adopted: true, url });
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await vi.waitFor(async () => {
      const here = await query(second.url, "select 1 from pg_stat_activity where application_name = 'usher-presence'");
      expect(here, 'the dead one is missed').toHaveLength(1);
    }, 60_000);
    await second.stopIfLast();
    expect(findServer(cluster())).toBeUndefined();
  });

  test('a lock file left by a dead server is no obstacle', async () => {
    const first = await startAgain();
    await query(first.url, 'create table kept as select 7 as n');
    await endServer(cluster(), 'SIGKILL');
    expect(existsSync(join(cluster(), 'postmaster.pid'))).toBe(true);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await first.stopIfLast();
    expect(findServer(cluster())).toBeDefined();
    await second.stopIfLast();
    expect(findServer(cluster())).toBeUndefined();
  });

  test('a lock file whose process number belongs to a stranger now is no obstacle', async () => {
    const first = await startAgain();
    await first.stopIfLast();
    const account = chooseAccount(statSync(cluster()));
    // The stranger runs under PostgreSQL's own account, which PostgreSQL cannot tell from a server.
    const stranger = spawn('sleep', ['600'], account ? { uid: account.uid, gid: account.gid } : {});
    children.push(stranger);
    const file = join(cluster(), 'postmaster.pid');
    writeFileSync(file, `${stranger.pid}\n${cluster()}\n1700000000\n1\n\n127.0.0.1\n`);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(stranger.exitCode).toBeNull();
    await second.stopIfLast();
  });

  test('a first start that was cut short leaves nothing that looks like a database', async () => {
    mkdirSync(join(dataDir, '.postgres-new-abandoned'), { recursive: true });
    chmodSync(dataDir, 0o711);
    writeFileSync(join(dataDir, '.postgres-new-abandoned', 'PG_VERSION'), '18\n');
    const local = await start();
    expect(await query(local.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('several processes', () => {
  test('first starters at once share one server, and the last one to leave stops it', async () => {
    const all = await Promise.all([start(), start(), startElsewhere()]);
    expect(new Set(all.map((one) => one.url)).size).toBe(1);
    expect(all.filter((one) => !one.adopted)).toHaveLength(1);
    await all[0].stopIfLast();
    await all[1].stopIfLast();
    expect(findServer(cluster())).toBeDefined();
    all[2].child.stdin?.end();
    await once(all[2].child, 'exit');
    expect(findServer(cluster())).toBeUndefined();
  });

  test('of stoppers at once exactly one stops, and starters among them get a server that stays', async () => {
    copyMade();
    for (let round = 0; round < ROUNDS; round++) {
      const leaving = await Promise.all([start(), start()]);
      const [, , newcomer] = await Promise.all([leaving[0].stopIfLast(), leaving[1].stopIfLast(), start()]);
      expect(await query(newcomer.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      await newcomer.stopIfLast();
      expect(findServer(cluster())).toBeUndefined();
    }
  });

  test('a connection of somebody else, psql say, keeps the server up', async () => {
    const local = await startAgain();
    const client = new Client(local.url);
    await client.connect();
    await local.stopIfLast();
    expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
    await client.end();
    const next = await start();
    expect(next.adopted).toBe(true);
    await next.stopIfLast();
    expect(findServer(cluster())).toBeUndefined();
  });

  test('an interrupt of the terminal ends Usher and not the server', async () => {
    copyMade();
    const { child, url } = await startElsewhere();
    expect(process.kill(child.pid ?? 0, 'SIGINT')).toBe(true);
    await once(child, 'exit');
    const server = findServer(cluster());
    // A terminal signals a whole process group; the server has one of its own.
    const group = readFileSync(`/proc/${server?.pid}/stat`, 'utf8').replace(/^.*\) \S+ \d+ (\d+).*$/s, '$1');
    expect(Number(group)).toBe(server?.pid);
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('what an operator must mend', () => {
  test('a database of another major version is named and left alone', async () => {
    const local = await startAgain();
    await local.stopIfLast();
    writeFileSync(join(cluster(), 'PG_VERSION'), '17\n');
    const error = await failure(start());
    expect(error.message).toMatch(/was made by PostgreSQL 17, and this Usher runs PostgreSQL 18/);
    expect(error.advice).toMatch(/pg_dump/);
    expect(findServer(cluster())).toBeUndefined();
  });

  test('a configuration PostgreSQL refuses is told in its own words', async () => {
    const local = await startAgain();
    await local.stopIfLast();
    writeFileSync(join(cluster(), 'postgresql.conf'), 'max_connections = many\n');
    const error = await failure(start());
    expect(error.message).toMatch(/did not start in .*: .*(max_connections|errors)/);
    expect(error.advice).toContain('server.log');
  });

  test('a link to a database that is gone is not taken for a first start', async () => {
    mkdirSync(dataDir);
    symlinkSync(join(base, 'gone'), join(dataDir, 'postgres'));
    expect((await failure(start())).message).toMatch(/there is nothing there/);
    rmSync(join(dataDir, 'postgres'));
  });

  test('a folder without PostgreSQL is named', async () => {
    const error = await failure(startLocalPostgres({ dataDir, binDir: base, log: () => undefined }));
    expect(error.message).toContain(`USHER_POSTGRES_BIN (${base})`);
  });

  test('a data folder that is a file is named', async () => {
    writeFileSync(dataDir, '');
    expect((await failure(start())).message).toContain(dataDir);
    rmSync(dataDir);
  });
});

describe('accounts', () => {
  test('in a home closed to others the database works, wherever its files must be', async () => {
    chmodSync(base, 0o700);
    const lines: string[] = [];
    const local = await startLocalPostgres({ dataDir, log: (line) => lines.push(line) });
    await query(local.url, 'create table kept as select 7 as n');
    await local.stopIfLast();
    if (isRoot()) {
      expect(lstatSync(join(dataDir, 'postgres')).isSymbolicLink()).toBe(true);
      expect(cluster().startsWith(join(SYSTEM_DIR, 'clusters'))).toBe(true);
      expect(statSync(cluster()).uid).not.toBe(0);
      expect(lines.join('\n')).toMatch(/as an ordinary user is better/);
    } else {
      expect(cluster()).toBe(join(dataDir, 'postgres'));
      expect(lines).toEqual([]);
    }
    const moved = join(base, 'moved');
    renameSync(dataDir, moved);
    const again = await start(moved);
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('programs run under the chosen account, which owns the database', async () => {
    const local = await start();
    const account = chooseAccount();
    const binaries = await findBinaries({ binDir: undefined, dataDir, account });
    expect(binaries.major).toBe(18);
    const server = findServer(cluster());
    const owner = account?.uid ?? process.getuid?.();
    expect(statSync(`/proc/${server?.pid}`).uid).toBe(owner);
    expect(statSync(cluster()).uid).toBe(owner);
    await local.stopIfLast();
  });
});
