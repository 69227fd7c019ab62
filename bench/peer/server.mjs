/**
 * better-auth with its organization plugin, which does part of what Usher does: people invited to an organization and
 * its teams. Only limits that would end a measurement are raised; nothing else is tuned. `stub` as first argument
 * replaces password hashing, as the bench does with Usher.
 */
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { organization } from 'better-auth/plugins';
import pg from 'pg';

const port = Number(process.env.PORT);
const stub = { password: { hash: async () => 'stub', verify: async () => true } };
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'the secret of a bench, which protects nothing at all',
  database: pool,
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  logger: { level: 'error' },
  emailAndPassword: { enabled: true, ...(process.argv[2] === 'stub' ? stub : {}) },
  plugins: [
    organization({
      invitationLimit: 1e9,
      membershipLimit: 1e9,
      teams: { enabled: true, defaultTeam: { enabled: false } },
    }),
  ],
});
await (await getMigrations(auth.options)).runMigrations();

const handle = toNodeHandler(auth);
const server = createServer((request, response) => handle(request, response));
// As long as Fastify keeps connections that wait for their turn.
server.keepAliveTimeout = 72_000;
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system, rss: process.memoryUsage().rss / 2 ** 20, delay: 0 });
});
process.on('disconnect', () => process.exit(0));
server.listen(port, '127.0.0.1', () => process.send(`http://127.0.0.1:${port}`));
