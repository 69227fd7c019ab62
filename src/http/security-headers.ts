/** What answers tell browsers to refuse. Constants: worked out once, not for each answer. */
import type { FastifyInstance, FastifyReply } from 'fastify';

const policy = (...directives: string[]) => directives.join(';');

/** Of every answer. Most are data for a program: a browser that opens one runs and loads nothing. */
const HEADERS = {
  // An authenticated answer is nobody else's to keep; whatever may be kept says so itself.
  'Cache-Control': 'no-store',
  'Content-Security-Policy': policy("default-src 'none'", "frame-ancestors 'none'"),
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Addresses of invites must not travel to other sites (ASVS 3.4.5).
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Of pages besides, which show something and run our scripts. */
const PAGE_HEADERS = {
  'Content-Security-Policy': policy(
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'X-DNS-Prefetch-Control': 'off',
  // For browsers that do not know frame-ancestors.
  'X-Frame-Options': 'DENY',
  // The filter that old browsers have can itself be abused.
  'X-XSS-Protection': '0',
};
const YEAR_SECONDS = 31_536_000;

/** @param https whether the public address is one, so that browsers may be told never to come by http */
export function sendSecurityHeaders(app: FastifyInstance, https: boolean): void {
  const headers = https
    ? { ...HEADERS, 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}; includeSubDomains` }
    : HEADERS;
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** For an answer that is a page of ours. */
export const sendPageHeaders = (reply: FastifyReply): FastifyReply => reply.headers(PAGE_HEADERS);
