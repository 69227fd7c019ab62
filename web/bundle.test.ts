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
  }).finally(() => vi.unstubAllEnvs());
  if (Array.isArray(built) || !('output' in built)) throw new Error('one build was expected');
  files = built.output;
});

const find = (name: string) => {
  const file = files.find((file) => file.fileName === name);
  if (!file) throw new Error(`${name} is not in the build`);
  return file;
};
const size = (name: string) => {
  const file = find(name);
  return gzipSync(file.type === 'chunk' ? file.code : file.source).length;
};

/** Adds what the browser fetches for a file: itself, what it imports at once, the styles of both. */
function addFetched(all: Set<string>, name: string): void {
  if (all.has(name)) return;
  all.add(name);
  const file = find(name);
  if (file.type !== 'chunk') return;
  for (const next of file.imports) addFetched(all, next);
  const { importedCss } = (file as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata ?? {};
  for (const style of importedCss ?? []) addFetched(all, style);
}

/** Everything the browser fetches for a page of the HTML file: what it names, and what that needs. */
function fetchedBy(html: string): Set<string> {
  const source = String((find(html) as Rolldown.OutputAsset).source);
  const named = [...source.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]!);
  const all = new Set([html]);
  for (const name of named) addFetched(all, name);
  return all;
}

/** Chunks that begin with one of our modules below a folder, e.g. a screen. */
const chunksOf = (part: RegExp): Rolldown.OutputChunk[] =>
  files.filter(
    (file): file is Rolldown.OutputChunk =>
      file.type === 'chunk' && part.test((file.facadeModuleId ?? '').replaceAll('\\', '/')),
  );

const total = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + size(name), 0);

describe('bytes of a first visit, compressed', () => {
  it('the light page, both languages and React included, stays under 100 kB and few files', () => {
    const names = fetchedBy('light.html');
    expect(names.size).toBeGreaterThan(3);
    expect(names.size).toBeLessThanOrEqual(9);
    expect(total(names)).toBeLessThan(90 * kB);
  });

  it('the app stays under 300 kB and few files with any one of its screens and either language', () => {
    expect(fetchedBy('index.html').size).toBeLessThanOrEqual(9);
    const languages = chunksOf(/\/i18n\/\w+\/screens\.ts$/);
    const screens = chunksOf(/\/web\/src\/pages\//);
    expect(languages.length).toBe(2);
    expect(screens.length).toBeGreaterThan(4);
    for (const { fileName } of languages) {
      for (const screen of screens) {
        const names = fetchedBy('index.html');
        addFetched(names, fileName);
        addFetched(names, screen.fileName);
        expect(total(names), screen.facadeModuleId!).toBeLessThan(300 * kB);
        expect(names.size, screen.facadeModuleId!).toBeLessThanOrEqual(20);
      }
    }
  });

  it('no screen and no language comes before somebody wants it', () => {
    const first = fetchedBy('index.html');
    for (const { fileName } of [...chunksOf(/\/web\/src\/pages\//), ...chunksOf(/\/screens\.ts$/)])
      expect(first).not.toContain(fileName);
  });

  it('every asset has a hash in its name, for browsers keep them for a year', () => {
    const names = files.map(({ fileName }) => fileName).filter((name) => !name.endsWith('.html'));
    expect(names.filter((name) => !/^assets\/.+-[\w-]{8}\.\w+$/.test(name))).toEqual([]);
  });

  it('no page names another site, an inline script or a data address, which the content security policy forbids', () => {
    for (const html of ['index.html', 'light.html']) {
      const source = String((find(html) as Rolldown.OutputAsset).source);
      expect(source).not.toMatch(/https?:\/\/|"\/\/|data:/);
      expect(source.match(/<script(?![^>]*\ssrc=)/g)).toBeNull();
    }
  });

  it('the styles that both pages share come last, after those of Mantine', () => {
    for (const html of ['index.html', 'light.html']) {
      const source = String((find(html) as Rolldown.OutputAsset).source);
      const styles = [...source.matchAll(/href="\/assets\/([\w-]+)-[\w-]{8}\.css"/g)].map((match) => match[1]);
      expect(styles.length, html).toBeGreaterThan(1);
      expect(styles.at(-1), html).toBe('base');
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
