/**
 * A running Usher for a test file: its own database (a clone of the migrated template), real HTTP on 127.0.0.1, a clock
 * the test can move. `const t = await startApp()` in beforeAll, `await t.close()` in afterAll.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import { inject } from 'vitest';
import type { Ctx, Services } from '../../src/context.ts';
import { updateSetting } from '../../src/db/settings.ts';
import { type Env, readEnv } from '../../src/env.ts';
import { buildApp } from '../../src/http/app.ts';
import type { StreamOptions } from '../../src/http/event-streams.ts';
import { startJobs } from '../../src/jobs/worker.ts';
import { type Actor, systemActor } from '../../src/policy/actor.ts';
import { openServices } from '../../src/services.ts';
import type { SettingName } from '../../src/shared/site-settings.ts';
import { type Clients, makeClients } from './client.ts';
import { holdToDeclaredReplies } from './declared-replies.ts';
import { type Factories, makeFactories } from './factories.ts';
import { databaseUrl } from './global-setup.ts';

export interface TestApp extends Clients, Factories {
  services: Services;
  env: Env;
  url: string;
  databaseUrl: string;
  /** Moves the clock that rules read; it never runs by itself further than real time does. */
  advance(milliseconds: number): void;
  /** Context to call domain functions with directly. */
  ctx(actor?: Actor): Promise<Ctx>;
  setting(name: SettingName, value: string | number | boolean): Promise<void>;
  /** Runs `work` with settings changed and puts the old values back. */
  withSettings<T>(values: Partial<Record<SettingName, string | number | boolean>>, work: () => Promise<T>): Promise<T>;
  /** Names of the statements `work` sent. */
  queries(work: () => Promise<unknown>): Promise<string[]>;
  /** Free SQL, for looking at what a request left behind. */
  sql<R = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  env?: Record<string, string>;
  /** Work jobs too (mail). */
  jobs?: boolean;
  /** Where the app logs to; silent otherwise. */
  log?: Logger;
  /** Works on the database of this one, as a second process does. Close it first. */
  beside?: TestApp;
  /** Where it listens if that is free; at any port otherwise. */
  port?: number;
  /** Limits and rhythm of event streams. */
  streams?: Partial<StreamOptions>;
}

/** A fresh database cloned from the template; `drop` removes it. */
export async function cloneDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `usher_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const maintenance = async (sql: string) => {
    const client = new pg.Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await maintenance(`create database ${name} template ${inject('template')}`);
  return {
    url: databaseUrl(inject('postgresUrl'), name),
    // Not `with (force)`: that may not end PostgreSQL's own autovacuum worker, while a plain drop sends it away.
    drop: () => maintenance(`drop database ${name}`),
  };
}

/** What a request may or may not cause, depending on the minute it comes in. */
const BY_THE_MINUTE = new Set(['authentication.used', 'rateLimits.lease']);

export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.beside
    ? { url: options.beside.databaseUrl, drop: async () => undefined }
    : await cloneDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'usher-app-'));
  const env = readEnv({
    DATABASE_URL: database.url,
    USHER_DATA_DIR: dataDir,
    BASE_URL: 'https://usher.example',
    MAIL_FROM: 'Usher <noreply@usher.example>',
    USHER_MAX_ADMIN_API_REQS_PER_MINUTE: '1000000',
    USHER_MAX_REQS_PER_IP_PER_MINUTE: '1000000',
    USHER_SECRET: 'a secret for tests that is at least 32 bytes long',
    ...options.env,
  });
  let offset = 0;
  const log = options.log ?? pino({ level: process.env.USHER_TEST_LOG ?? 'silent' });
  const opened = await openServices(env, { now: () => new Date(Date.now() + offset), log });
  const { services } = opened;
  // Tests send crowds at once, and wait for the last of them, however slow the machine.
  services.db.pool.options.connectionTimeoutMillis = 60_000;
  const app = await buildApp(services, options.streams);
  holdToDeclaredReplies(app);
  const host = '127.0.0.1';
  await app.listen({ host, port: options.port ?? 0 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return app.listen({ host, port: 0 });
  });
  const url = `http://${host}:${(app.server.address() as AddressInfo).port}`;
  const jobs = options.jobs ? await startJobs(services) : undefined;
  if (jobs) services.wake = jobs.wake;

  const setting: TestApp['setting'] = async (name, value) => {
    await services.db.transaction((tx) => updateSetting(tx, name, String(value), services.now()));
  };
  const factories = makeFactories(services);
  const clients = await makeClients(services, url);
  return {
    ...clients,
    ...factories,
    services,
    env,
    url,
    databaseUrl: database.url,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    ctx: async (actor = systemActor) => ({
      db: services.db,
      actor,
      settings: await services.settings.now(),
      locale: 'en',
      ip: '127.0.0.1',
      now: services.now,
      services,
      afterCommit: (work) => work(),
    }),
    setting,
    async withSettings(values, work) {
      const before = await services.settings.now();
      for (const [name, value] of Object.entries(values)) await setting(name as SettingName, value);
      try {
        return await work();
      } finally {
        for (const name of Object.keys(values)) await setting(name as SettingName, before[name as SettingName]);
      }
    },
    async queries(work) {
      const names: string[] = [];
      services.db.onQuery = (name) => {
        if (!BY_THE_MINUTE.has(name)) names.push(name);
      };
      try {
        await work();
      } finally {
        services.db.onQuery = undefined;
      }
      return names;
    },
    sql: async (text, values = []) => (await services.db.pool.query(text, values)).rows,
    async close() {
      await jobs?.stop();
      await app.close();
      await opened.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
