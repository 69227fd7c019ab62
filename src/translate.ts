/** Sentences on the server: errors, mails, names of settings. The words live in src/shared/i18n. */
import { createInstance, type i18n } from 'i18next';
import { type Locale, locales } from './shared/i18n/locales.ts';
import { type ServerArea, serverWords } from './shared/i18n/server-words.ts';

const instance: i18n = createInstance();
// Synchronous: everything is in memory. Values are data, and whoever puts them into HTML escapes them there.
void instance.init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: [...locales],
  ns: Object.keys(serverWords.en),
  defaultNS: 'errors',
  resources: serverWords,
  initAsync: false,
  interpolation: { escapeValue: false },
});

/** The sentence `key` of an area in a language; `count` chooses the plural. A key without words is a bug: it throws. */
export function translate(locale: Locale, area: ServerArea, key: string, params: Record<string, unknown> = {}): string {
  if (!instance.exists(key, { ns: area, lng: locale, ...params }))
    throw new Error(`no words for ${area}.${key} in ${locale}`);
  // What people read has its numbers written as their language does; errors are read by programs too, and are not.
  const shown = Object.entries(params).map(([name, value]) => [
    name,
    area === 'mail' && typeof value === 'number' ? value.toLocaleString(locale) : value,
  ]);
  return instance.t(key, { ns: area, lng: locale, ...params, replace: Object.fromEntries(shown) });
}

/** Whether the area has this sentence (used for optional ones, such as the words of a rule). */
export const hasWords = (area: ServerArea, key: string): boolean => instance.exists(key, { ns: area, lng: 'en' });

/** "23 hours", "5 minutes", "40 seconds": rounded up, in the reader's language. */
export function duration(locale: Locale, seconds: number): string {
  if (seconds < 60) return translate(locale, 'errors', 'seconds', { count: Math.max(1, Math.ceil(seconds)) });
  if (seconds < 3600) return translate(locale, 'errors', 'minutes', { count: Math.ceil(seconds / 60) });
  return translate(locale, 'errors', 'hours', { count: Math.ceil(seconds / 3600) });
}

/** A refusal's rule in words. */
export const refusalWords = (locale: Locale, reason: string): string => translate(locale, 'errors', `rule_${reason}`);

/** What a rule of a chain said about somebody (src/policy/actor.ts, `Step`). */
export const explainStep = (
  locale: Locale,
  step: { rule: string; outcome: string; reason?: string },
  username: string,
): string =>
  step.reason === undefined
    ? translate(locale, 'rules', `${step.rule}_${step.outcome}`, { username })
    : refusalWords(locale, step.reason);
