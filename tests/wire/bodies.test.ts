/** Bodies and query strings that cannot be read are the sender's fault: a 400 with the contract's body, never a 500. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { expectRefused } from '../support/invites.ts';

const FORM = 'application/x-www-form-urlencoded';
let t: TestApp;

beforeAll(async () => {
  t = await startApp();
});
afterAll(() => t.close());

it.each([
  ['broken JSON', 'application/json', '{"login":', 400],
  ['20,000-deep JSON', 'application/json', '['.repeat(20_000) + ']'.repeat(20_000), 400],
  ['a JSON array', 'application/json', '[1]', 400],
  ['a JSON text', 'application/json', '"x"', 400],
  ['a form nested 3,000 deep', FORM, `login${'[a]'.repeat(3000)}=1`, 400],
  ['a form with too many parts', FORM, 'a=1&'.repeat(20_001), 400],
  ['an unknown content type', 'text/csv', 'a,b', 400],
  ['two megabytes', 'application/json', JSON.stringify({ login: 'x'.repeat(2_000_000) }), 413],
])('%s', async (_, type, body, status) => {
  const admin = await t.user({ admin: true });
  const reply = await expectRefused(t, status, () =>
    t.as(admin).post('/session.json', body, { encoding: 'raw', headers: { 'Content-Type': type } }),
  );
  expect(reply.body.errors).toEqual([expect.any(String)]);
});

it('a body that is far too large is refused in words, and taken until its end so that they can be read', async () => {
  const size = 8_000_000;
  const socket = connect(Number(new URL(t.url).port), '127.0.0.1');
  const broken = new Promise<Error>((resolve) => socket.once('error', resolve));
  const answer = once(socket, 'data');
  socket.write(
    `POST /session.json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`,
  );
  // The refusal is there before the body is.
  expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 413 /);
  const taken = new Promise((resolve) => socket.write('x'.repeat(size), resolve));
  expect(await Promise.race([taken, broken])).not.toBeInstanceOf(Error);
  const next = once(socket, 'data');
  socket.write('GET /srv/status HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(String((await Promise.race([next, broken.then((error) => [error])]))[0])).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
});

it.each(['a[20000]=1', 'a[0]=1&a[10001]=2', `a${'[b]'.repeat(8)}=1`, 'a=1&'.repeat(20_001)])(
  'the query string %s neither ends the process nor says anything but 400',
  async (query) => {
    expect((await t.browser().get(`/srv/status?${query.slice(0, 60_000)}`)).status).not.toBe(500);
    const reply = await t.browser().get(`/session/csrf.json?${query.slice(0, 7000)}`);
    expect([200, 400]).toContain(reply.status);
    expect((await t.browser().get('/srv/status')).text).toBe('ok');
  },
);

it('what Node itself cannot read as a request is refused in the same form', async () => {
  const long = await t.browser().get(`/groups.json?filter=${'a'.repeat(20_000)}`);
  expect(long.status).toBe(431);
  expect(long.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(long.body).toEqual({ errors: [expect.stringMatching(/\S/)], error_type: 'invalid_parameters' });

  const socket = connect(Number(new URL(t.url).port), '127.0.0.1');
  socket.end('GET /groups.json HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(JSON.parse(answer.split('\r\n\r\n')[1]!).errors).toEqual(['The request could not be read.']);
});

it('a multipart body with impossible names is a 400', async () => {
  const admin = await t.user({ admin: true });
  const body = `--x\r\nContent-Disposition: form-data; name="a${'[b]'.repeat(8)}"\r\n\r\n1\r\n--x--\r\n`;
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
  await expectRefused(t, 400, () => t.as(admin).post('/invites.json', body, { encoding: 'raw', headers }));
});
