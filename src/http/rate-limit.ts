/**
 * Floods: requests per IP address (crude, per process) and all API key traffic of the site (exact, shared by all
 * processes). Everything else that is limited is counted where it happens, in PostgreSQL.
 */
import type { FastifyRequest } from 'fastify';
import type { Services } from '../context.ts';
import { leaseRequests } from '../db/rate-limits.ts';
import { UsherError } from '../errors.ts';

const MINUTE = 60_000;
/** A process reserves this share of the minute's requests at a time: few queries when the limit is high, fair when low. */
const LEASE_SHARE = 20;

export interface FloodLimits {
  /** @throws UsherError rate_limit */
  countIp(request: FastifyRequest): void;
  /** Counts one request made with an API key. @throws UsherError rate_limit */
  countApiKey(): Promise<void>;
}

const tooMany = (seconds: number, code: string, header?: string) =>
  new UsherError('rate_limit', { code, waitSeconds: Math.max(1, Math.ceil(seconds)), ...(header ? { header } : {}) });

export function floodLimits(services: Services): FloodLimits {
  const { env, db, now } = services;
  let ipWindow = 0;
  let ips = new Map<string, number>();
  let keyWindow = 0;
  let left = 0;
  let exhausted = false;
  let asking: Promise<void> | undefined;

  const secondsLeft = (window: number) => ((window + 1) * MINUTE - now().getTime()) / 1000;

  const lease = async (window: number) => {
    const max = env.maxAdminApiRequestsPerMinute;
    const granted = await leaseRequests(
      db,
      'api_key',
      new Date(window * MINUTE),
      Math.max(1, Math.floor(max / LEASE_SHARE)),
      max,
    );
    if (granted === 0) exhausted = true;
    left += granted;
  };

  return {
    countIp(request) {
      const window = Math.floor(now().getTime() / MINUTE);
      if (window !== ipWindow) {
        ipWindow = window;
        ips = new Map();
      }
      const count = (ips.get(request.ip) ?? 0) + 1;
      ips.set(request.ip, count);
      if (count > env.maxRequestsPerIpPerMinute) throw tooMany(secondsLeft(window), 'too_many_requests');
    },
    async countApiKey() {
      const window = Math.floor(now().getTime() / MINUTE);
      if (window !== keyWindow) {
        keyWindow = window;
        left = 0;
        exhausted = false;
      }
      while (left <= 0) {
        if (exhausted || window !== keyWindow)
          throw tooMany(secondsLeft(window), 'rate_limit', 'admin_api_key_rate_limit');
        asking ??= lease(window).finally(() => {
          asking = undefined;
        });
        await asking;
      }
      left -= 1;
    },
  };
}
