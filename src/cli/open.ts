/** What every command but `serve` works with: the services, and a context that acts as somebody. */
import { existsSync } from 'node:fs';
import { pino } from 'pino';
import type { Ctx } from '../context.ts';
import { findIdentity } from '../db/authentication.ts';
import { findInviterId } from '../db/invites.ts';
import { clusterPath } from '../db/local-postgres/paths.ts';
import { readEnv } from '../env.ts';
import { StartupError } from '../errors.ts';
import { type Actor, systemActor } from '../policy/actor.ts';
import { actorOf, mayAct } from '../policy/identity.ts';
import { type OpenServices, openServices } from '../services.ts';
import { nameKey } from '../shared/normalise.ts';
import type { Settings } from '../shared/site-settings.ts';
import { UsageError } from './main.ts';

/** Opens the services, runs `work`, closes them again. Standard output stays free for the result. */
export async function withServices<T>(
  work: (opened: OpenServices) => Promise<T>,
  { mayBegin = false }: { mayBegin?: boolean } = {},
): Promise<T> {
  const log = pino({ level: 'warn', base: null }, pino.destination(2));
  const env = readEnv();
  // Only `serve` and what makes the first admin may begin a new installation: an invite into an empty one would be lost.
  if (!env.databaseUrl && !mayBegin && !existsSync(clusterPath(env.dataDir))) {
    throw new StartupError(
      `There is no Usher in ${env.dataDir}.`,
      'Run the command in the folder Usher was started in, or set USHER_DATA_DIR (and BASE_URL, PORT) as for the server.',
    );
  }
  const opened = await openServices(env, { log, applicationName: 'usher command', connections: 3 });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

async function actorNamed(opened: OpenServices, username: string, settings: Settings): Promise<Actor> {
  const { db, now } = opened.services;
  const id = await findInviterId(db, nameKey(username));
  const identity = id === undefined ? undefined : await findIdentity(db, id);
  if (identity?.id == null) throw new UsageError(`There is no user named ${username}.`);
  if (!mayAct(identity, settings, now())) {
    throw new UsageError(`${username} cannot act: the account is not confirmed, waits for approval or is suspended.`);
  }
  return actorOf(identity, now());
}

/** A context for domain functions. @param as username to act as; without it the system itself, which may what an admin may */
export async function contextFor(opened: OpenServices, as?: string): Promise<Ctx> {
  const { services } = opened;
  const settings = await services.settings.now();
  return {
    db: services.db,
    actor: as === undefined ? systemActor : await actorNamed(opened, as, settings),
    settings,
    locale: settings.default_locale,
    ip: undefined,
    now: services.now,
    services,
    afterCommit: (then) => then(),
  };
}
