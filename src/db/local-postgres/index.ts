/**
 * The embedded PostgreSQL: a real server in the data folder that all Usher processes on that folder share. It outlives
 * a killed Usher, and the next one adopts it. No lock file of our own: finished clusters appear by rename, PostgreSQL's
 * own lock file decides who starts, and presence.ts who stops.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../errors.ts';
import { chooseAccount, isRoot } from './account.ts';
import { findBinaries } from './binaries.ts';
import {
  createCluster,
  ensureSameMajor,
  findCluster,
  findPassword,
  ownerOf,
  repairRights,
  replaceLostPassword,
} from './cluster.ts';
import { explainSystemError } from './failures.ts';
import { clusterPath, logPath, makeFolder } from './paths.ts';
import { join, type Presence } from './presence.ts';
import { findServer, type Server, startServer, stopServer } from './server.ts';

export interface LocalPostgres {
  /** postgres://usher:PASSWORD@127.0.0.1:PORT/usher; another one after `revive` when the port was taken meanwhile. */
  readonly url: string;
  /** True when a server was already running (another Usher process, or one left by a crash). */
  adopted: boolean;
  /**
   * Starts the server again if it has died, or joins the one that another process has started meanwhile.
   * @returns false when it is still the same one, or its data folder is gone
   * @throws StartupError when it does not start
   */
  revive(): Promise<boolean>;
  /** Orderly stop: stops the server if no other Usher process (nor psql) uses it. Call after all own pools are closed. */
  stopIfLast(): Promise<void>;
}

export interface LocalPostgresOptions {
  /** Absolute path; made if missing. */
  dataDir: string;
  /** Folder with initdb, pg_ctl and postgres to use instead of the bundled ones. */
  binDir?: string | undefined;
  /** Told what an operator should know, one sentence at a time. */
  log(line: string): void;
}

/** How long to wait for another process that is starting or stopping the same server. */
const PATIENCE_MS = 30_000;

const urlOf = (server: Server, password: string): string =>
  `postgres://usher:${password}@127.0.0.1:${server.port}/usher`;

/** A running server that this process has joined. */
interface Joined {
  cluster: string;
  url: string;
  server: Server;
  presence: Presence;
}

/** The running server of the cluster, joined; undefined when none runs or it is just starting or stopping. */
async function adopt(dataDir: string, cluster: string): Promise<Joined | undefined> {
  const server = findServer(cluster);
  if (!server || server.stopping || Number.isNaN(server.port)) return undefined;
  const password = findPassword(dataDir);
  if (!password) {
    throw new StartupError(
      `The embedded PostgreSQL (process ${server.pid}) is running, but its password file is missing from ${dataDir}.`,
      `Put the file postgres-password back, or stop that process (kill -INT ${server.pid}) and start again; a new one is made.`,
    );
  }
  const url = urlOf(server, password);
  const presence = await join(url);
  if (!presence) return undefined;
  // A server that stops ends the one who held us up first, and we may get the lock in the moment before our own end.
  const now = findServer(cluster);
  if (now && now.pid === server.pid && !now.stopping) return { cluster, url, server, presence };
  await presence.abandon();
  return undefined;
}

/** Gets a stopped cluster's server going, the cluster made first if there is none. Returns whether this call started it. */
async function bringUp(o: LocalPostgresOptions, cluster: string | undefined): Promise<boolean> {
  const account = chooseAccount(cluster ? ownerOf(cluster) : undefined);
  const binaries = await findBinaries({ binDir: o.binDir, dataDir: o.dataDir, account });
  if (!cluster) {
    await createCluster(o.dataDir, binaries, account, o.log);
    return false;
  }
  ensureSameMajor(cluster, binaries);
  await repairRights(cluster, account);
  if (!findPassword(o.dataDir)) await replaceLostPassword(o.dataDir, cluster, binaries, account);
  if ((await startServer(cluster, binaries, account)) === 'locked') return false;
  if (account) {
    o.log(
      `Started as root, so PostgreSQL runs under the account "${account.name}". Running Usher as an ordinary user is better: docs/operations.md.`,
    );
  }
  return true;
}

/** The running server, started if none runs. Returns whether this call started it. */
async function reach(o: LocalPostgresOptions): Promise<{ joined: Joined; started: boolean }> {
  // PostgreSQL's account must be able to pass through the folder of a root Usher.
  makeFolder(o.dataDir, isRoot() ? 0o711 : 0o700);
  let started = false;
  let patience = Date.now() + PATIENCE_MS;
  for (;;) {
    const cluster = findCluster(o.dataDir);
    if (cluster) {
      ownerOf(cluster);
      const joined = await adopt(o.dataDir, cluster);
      if (joined) return { joined, started };
    }
    if (!cluster || !findServer(cluster)) {
      const broughtUp = await bringUp(o, cluster);
      if (broughtUp) started = true;
      // Our own work, a recovery after a crash say, is not waiting for somebody else.
      if (broughtUp || !cluster) {
        patience = Date.now() + PATIENCE_MS;
        continue;
      }
    }
    if (Date.now() > patience) {
      const holder = cluster && findServer(cluster);
      throw new StartupError(
        `Another process${holder ? ` (PostgreSQL, process ${holder.pid})` : ''} has been starting or stopping the database in ${clusterPath(o.dataDir)} for ${PATIENCE_MS / 1000} seconds.`,
        `Wait until it is done and start again; PostgreSQL's log tells what it does: ${cluster ? logPath(cluster) : o.dataDir}`,
      );
    }
    await delay(50);
  }
}

/** `reach`, with what the operating system refuses in the operator's words. */
const reachOrExplain = (o: LocalPostgresOptions) =>
  reach(o).catch((error: unknown) => {
    throw explainSystemError(error, o.dataDir);
  });

/**
 * Starts the embedded server of a data folder, or adopts the one that runs.
 * @throws StartupError for everything an operator can mend.
 */
export async function startLocalPostgres(o: LocalPostgresOptions): Promise<LocalPostgres> {
  const { joined: first, started } = await reachOrExplain(o);
  let joined = first;
  const binaries = () => findBinaries({ binDir: o.binDir, dataDir: o.dataDir, account: undefined });
  // It may have died and been started again by somebody else while we ran; its port tells it from a stranger.
  const present = () => {
    const now = findServer(joined.cluster);
    return now?.port === joined.server.port ? now : joined.server;
  };
  return {
    get url() {
      return joined.url;
    },
    adopted: !started,
    async revive() {
      const now = findServer(joined.cluster);
      if (now?.pid === joined.server.pid && !now.stopping) return false;
      // Where the folder was moved to is not known, and an empty database in its place would be worse than none.
      if (findCluster(o.dataDir) !== joined.cluster) return false;
      await joined.presence.abandon();
      ({ joined } = await reachOrExplain(o));
      return true;
    },
    stopIfLast: async () => void (await joined.presence.leave(() => stopServer(present(), binaries))),
  };
}

/** Address of the running embedded server, or undefined if none runs; starts nothing (for `usher db url`). */
export async function findLocalPostgresUrl(dataDir: string): Promise<string | undefined> {
  try {
    const cluster = findCluster(dataDir);
    if (!cluster) return undefined;
    ownerOf(cluster);
    const server = findServer(cluster);
    const password = findPassword(dataDir);
    return server && password && !Number.isNaN(server.port) ? urlOf(server, password) : undefined;
  } catch (error) {
    throw explainSystemError(error, dataDir);
  }
}
