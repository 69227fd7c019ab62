/**
 * One canonical form for the addresses the contract allows: with and without `.json`, `/users` for `/u`, `/g` for
 * `/groups`. Done before routing, so that a route is declared once.
 */
import type { IncomingMessage } from 'node:http';

const jsonAsked = new WeakSet<IncomingMessage>();

export function canonicalUrl(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const cut = url.search(/[?#]/);
  let path = cut < 0 ? url : url.slice(0, cut);
  const rest = cut < 0 ? '' : url.slice(cut);
  if (path.endsWith('.json')) {
    path = path.slice(0, -'.json'.length);
    jsonAsked.add(request);
  }
  path = path.replace(/^\/users(?=\/|$)/, '/u').replace(/^\/g(?=\/|$)/, '/groups');
  return (path || '/') + rest;
}

/**
 * Whether the caller is a program: asked by suffix, Accept or XHR, or by any method but GET. A browser that opens an
 * address says so by accepting text/html.
 */
export function wantsJson(request: {
  raw: IncomingMessage;
  method: string;
  headers: IncomingMessage['headers'];
}): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return true;
  if (jsonAsked.has(request.raw)) return true;
  if (request.headers['x-requested-with']?.toString().toLowerCase() === 'xmlhttprequest') return true;
  const accept = request.headers.accept ?? '*/*';
  return !accept.includes('text/html');
}
