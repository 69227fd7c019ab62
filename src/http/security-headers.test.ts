import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { sendPageHeaders, sendSecurityHeaders } from './security-headers.ts';

const answer = async (https: boolean, path = '/') => {
  const app = fastify();
  sendSecurityHeaders(app, https);
  app.get('/', async () => 'x');
  app.get('/page', async (_request, reply) => sendPageHeaders(reply).send('x'));
  return (await app.inject(path)).headers;
};

describe('headers of every answer', () => {
  it('nothing is kept, guessed, loaded or framed, and addresses do not travel', async () => {
    expect(await answer(false)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });
  it('refusals carry them too', async () => {
    expect(await answer(false, '/nowhere')).toMatchObject({ 'x-content-type-options': 'nosniff' });
  });
  it('pages run our own scripts and no others, and are in no frame', async () => {
    const headers = await answer(false, '/page');
    expect(headers['content-security-policy']).toContain("default-src 'self';script-src 'self';");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
  });
  it('browsers are kept to https only where the public address is one', async () => {
    expect(await answer(true)).toMatchObject({ 'strict-transport-security': 'max-age=31536000; includeSubDomains' });
    expect(await answer(false)).not.toHaveProperty('strict-transport-security');
  });
});
