/** What every answer tells browsers to refuse. Constants: worked out once, not for each answer. */
import type { FastifyInstance } from 'fastify';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join(';');

const HEADERS = {
  // An authenticated answer is nobody else's to keep; whatever may be kept says so itself.
  'Cache-Control': 'no-store',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  // Addresses of invites must not travel to other sites (ASVS 3.4.5).
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Download-Options': 'noopen',
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Permitted-Cross-Domain-Policies': 'none',
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
