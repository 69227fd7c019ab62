/** Which addresses web hooks may reach, and that only those are handed to the connection. */
import dns from 'node:dns';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isForbiddenTarget, isPublicAddress, lookupFor } from './target.ts';

describe('public addresses', () => {
  it.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '192.167.1.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s', (ip) => {
    expect(isPublicAddress(ip)).toBe(true);
  });
});

describe('addresses that are not', () => {
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '4000::1',
    'fc00::1',
    'fdff::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'example.com',
    '',
  ])('%s', (ip) => {
    expect(isPublicAddress(ip)).toBe(false);
  });
});

describe('URLs', () => {
  it.each([
    ['http://127.1/', [], true],
    ['http://017700000001/', [], true],
    ['http://LOCALHOST./', [], true],
    ['http://hooks.example/', [], false],
    ['http://127.0.0.1/', ['127.0.0.1'], false],
    ['http://127.0.0.2/', ['127.0.0.1'], true],
    ['http://[::1]:80/', ['::1'], false],
    ['http://Inner.Example./', ['inner.example'], false],
    ['http://127.0.0.1.evil.example/', ['127.0.0.1'], false],
  ])('%s with %j allowed: forbidden %s', (url, allowed, forbidden) => {
    expect(isForbiddenTarget(new URL(url), allowed)).toBe(forbidden);
  });
});

describe('resolving', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const answering = (addresses: string[]) => {
    const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return vi
      .spyOn(dns, 'lookup')
      .mockImplementation(((_host: string, _options: unknown, done: (...args: unknown[]) => void) =>
        done(null, answer)) as unknown as typeof dns.lookup);
  };
  const resolve = (all: boolean) =>
    new Promise<unknown[]>((done) => {
      lookupFor(new URL('http://mixed.example/'), [])!('mixed.example', { all }, (...args: unknown[]) => done(args));
    });

  // One look-up, whose checked answer is what the connection gets: a second answer of the name is never asked for.
  it('hands over the public addresses of a name and no others', async () => {
    const lookup = answering(['10.0.0.1', '8.8.8.8', '::1', '2606:4700::1111']);
    expect(await resolve(true)).toEqual([
      null,
      [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
    ]);
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(await resolve(false)).toEqual([null, '8.8.8.8', 4]);
  });

  it('refuses a name without a public address', async () => {
    answering(['10.0.0.1', 'fd00::1']);
    for (const all of [true, false]) expect((await resolve(all))[0]).toMatchObject({ name: 'PrivateTarget' });
  });

  it('leaves hosts alone that the operator names', () => {
    expect(lookupFor(new URL('http://Inner.example/'), ['inner.example'])).toBeUndefined();
  });
});
