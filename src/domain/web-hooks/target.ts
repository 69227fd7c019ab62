/**
 * Where web hooks may go: public addresses, and hosts that the operator names (USHER_WEBHOOK_ALLOWED_HOSTS). A name is
 * checked when it is resolved for the connection, and the address that was checked is the one connected to, so a name
 * cannot answer one thing to the check and another to the connection.
 */
import dns from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The host a URL names, as it is compared: lower case, IPv6 without brackets, no dot at the end. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Whether somebody outside could reach the address, too. Everything that is not plainly public is not. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  // Of IPv6 only this part is given out at all.
  return address.kind() === 'ipv4' || address.match(ipaddr.parse('2000::'), 3);
}

export class PrivateTarget extends Error {
  constructor() {
    super('the host has no public address');
    this.name = 'PrivateTarget';
  }
}

/** Whether it is plain without asking anybody that the URL leads to a place web hooks may not reach. */
export function isForbiddenTarget(url: URL, allowedHosts: readonly string[]): boolean {
  const host = hostOf(url);
  if (allowedHosts.includes(host)) return false;
  if (isIP(host)) return !isPublicAddress(host);
  return host === 'localhost' || host.endsWith('.localhost');
}

/** Resolves names to their public addresses only. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const open = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (!first) return callback(new PrivateTarget(), []);
    if (options.all) return callback(null, open);
    callback(null, first.address, first.family);
  });
};

/** What to resolve the host of a URL with; undefined: as usual. */
export const lookupFor = (url: URL, allowedHosts: readonly string[]): LookupFunction | undefined =>
  allowedHosts.includes(hostOf(url)) ? undefined : publicLookup;
