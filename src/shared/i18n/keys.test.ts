/** The languages say the same things, and the pages and the catalogue name the same sentences. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import { fillSentence, findSentence } from '../../../web/src/i18n/translate.ts';
import { siteSettings } from '../site-settings.ts';
import { locales } from './locales.ts';

type Sentences = Record<string, string>;
const here = import.meta.dirname;
const web = join(here, '../../../web/src');
// Those of the screens are in files of their own, and all together in `screens`.
const areas = readdirSync(join(here, 'en'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, '').replaceAll('\\', '/'));
const load = async (locale: string, area: string): Promise<Sentences> =>
  ((await import(/* @vite-ignore */ join(here, locale, `${area}.ts`))) as { default: Sentences }).default;

/** `name_two` and `name_other` are forms of one sentence; which forms there are differs between languages. */
const stem = (key: string) => key.replace(/_(one|two|other)$/, '');
const stems = (sentences: Sentences) => [...new Set(Object.keys(sentences).map(stem))].sort();
const marks = (sentence: string) => [...sentence.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]!);

describe.each(areas)('%s', (area) => {
  it('has the same sentences in every language', async () => {
    const english = stems(await load('en', area));
    for (const locale of locales) expect(stems(await load(locale, area)), locale).toEqual(english);
  });

  it('is written in every language', async () => {
    const all = await Promise.all(locales.map((locale) => load(locale, area)));
    expect(new Set(all).size, 'one language is only a copy of another').toBe(locales.length);
  });

  it('has every plural form its language needs, and no empty sentence', async () => {
    for (const locale of locales) {
      const sentences = await load(locale, area);
      // Hebrew's form for round tens above ten is hardly used any more; i18next and the pages take `other` for it.
      const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.filter((form) => form !== 'many');
      for (const key of Object.keys(sentences)) {
        expect(sentences[key]?.trim(), key).not.toBe('');
        if (stem(key) === key) continue;
        for (const form of forms) expect(sentences, `${locale} ${key}`).toHaveProperty([`${stem(key)}_${form}`]);
      }
    }
  });

  it('puts the same values into the sentence in every language', async () => {
    const english = await load('en', area);
    for (const locale of locales) {
      const sentences = await load(locale, area);
      for (const [key, sentence] of Object.entries(sentences)) {
        // The forms for one and two may say the number in words.
        const wanted = english[key] ?? english[`${stem(key)}_other`]!;
        const without = (text: string) => [...new Set(marks(text))].filter((mark) => mark !== 'count').sort();
        expect(without(sentence), `${locale} ${key}`).toEqual(without(wanted));
      }
    }
  });
});

it('every area of the screens is loaded, and no two have a sentence of the same key', async () => {
  const parts = areas.filter((area) => area.startsWith('screens/'));
  for (const locale of locales) {
    const keys = (await Promise.all(parts.map((area) => load(locale, area)))).flatMap((part) => Object.keys(part));
    expect(keys.sort(), locale).toEqual(Object.keys(await load(locale, 'screens')).sort());
  }
});

const PAGE_AREAS = ['common', 'light', 'screens'];

function sources(folder: string): { file: string; source: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => ({ file, source: readFileSync(join(folder, file), 'utf8') }));
}

describe('the pages', async () => {
  const code = sources(web);
  const known = Object.fromEntries(
    await Promise.all(PAGE_AREAS.map(async (area) => [area, stems(await load('en', area))] as const)),
  ) as Record<string, string[]>;
  const all = Object.values(known).flat();
  const groups = new Set(all.map((key) => key.split('.')[0]));
  // 'login.title' in quotes, or the fixed ends of `dead.${why}_text`.
  const literals = (source: string) =>
    [...source.matchAll(/['"]([a-z_]+\.[a-z_]+)['"]/g)]
      .map((match) => match[1]!)
      .filter((key) => groups.has(key.split('.')[0]));
  const patterns = code
    .flatMap(({ source }) => [...source.matchAll(/`([a-z_]+\.)\$\{[^`]*?\}([a-z_]*)`/g)])
    .map((match) => new RegExp(`^${match[1]!.replace('.', '\\.')}\\w+${match[2]}$`));

  it('name only sentences that there are', () => {
    for (const { file, source } of code)
      expect(
        literals(source).filter((key) => !all.includes(key)),
        file,
      ).toEqual([]);
  });

  it('use every sentence that there is', () => {
    const used = new Set(code.flatMap(({ source }) => literals(source)));
    expect(all.filter((key) => !used.has(key) && !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  });

  it('use only sentences that their entry loads', () => {
    for (const { file, source } of code) {
      const other = file.startsWith('light')
        ? known.screens!
        : /^(app|pages|ui)/.test(file)
          ? known.light!
          : [...known.screens!, ...known.light!];
      expect(
        literals(source).filter((key) => other.includes(key)),
        file,
      ).toEqual([]);
    }
  });

  it('fill sentences as i18next does', async () => {
    for (const locale of locales) {
      for (const area of PAGE_AREAS) {
        const sentences = await load(locale, area);
        const peer = createInstance();
        await peer.init({
          lng: locale,
          keySeparator: false,
          nsSeparator: false,
          resources: { [locale]: { translation: sentences } },
          interpolation: { escapeValue: false },
        });
        for (const key of stems(sentences)) {
          const counts = key in sentences ? [undefined] : [0, 1, 2, 3, 11, 20, 100];
          for (const count of counts) {
            const template = findSentence(sentences, locale, key, count);
            const values = {
              ...Object.fromEntries(marks(template).map((mark) => [mark, `<${mark}>`])),
              ...(count !== undefined && { count }),
            };
            expect(fillSentence(template, values), `${locale} ${key}`).toBe(peer.t(key, values));
          }
        }
      }
    }
  });
});

describe('the server', async () => {
  const source = sources(join(here, '../..'))
    .filter(({ file }) => !file.replaceAll('\\', '/').startsWith('shared/i18n/'))
    .map(({ source }) => source)
    .join('\n');
  const words = new Set([...source.matchAll(/['"`](\w+)['"`]/g)].map((match) => match[1]!));
  // Made of a word and a value: `dead_${reason}`, `${type}_subject`.
  const patterns = [...source.matchAll(/`(\w*)\$\{[^`]*?\}(\w*)`/g)]
    .filter(([, start, end]) => start || end)
    .map(([, start, end]) => new RegExp(`^${start}\\w+${end}$`));

  it('uses every sentence that there is', async () => {
    const used = (key: string) =>
      words.has(key) ||
      patterns.some((pattern) => pattern.test(key)) ||
      // What is wrong with a username is wrong with a group's name.
      words.has(key.replace(/^group_name_/, 'username_'));
    for (const area of ['errors', 'mail', 'imports'])
      expect(
        stems(await load('en', area)).filter((key) => !used(key)),
        area,
      ).toEqual([]);
    const rules = stems(await load('en', 'rules')).map((key) => key.replace(/_(allows|passes)$/, ''));
    expect(rules.filter((rule) => !words.has(rule))).toEqual([]);
    expect(stems(await load('en', 'settings'))).toEqual(Object.keys(siteSettings).sort());
  });

  it('names only sentences that there are', async () => {
    const errors = new Set([...stems(await load('en', 'errors')), ...stems(await load('en', 'imports'))]);
    const codes = [...source.matchAll(/\binvalidRecord\(\s*'(\w+)'|\bcode: '([a-z_]+)'/g)].map(
      ([, refused, code]) => refused ?? code!,
    );
    expect(codes.length).toBeGreaterThan(100);
    // Problems of a list's rows: `row_${code}`.
    expect([...new Set(codes)].filter((code) => !errors.has(code) && !errors.has(`row_${code}`))).toEqual([]);
  });
});
