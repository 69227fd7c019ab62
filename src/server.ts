/** `usher serve`: opens the parts, answers HTTP, works jobs, and stops in order. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Services } from './context.ts';
import { createAdminFromEnv } from './domain/setup/create-first-admin.ts';
import { issueSetupToken } from './domain/setup/token.ts';
import type { Env } from './env.ts';
import { StartupError } from './errors.ts';
import { buildApp } from './http/app.ts';
import { startJobs } from './jobs/worker.ts';
import { type OpenServices, type Overrides, openServices } from './services.ts';

export interface Server {
  services: Services;
  app: FastifyInstance;
  /** Where it listens, e.g. `http://127.0.0.1:4000`. */
  address: string;
  /** Address that makes the first admin; undefined when there is one. */
  setupUrl: string | undefined;
  /** Lets requests and the mail in flight finish, then closes everything. */
  stop(): Promise<void>;
}

async function listen(app: FastifyInstance, env: Env): Promise<string> {
  try {
    await app.listen({ host: env.host, port: env.port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartupError(`Port ${env.port} is taken by another program.`, 'Stop it, or set PORT to a free one.', {
        cause: error,
      });
    }
    if (code === 'EACCES') {
      throw new StartupError(`This user may not listen on port ${env.port}.`, 'Set PORT to a number above 1023.', {
        cause: error,
      });
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartupError(
        `HOST is "${env.host}", which is no address of this machine.`,
        'Set it to 127.0.0.1 or 0.0.0.0.',
        { cause: error },
      );
    }
    throw error;
  }
  const { address, port, family } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

export async function startServer(env: Env, overrides: Overrides = {}): Promise<Server> {
  const opened: OpenServices = await openServices(env, overrides);
  const { services } = opened;
  const started: (() => Promise<unknown>)[] = [opened.close];
  const stop = async () => {
    for (const close of started.splice(0).reverse()) await close();
  };
  try {
    if (env.firstAdmin) await createAdminFromEnv(services, env.firstAdmin);
    const app = await buildApp(services);
    started.push(() => app.close());
    const jobs = await startJobs(services);
    started.push(() => jobs.stop());
    services.wake = jobs.wake;
    const address = await listen(app, env);
    const token = await issueSetupToken(services);
    return { services, app, address, setupUrl: token ? `${env.baseUrl}/setup#${token}` : undefined, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
