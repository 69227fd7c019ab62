/** What a first visit costs over the wire. The light page is opened on phones, from mail, once. */
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const kB = 1000;
let files: (Rolldown.OutputChunk | Rolldown.OutputAsset)[];

beforeAll(async () => {
  // Built anew and kept in memory: an old build on disk proves nothing.
  // The test runner's own value would build React's development version.
  vi.stubEnv('NODE_ENV', 'production');
  const built = await build({
    configFile: `${import.meta.dirname}/vite.config.ts`,
    logLevel: 'error',
    build: { write: false },
  });
  vi.unstubAllEnvs();
  if (Array.isArray(built) || !('output' in built)) throw new Error('one build was expected');
  files = built.output;
}, 60_000);

const find = (name: string) => {
  const file = files.find((file) => file.fileName === name);
  if (!file) throw new Error(`${name} is not in the build`);
  return file;
};
const size = (name: string) => {
  const file = find(name);
  return gzipSync(file.type === 'chunk' ? file.code : file.source).length;
};

/** Everything the browser fetches for a page of the HTML file: what it names, and what that imports at once. */
function fetchedBy(html: string): Set<string> {
  const source = String((find(html) as Rolldown.OutputAsset).source);
  const named = [...source.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]!);
  const all = new Set([html]);
  const add = (name: string) => {
    if (all.has(name)) return;
    all.add(name);
    const file = find(name);
    if (file.type === 'chunk') for (const next of file.imports) add(next);
  };
  for (const name of named) add(name);
  return all;
}

const total = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + size(name), 0);

describe('bytes of a first visit, compressed', () => {
  it('the light page, both languages and React included, stays under 100 kB and few files', () => {
    const names = fetchedBy('light.html');
    expect(names.size).toBeGreaterThan(3);
    expect(names.size).toBeLessThanOrEqual(9);
    expect(total(names)).toBeLessThan(90 * kB);
  });

  it('the app with its largest screen and language stays under 300 kB', () => {
    const names = fetchedBy('index.html');
    const later = files.filter(({ fileName }) => fileName.endsWith('.js') && !names.has(fileName));
    expect(later.length).toBeGreaterThan(0);
    // More than any one visit fetches: everything the app could load later, except the light page's own script.
    const light = fetchedBy('light.html');
    const rest = later.map(({ fileName }) => fileName).filter((name) => !light.has(name));
    expect(total(names) + total(rest)).toBeLessThan(300 * kB);
  });

  it('no page names another site, an inline script or a data address, which the content security policy forbids', () => {
    for (const html of ['index.html', 'light.html']) {
      const source = String((find(html) as Rolldown.OutputAsset).source);
      expect(source).not.toMatch(/https?:\/\/|"\/\/|data:/);
      expect(source.match(/<script(?![^>]*\ssrc=)/g)).toBeNull();
    }
  });

  it('the light page brings neither Mantine nor the router', () => {
    for (const name of fetchedBy('light.html')) {
      const file = find(name);
      if (file.type !== 'chunk') continue;
      expect(file.moduleIds.filter((id) => /@mantine|@tanstack/.test(id))).toEqual([]);
    }
  });
});
