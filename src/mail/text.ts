/**
 * What people wrote, made harmless for a mail: no control characters, no reordering of the text around it, no markup.
 * First Strong Isolate and Pop Directional Isolate mark where a foreign text begins and ends; in HTML they become <bdi>.
 */

import { escapeHtml } from '../shared/escape-html.ts';

const FSI = '\u2068';
const PDI = '\u2069';

/** Characters that steer direction: embeddings, overrides, isolates. Ours are put in after these are out. */
const STEERING = /[\u202A-\u202E\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g;

/** One line without control or steering characters. */
export const oneLine = (text: string): string => text.replace(STEERING, '').replace(CONTROL, ' ').trim();

/** The same, keeping line breaks. */
export const manyLines = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => oneLine(line))
    .join('\n')
    .trim();

/** Marks a foreign text inside a sentence, so that its direction stays its own. Plain ASCII in an English mail needs none. */
export function isolate(text: string, rtl: boolean): string {
  const clean = oneLine(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  return !rtl && /^[\x00-\x7F]*$/.test(clean) ? clean : `${FSI}${clean}${PDI}`;
}

/** Text -> HTML; isolates become elements. */
export const html = (text: string): string => escapeHtml(text).replaceAll(FSI, '<bdi>').replaceAll(PDI, '</bdi>');
