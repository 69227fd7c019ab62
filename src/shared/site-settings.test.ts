import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import enTitles from './i18n/en/setting-titles.ts';
import en from './i18n/en/settings.ts';
import heTitles from './i18n/he/setting-titles.ts';
import he from './i18n/he/settings.ts';
import { siteSettings } from './site-settings.ts';

const names = Object.keys(siteSettings).sort();

test.each([
  ['English', en, enTitles],
  ['Hebrew', he, heTitles],
])('every setting has its sentence and its title in %s, and none is without a setting', (_language, words, titles) => {
  expect(Object.keys(words).sort()).toEqual(names);
  expect(Object.keys(titles).sort()).toEqual(names);
  // Titles are no longer than a line, and tell the settings apart.
  expect(new Set(Object.values<string>(titles)).size).toBe(names.length);
  for (const title of Object.values<string>(titles)) expect(title.length).toBeLessThan(46);
  for (const sentence of Object.values<string>(words)) expect(sentence).toMatch(/\S{2,}.*[.?]$/);
});

/** Settings that only pages obey; their sentence says so. */
const FOR_PAGES = ['allow_bulk_invite'];

test('every setting is read somewhere: one that nothing obeys would be a lie on the admin page', () => {
  const root = join(import.meta.dirname, '..');
  const source = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => !file.endsWith('site-settings.ts') && !file.includes('i18n'))
    .map((file) => readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))
    .join('\n');
  const read = new Set(source.match(/\b[a-z]+(?:_[a-z0-9]+)+\b|(?<=settings\.)title\b/g));
  expect(names.filter((name) => !read.has(name))).toEqual(FOR_PAGES);
});
