/** The sentences of a mail in its language, with foreign texts isolated. */
import { direction, type Locale } from '../shared/i18n/locales.ts';
import { translate } from '../translate.ts';
import { isolate } from './text.ts';

/** Text of a person, a list of such texts, a moment, or a number (`count` chooses the plural). */
type WordsParam = string | readonly string[] | Date | number;
export type Words = (key: string, params?: Record<string, WordsParam>, area?: 'mail' | 'errors') => string;

/** The reader's time zone is not known, so the moment says its own. */
const MOMENT = {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
} as const;

export function wordsIn(locale: Locale): Words {
  const rtl = direction(locale) === 'rtl';
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const write = (value: WordsParam): string | number => {
    if (typeof value === 'number') return value;
    if (value instanceof Date) return new Intl.DateTimeFormat(locale, MOMENT).format(value);
    return typeof value === 'string' ? isolate(value, rtl) : lists.format(value.map((item) => isolate(item, rtl)));
  };
  return (key, params = {}, area = 'mail') =>
    translate(
      locale,
      area,
      key,
      Object.fromEntries(Object.entries(params).map(([name, value]) => [name, write(value)])),
    );
}
