import type { ReactNode } from 'react';
import type common from '../../../src/shared/i18n/en/common.ts';
import type light from '../../../src/shared/i18n/en/light.ts';
import type screens from '../../../src/shared/i18n/en/screens.ts';
import { isLocale, type Locale } from '../../../src/shared/i18n/locales.ts';
import { fillSentence, findSentence, type Sentences, splitSentence } from './translate.ts';

type WithoutForm<K> = K extends `${infer Stem}_${'one' | 'two' | 'other'}` ? Stem : K;
export type SentenceKey = WithoutForm<keyof typeof common | keyof typeof light | keyof typeof screens>;

/** The language the server chose for this page. */
export const locale: Locale = isLocale(document.documentElement.lang) ? document.documentElement.lang : 'en';

/** Each language named in itself, so that its readers find it in any other. */
export const languageNames: Record<Locale, string> = { en: 'English', he: 'עברית' };

/** The site's name, which the server wrote into the page's title. */
export const site = document.title || 'Usher';

let sentences: Sentences = {};

/** Called once by each entry before anything is drawn. */
export function loadSentences(...areas: Sentences[]): void {
  sentences = Object.assign({}, ...areas);
}

const numbers = new Intl.NumberFormat(locale);
/** A number as the language writes it: 12,345. */
export const formatNumber = (value: number): string => numbers.format(value);

// First-strong isolates: a Hebrew name in an English sentence (or the reverse) does not reorder what surrounds it.
const isolate = (value: string | number) => (typeof value === 'number' ? formatNumber(value) : `\u2068${value}\u2069`);
const shown = (value: ReactNode): ReactNode => (typeof value === 'number' ? formatNumber(value) : value);

/** A sentence as plain text, for attributes, titles and messages without mark-up. */
export function t(key: SentenceKey, values: Readonly<Record<string, string | number>> = {}): string {
  const isolated = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolate(value)]));
  return fillSentence(findSentence(sentences, locale, key, values.count), isolated);
}

/** A sentence in which every value is isolated and may be an element: `<T k={key} name={user.name} />`. */
export function T({ k, ...values }: { k: SentenceKey } & Readonly<Record<string, ReactNode>>): ReactNode {
  const parts = splitSentence(findSentence(sentences, locale, k, values.count));
  return (
    <span>
      {parts.map((part, place) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never change their places.
        place % 2 === 0 ? part : <bdi key={place}>{shown(values[part])}</bdi>,
      )}
    </span>
  );
}

/** Keeps the choice for a year and loads the page again in the other language. */
export function switchLocale(to: Locale): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers of a few years ago.
  document.cookie = `usher_locale=${to}; Path=/; Max-Age=31536000; SameSite=Lax`;
  window.location.reload();
}

/** The language this browser was last asked to keep. */
export const chosenLocale = (): string | undefined => /(?:^|; )usher_locale=(\w+)/.exec(document.cookie)?.[1];

/** A moment in the reader's own words and time zone, e.g. "Friday, 6 March 2026 at 14:05". */
export const formatMoment = (iso: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(iso));
