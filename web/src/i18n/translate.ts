/**
 * Fills sentences of src/shared/i18n, which are written in i18next's syntax: `{{name}}` marks a value, and the suffixes
 * `_one`, `_two`, `_other` are the plural forms chosen by the value `count`. A page's language never changes while it is
 * open (the switch reloads it), so this is all of i18next that the pages need, and a test holds the two equal.
 */

export type Sentences = Readonly<Record<string, string>>;

/** The sentence of `key` before values are put in; the key itself when there is none, so that a gap is seen, not hidden. */
export function findSentence(sentences: Sentences, locale: string, key: string, count?: unknown): string {
  if (typeof count !== 'number') return sentences[key] ?? key;
  const form = new Intl.PluralRules(locale).select(count);
  return sentences[`${key}_${form}`] ?? sentences[`${key}_other`] ?? sentences[key] ?? key;
}

/** Splits a sentence at its marks: text at even places, names of values at odd ones. */
export const splitSentence = (sentence: string): string[] => sentence.split(/\{\{\s*(\w+)\s*\}\}/);

/** Puts `values` in; a value that is missing keeps its mark. */
export function fillSentence(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return splitSentence(sentence)
    .map((part, place) => (place % 2 === 0 ? part : String(values[part] ?? `{{${part}}}`)))
    .join('');
}
