/** Opens the parts a process works with, for the server and for every command: database, secret, settings, hashing. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import type { Services } from './context.ts';
import { announceChanges, openChangeFeed } from './db/change-feed.ts';
import { startLocalPostgres } from './db/local-postgres/index.ts';
import { keepAlive } from './db/local-postgres/keep-alive.ts';
import { migrate } from './db/migrate.ts';
import { type Database, openDatabase } from './db/open.ts';
import { insertSecretFingerprint, listSecretFingerprints } from './db/secrets.ts';
import { liveSettings } from './domain/settings/live.ts';
import type { Env } from './env.ts';
import { StartupError } from './errors.ts';
import { argon2Passwords, type Passwords } from './passwords.ts';
import { fingerprint, makeSecrets, type Secrets } from './secrets.ts';

export interface OpenServices {
  services: Services;
  /** Closes everything; the embedded PostgreSQL stops if nobody else uses it. */
  close(): Promise<void>;
}

export interface Overrides {
  now?: () => Date;
  /** The bench measures with and without hashing; nothing else may replace it. */
  passwords?: Passwords;
  log?: Logger;
  applicationName?: string;
  /** Connections of the pool. */
  connections?: number;
}

/** Reads the secret of the data folder; `make` writes a new one first when there is none. Only its owner can read it. */
async function secretFile(dataDir: string, make: boolean): Promise<Buffer | undefined> {
  const path = join(dataDir, 'secret');
  if (make) {
    await mkdir(dataDir, { recursive: true });
    // Complete before it has its name: of two first starters one names its file, the other reads that one.
    const draft = `${path}.${process.pid}`;
    const file = await open(draft, 'w', 0o600);
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
    await file.sync();
    await file.close();
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(draft);
  }
  try {
    return Buffer.from((await readFile(path, 'utf8')).trim());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const WRONG_SECRET =
  'Set USHER_SECRET, or put back the file "secret" of the data folder this database was used with (it belongs in the backup). Without it every invite and mailed link would be dead, so Usher does not start.';

async function openSecrets(db: Database, env: Env, now: Date): Promise<Secrets> {
  const known = await listSecretFingerprints(db);
  const given = env.secret ? Buffer.from(env.secret) : await secretFile(env.dataDir, known.length === 0);
  if (!given) throw new StartupError('This database belongs to a secret that is not here.', WRONG_SECRET);
  const print = fingerprint(given);
  if (known.length === 0) await insertSecretFingerprint(db, 1, print, now);
  const row = (await listSecretFingerprints(db)).find((entry) => entry.fingerprint.equals(print));
  if (!row) throw new StartupError('The secret does not belong to this database.', WRONG_SECRET);
  return makeSecrets(row.id, new Map([[row.id, given]]));
}

/** @throws StartupError with what to do */
export async function openServices(env: Env, overrides: Overrides = {}): Promise<OpenServices> {
  const log = overrides.log ?? pino({ level: env.logLevel, base: null }, pino.destination(2));
  const now = overrides.now ?? (() => new Date());
  const local = env.databaseUrl
    ? undefined
    : await startLocalPostgres({ dataDir: env.dataDir, binDir: env.postgresBin, log: (line) => log.info(line) });
  const url = env.databaseUrl ?? local!.url;
  let db: Database | undefined;
  const alive =
    local &&
    keepAlive(local, {
      revived(url) {
        db?.moveTo(url);
        log.warn('the embedded PostgreSQL had died and has been started again');
      },
      failed: (err) => log.error({ err }, 'the embedded PostgreSQL has died and cannot be started again yet'),
    });
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async () => {
    await alive?.stop();
    for (const part of opened.reverse()) await part.close();
    await db?.close();
    await local?.stopIfLast();
  };
  try {
    const ran = await migrate(url);
    if (ran.length > 0) log.info({ migrations: ran }, 'database brought up to date');
    db = openDatabase({
      url,
      ...(overrides.connections ? { max: overrides.connections } : {}),
      ...(overrides.applicationName ? { applicationName: overrides.applicationName } : {}),
      ...(alive ? { onLost: alive.lost } : {}),
    });
    const announcer = announceChanges(db, log);
    const changes = openChangeFeed(() => local?.url ?? url, log);
    opened.push(announcer, changes);
    const services: Services = {
      env,
      db,
      secrets: await openSecrets(db, env, now()),
      passwords: overrides.passwords ?? argon2Passwords(),
      settings: liveSettings(db),
      log,
      now,
      wake: () => {},
      changes,
    };
    return { services, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
