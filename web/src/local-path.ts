/**
 * The address of a path of this site, to go to after a step; the start page for everything that would lead elsewhere.
 * Resolved as browsers do it, because `//host`, `/\host` and `/<tab>/host` all name another host.
 */
export function localPath(path: string | undefined, origin = window.location.origin): string {
  try {
    const url = new URL(path ?? '/', origin);
    if (path?.startsWith('/') && url.origin === origin) return url.href;
  } catch {
    // Not an address at all, e.g. `//[`; treated as any other that leads nowhere.
  }
  return `${origin}/`;
}
