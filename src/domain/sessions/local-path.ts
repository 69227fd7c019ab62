/** Where to go after logging out: only ever to a place of our own. */

/** Path (with query) of an address on this site; '/' for anything that leads elsewhere or cannot be read. */
export function localPath(address: string | undefined, baseUrl: string): string {
  if (!address || !URL.canParse(address, `${baseUrl}/`)) return '/';
  const url = new URL(address, `${baseUrl}/`);
  // `//host` at the start of a path is another host again.
  if (url.origin !== new URL(baseUrl).origin || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search;
}
