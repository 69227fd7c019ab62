/** Delivering web hooks to real servers on 127.0.0.1: signed, in order, tried again, never to a private address. */
import { createHmac } from 'node:crypto';
import dns from 'node:dns';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { deliverWebHooks } from '../../src/domain/web-hooks/deliver.ts';
import { daily } from '../../src/jobs/daily.ts';
import { WebHookEventList } from '../../src/shared/wire/web-hooks.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { selfSigned } from '../support/certificate.ts';
import type { Client } from '../support/client.ts';
import { expectShape } from '../support/invites.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/smtp.ts';

const HOOKS = '/admin/api/web_hooks';
const MINUTE = 60_000;
const SECRET = '0123456789abcdef';

let t: TestApp;
let as: Client;
let peer: Receiver;

beforeAll(async () => {
  t = await startApp({ env: { USHER_WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
  as = t.as(await t.user({ admin: true }));
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.sql('delete from web_hook_events');
  await t.sql('delete from web_hooks');
  peer = await startReceiver();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await peer.stop();
});

async function hook(more: Record<string, unknown> = {}): Promise<number> {
  const web_hook = { payload_url: `${peer.url}/hook`, wildcard_web_hook: true, ...more };
  const reply = await as.post(`${HOOKS}.json`, { web_hook });
  expect(reply.status, reply.text).toBe(200);
  return reply.body.web_hook.id;
}
/** A hook as it could be if a check of its URL had been got round. */
const hookPast = async (url: string): Promise<number> => {
  const id = await hook();
  await t.sql('update web_hooks set payload_url = $2 where id = $1', [id, url]);
  return id;
};
const deliver = () => deliverWebHooks(t.services, () => true);
const ping = (id: number) => as.post(`${HOOKS}/${id}/ping.json`);
const shown = async (id: number) => (await as.get(`${HOOKS}/${id}.json`)).body.web_hook;
/** A hook's deliveries, oldest first. */
async function deliveries(id: number, query: Record<string, unknown> = {}) {
  const { body } = await as.get(`/admin/api/web_hook_events/${id}.json`, query);
  expectShape(WebHookEventList, body);
  return [...body.web_hook_events].reverse();
}
const arrived = () => peer.received.map(({ id }) => id);

describe('what is posted', () => {
  test('JSON, signed over the bytes that arrive, with the headers that receivers of Discourse know', async () => {
    const id = await hook({ secret: SECRET });
    const group = await t.group({ name: 'ünïcode' });
    await deliver();
    const [event] = await deliveries(id);
    expect(peer.received).toHaveLength(1);
    const { headers, body, path } = peer.received[0]!;
    expect(path).toBe('/hook');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Usher',
      'x-discourse-instance': 'https://usher.example',
      'x-discourse-event-id': String(event.id),
      'x-discourse-event-type': 'group',
      'x-discourse-event': 'group_created',
      'x-discourse-event-signature': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    });
    expect(JSON.parse(body)).toMatchObject({ group: { id: group.id, name: 'ünïcode' } });
    expect(event).toMatchObject({ status: 200, state: 'delivered', response_body: 'ok', payload: body, error: null });
    expect(event.request_url).toBe(`${peer.url}/hook`);
    expect(JSON.parse(event.headers)['X-Discourse-Event-Id']).toBe(String(event.id));
    expect(event.headers).not.toContain(SECRET);
    expect((await shown(id)).last_delivery_status).toBe(3);
  });

  test('a form, signed over the form', async () => {
    await hook({ secret: SECRET, content_type: 2 });
    const group = await t.group();
    await deliver();
    const { headers, body } = peer.received[0]!;
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(JSON.parse(new URLSearchParams(body).get('payload')!).group.id).toBe(group.id);
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    expect(headers['x-discourse-event-signature']).toBe(`sha256=${signature}`);
  });

  test('a ping, unsigned without a secret, also of a hook that is switched off', async () => {
    const id = await hook({ active: false });
    await ping(id);
    await deliver();
    const { headers, body, event } = peer.received[0]!;
    expect(event).toBe('ping');
    expect(headers['x-discourse-event-type']).toBe('ping');
    expect(headers).not.toHaveProperty('x-discourse-event-signature');
    expect(body).toBe('{"ping":"OK"}');
  });

  test('each event once and in order, however many there are', async () => {
    const id = await hook();
    for (let n = 0; n < 20; n++) await t.group();
    await deliver();
    await deliver();
    expect(arrived()).toEqual((await deliveries(id)).map((event) => event.id));
    expect(arrived()).toHaveLength(20);
  });
});

describe('failures', () => {
  test('an error is tried again after 1, 5, 25 and 125 minutes, with the same id, and then given up', async () => {
    const id = await hook();
    await t.group();
    peer.answer = (_request, response) => response.writeHead(500).end('no\0pe');
    expect(await deliver()).toBeGreaterThan(0.9 * MINUTE);
    expect(await deliveries(id)).toMatchObject([
      { status: 500, state: 'queued', response_body: 'no\ufffdpe', redelivering: true, attempts: 1 },
    ]);
    expect((await shown(id)).last_delivery_status).toBe(2);
    for (const minutes of [1, 5, 25, 125]) {
      const before = peer.received.length;
      t.advance((minutes - 0.1) * MINUTE);
      await deliver();
      expect(peer.received, `too early after ${minutes}`).toHaveLength(before);
      t.advance(0.2 * MINUTE);
      await deliver();
      expect(peer.received).toHaveLength(before + 1);
    }
    expect(await deliveries(id, { status: 'failed' })).toMatchObject([{ state: 'failed', attempts: 5 }]);
    t.advance(1000 * MINUTE);
    expect(await deliver()).toBeUndefined();
    expect(new Set(arrived()).size).toBe(1);
    expect(arrived()).toHaveLength(5);
  });

  test('an error does not hold up other events, and success ends the tries', async () => {
    const id = await hook();
    await t.group();
    await t.group();
    let first = true;
    peer.answer = (_request, response) => {
      response.writeHead(first ? 503 : 204).end();
      first = false;
    };
    await deliver();
    const [one, two] = await deliveries(id);
    expect([one.state, two.state]).toEqual(['queued', 'delivered']);
    t.advance(1.1 * MINUTE);
    await deliver();
    expect(arrived()).toEqual([one.id, two.id, one.id]);
    expect(await deliveries(id, { status: 'failed' })).toEqual([]);
    expect(await deliveries(id, { status: 'successful' })).toHaveLength(2);
  });

  test('a receiver that is away keeps its events in order; a ping ends the wait', async () => {
    const id = await hook();
    await peer.stop();
    for (let n = 0; n < 3; n++) await t.group();
    await deliver();
    await deliver();
    expect(await deliveries(id)).toMatchObject([
      { status: -1, attempts: 1, error: 'The receiver could not be reached (ECONNREFUSED).' },
      { status: 0, attempts: 0 },
      { status: 0, attempts: 0 },
    ]);
    expect(JSON.parse((await deliveries(id))[0].response_headers)).toEqual({
      error: 'The receiver could not be reached (ECONNREFUSED).',
    });
    peer = await startReceiver({ port: peer.port });
    await deliver();
    expect(peer.received).toEqual([]);
    t.advance(1.1 * MINUTE);
    await deliver();
    expect(arrived()).toEqual((await deliveries(id)).map((event) => event.id));

    await peer.stop();
    await t.group();
    await deliver();
    peer = await startReceiver({ port: peer.port });
    await ping(id);
    await deliver();
    expect(peer.received.map(({ event }) => event)).toEqual(['ping']);
  });

  test('a ping is not tried again', async () => {
    const id = await hook();
    peer.answer = (_request, response) => response.writeHead(404).end();
    await ping(id);
    expect(await deliver()).toBeUndefined();
    expect(await deliveries(id)).toMatchObject([{ status: 404, state: 'failed' }]);
  });

  test('redirects are not followed, not even to where a hook could go', async () => {
    const id = await hook();
    peer.answer = ({ path }, response) =>
      path === '/hook' ? response.writeHead(302, { Location: `${peer.url}/elsewhere` }).end() : response.end();
    await t.group();
    await deliver();
    expect(peer.received.map(({ path }) => path)).toEqual(['/hook']);
    expect(await deliveries(id)).toMatchObject([
      { status: 302, state: 'queued', error: expect.stringContaining('redirects are not followed') },
    ]);
  });

  test('410 switches the hook off, forgets what waits and is logged', async () => {
    const id = await hook({ secret: SECRET });
    peer.answer = (_request, response) => response.writeHead(410).end();
    for (let n = 0; n < 3; n++) await t.group();
    await deliver();
    await t.group();
    await deliver();
    expect(peer.received).toHaveLength(1);
    expect(await deliveries(id)).toMatchObject([{ status: 410, state: 'failed', error: expect.stringMatching(/410/) }]);
    expect(await shown(id)).toMatchObject({ active: false, last_delivery_status: 4 });
    expect(
      await t.sql(
        `select acting_user_id, details, admin_only from staff_action_logs where action_name = 'web_hook_deactivate' and subject = $1`,
        [String(id)],
      ),
    ).toEqual([
      { acting_user_id: -1, details: `payload_url: ${peer.url}/hook\nresponse status: 410`, admin_only: true },
    ]);
  });

  test('of a long answer 64 kB are kept; one that breaks off counts by its status', async () => {
    const id = await hook();
    await t.group();
    await t.group();
    peer.answer = ({ id: event }, response) => {
      if (event === peer.received[0]!.id) response.end('x'.repeat(1_000_000));
      else response.writeHead(200, { 'Content-Length': '100' }).write('half', () => response.destroy());
    };
    await deliver();
    const [long, broken] = await deliveries(id);
    expect(long).toMatchObject({ state: 'delivered', response_body: 'x'.repeat(65_536) });
    expect(broken).toMatchObject({ state: 'delivered', response_body: expect.stringMatching(/^half/) });
  });

  test('a receiver that hangs is left after 10 seconds, and the others do not wait for it', async () => {
    const slow = await hook({ payload_url: `${peer.url}/slow` });
    const quick = await hook({ payload_url: `${peer.url}/quick` });
    peer.answer = ({ path }, response) => {
      if (path === '/quick') response.end('ok');
    };
    await t.group();
    const running = deliver();
    await until('the quick one', async () => (await deliveries(quick))[0]?.state === 'delivered');
    // What comes up while the slow one hangs is delivered meanwhile, too.
    await t.group();
    await until('the next for the quick one', async () => (await deliveries(quick))[1]?.state === 'delivered');
    expect((await deliveries(slow))[0].state).toBe('sending');
    await running;
    const [first, second] = await deliveries(slow);
    expect(first).toMatchObject({ status: -1, error: 'No answer came within 10 seconds.' });
    expect(first.duration).toBeGreaterThan(9_900);
    expect(first.duration).toBeLessThan(30_000);
    expect(second).toMatchObject({ attempts: 0 });
  });

  test('a certificate that is not good is refused, unless the hook says otherwise', async () => {
    const secure = await startReceiver({ certificate: selfSigned('127.0.0.1') });
    try {
      const careful = await hook({ payload_url: secure.url });
      const careless = await hook({ payload_url: secure.url, verify_certificate: false });
      await t.group();
      await deliver();
      expect(await deliveries(careful)).toMatchObject([{ status: -1, error: expect.stringMatching(/SELF_SIGNED/) }]);
      expect(await deliveries(careless)).toMatchObject([{ status: 200, state: 'delivered' }]);
      expect(secure.received).toHaveLength(1);
    } finally {
      await secure.stop();
    }
  });
});

describe('private targets', () => {
  const refused = { status: -1, state: 'failed', error: expect.stringContaining('no public address') };

  test.each([
    ['an address', '127.0.0.2'],
    ['decimal', '2130706434'],
    ['IPv6', '[::1]'],
    ['IPv4 in IPv6', '[::ffff:127.0.0.1]'],
    ['a name', 'localhost'],
    ['a name with a dot', 'localhost.'],
  ])('are not reached by %s, even if the hook exists', async (_what, host) => {
    const id = await hookPast(`http://${host}:${peer.port}/`);
    await t.group();
    await deliver();
    expect(await deliveries(id)).toMatchObject([refused]);
    expect(peer.received).toEqual([]);
  });

  /** Has every name resolve to these addresses; returns the names that were asked for. */
  function resolving(addresses: string[]): string[] {
    const asked: string[] = [];
    const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    vi.spyOn(dns, 'lookup').mockImplementation(((
      host: string,
      _options: unknown,
      done: (...args: unknown[]) => void,
    ) => {
      asked.push(host);
      done(null, answer);
    }) as unknown as typeof dns.lookup);
    return asked;
  }

  test.each([[['127.0.0.1']], [['10.0.0.1', '::ffff:127.0.0.1', 'fe80::1%lo']], [['not an address']]])(
    'are not reached through a name that resolves to %s',
    async (addresses) => {
      const asked = resolving(addresses);
      const id = await hook({ payload_url: `http://rebind.example:${peer.port}/` });
      await t.group();
      await deliver();
      expect(await deliveries(id)).toMatchObject([refused]);
      expect(peer.received).toEqual([]);
      expect(asked).toEqual(['rebind.example']);
    },
  );

  test('are not reached through a redirect', async () => {
    const inner = await startReceiver();
    try {
      const id = await hook();
      peer.answer = (_request, response) =>
        response.writeHead(307, { Location: `http://localhost:${inner.port}/` }).end();
      await t.group();
      await deliver();
      expect(inner.received).toEqual([]);
      expect(await deliveries(id)).toMatchObject([{ status: 307, state: 'queued' }]);
    } finally {
      await inner.stop();
    }
  });
});

describe('delivering again', () => {
  test('an event that was given up, and one that had arrived, with the id they had', async () => {
    const id = await hook();
    peer.answer = (_request, response) => response.writeHead(500).end();
    await t.group();
    await t.sql('update web_hook_events set attempts = 4');
    await deliver();
    const [event] = await deliveries(id);
    expect(event.state).toBe('failed');
    peer.answer = undefined;
    for (const times of [2, 3]) {
      const reply = await as.post(`${HOOKS}/${id}/events/${event.id}/redeliver.json`);
      expect(reply.body.web_hook_event).toMatchObject({ id: event.id, state: 'queued', redelivering: true });
      await deliver();
      expect(arrived()).toEqual(Array(times).fill(event.id));
    }
    expect(await deliveries(id)).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    expect(new Set(peer.received.map(({ body }) => body)).size).toBe(1);
  });

  test('deliveries are kept for 30 days', async () => {
    const id = await hook();
    await t.group();
    await t.group();
    await deliver();
    const [old, young] = await deliveries(id);
    const age = (event: { id: number }, days: number) =>
      t.sql('update web_hook_events set created_at = $2 where id = $1', [
        event.id,
        new Date(t.services.now().getTime() - days * 86_400_000),
      ]);
    await age(old, 31);
    await age(young, 29);
    await daily(t.services);
    expect((await deliveries(id)).map((event) => event.id)).toEqual([young.id]);
  });
});
