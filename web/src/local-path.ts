/** A path of this site, whatever an address or a reply says; never another host, which `//host` and `/\host` would be. */
export const localPath = (path: string | undefined): string => (path && /^\/(?![/\\])/.test(path) ? path : '/');
