import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { sendSecurityHeaders } from './security-headers.ts';

const answer = async (https: boolean, path = '/') => {
  const app = fastify();
  sendSecurityHeaders(app, https);
  app.get('/', async () => 'x');
  return (await app.inject(path)).headers;
};

describe('headers of every answer', () => {
  it('nothing runs but our own scripts, nobody frames us, addresses do not travel', async () => {
    const headers = await answer(false);
    expect(headers['content-security-policy']).toContain("default-src 'self';script-src 'self';");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  });
  it('refusals carry them too', async () => {
    expect(await answer(false, '/nowhere')).toMatchObject({ 'x-frame-options': 'SAMEORIGIN' });
  });
  it('browsers are kept to https only where the public address is one', async () => {
    expect(await answer(true)).toMatchObject({ 'strict-transport-security': 'max-age=31536000; includeSubDomains' });
    expect(await answer(false)).not.toHaveProperty('strict-transport-security');
  });
});
