/**
 * Every environment variable Usher reads, parsed and checked once. Everything that can change while Usher runs is a
 * site setting instead (src/shared/site-settings.ts).
 */
import { resolve } from 'node:path';
import { StartupError } from './errors.ts';

export interface Env {
  host: string;
  port: number;
  /** Public address without a trailing slash, e.g. `https://usher.example`. */
  baseUrl: string;
  /** Absolute path of the data folder: secret, embedded database. */
  dataDir: string;
  /** PostgreSQL to use; undefined: the embedded one in the data folder. */
  databaseUrl: string | undefined;
  /** Folder with initdb, pg_ctl and postgres to use instead of the bundled ones. */
  postgresBin: string | undefined;
  /** At least 32 bytes; undefined: the `secret` file of the data folder. */
  secret: string | undefined;
  /** smtp:// or smtps:// address; undefined: mails are kept, not sent. */
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
  /** An admin to make at start when there is none. */
  firstAdmin: { username: string; email: string; password: string } | undefined;
  maxAdminApiRequestsPerMinute: number;
  maxRequestsPerIpPerMinute: number;
  /** Addresses or networks of reverse proxies whose X-Forwarded-* headers are believed; empty: none. */
  trustedProxies: string[];
  /** Hosts that web hooks may reach although their addresses are private; lower case. */
  webHookAllowedHosts: string[];
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

type Source = Record<string, string | undefined>;

const integer = (source: Source, name: string, fallback: number, min: number, max: number): number => {
  const text = source[name]?.trim();
  if (!text) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new StartupError(
    `${name} is "${text}".`,
    `Set it to a whole number from ${min} to ${max}, or leave it out (${fallback}).`,
  );
};

const url = (source: Source, name: string, protocols: string[]): string | undefined => {
  const text = source[name]?.trim();
  if (!text) return undefined;
  const parsed = URL.canParse(text) ? new URL(text) : null;
  if (parsed && protocols.includes(parsed.protocol)) return text;
  // The value is not repeated: it may hold a password.
  throw new StartupError(
    `${name} is not an address Usher understands.`,
    `It must begin with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
  );
};

const list = (source: Source, name: string): string[] =>
  (source[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** Reads and checks the environment. @throws StartupError naming the variable and what it must be. */
export function readEnv(source: Source = process.env): Env {
  const port = integer(source, 'PORT', 4000, 0, 65535);
  const secret = source.USHER_SECRET || undefined;
  if (secret && Buffer.byteLength(secret) < 32) {
    throw new StartupError(
      'USHER_SECRET is too short.',
      'Use at least 32 bytes, for example the output of: openssl rand -hex 32',
    );
  }
  const firstAdmin = {
    username: source.USHER_ADMIN_USERNAME?.trim() ?? '',
    email: source.USHER_ADMIN_EMAIL?.trim() ?? '',
    password: source.USHER_ADMIN_PASSWORD ?? '',
  };
  const given = Object.values(firstAdmin).filter(Boolean).length;
  if (given !== 0 && given !== 3) {
    throw new StartupError(
      'Only some of USHER_ADMIN_USERNAME, USHER_ADMIN_EMAIL and USHER_ADMIN_PASSWORD are set.',
      'Set all three to have the first admin made at start, or none.',
    );
  }
  const level = source.USHER_LOG_LEVEL ?? 'info';
  if (level !== 'debug' && level !== 'info' && level !== 'warn' && level !== 'error' && level !== 'silent') {
    throw new StartupError(`USHER_LOG_LEVEL is "${level}".`, 'Set it to debug, info, warn, error or silent.');
  }
  return {
    host: source.HOST?.trim() || '127.0.0.1',
    port,
    baseUrl: (url(source, 'BASE_URL', ['http:', 'https:']) ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    dataDir: resolve(source.USHER_DATA_DIR?.trim() || 'data'),
    databaseUrl: url(source, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    postgresBin: source.USHER_POSTGRES_BIN?.trim() || undefined,
    secret,
    smtpUrl: url(source, 'SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: source.MAIL_FROM?.trim() || undefined,
    firstAdmin: given === 3 ? firstAdmin : undefined,
    maxAdminApiRequestsPerMinute: integer(source, 'USHER_MAX_ADMIN_API_REQS_PER_MINUTE', 60, 1, 1e9),
    maxRequestsPerIpPerMinute: integer(source, 'USHER_MAX_REQS_PER_IP_PER_MINUTE', 200, 1, 1e9),
    trustedProxies: list(source, 'USHER_TRUSTED_PROXIES'),
    webHookAllowedHosts: list(source, 'USHER_WEBHOOK_ALLOWED_HOSTS').map((host) =>
      host.toLowerCase().replace(/^\[|\]$/g, ''),
    ),
    logLevel: level,
  };
}
