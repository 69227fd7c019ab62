import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsherError } from '../../errors.ts';
import { MAX_COLUMNS, MAX_ROW, openCsv } from './csv.ts';
import { openDecoder } from './decode.ts';

/** The file cut into pieces of this many characters. */
function parse(text: string, piece = text.length || 1, delimiter?: string) {
  const csv = openCsv(delimiter);
  const rows = [];
  for (let at = 0; at < text.length; at += piece) rows.push(...csv.push(text.slice(at, at + piece)));
  rows.push(...csv.end());
  return { rows, delimiter: csv.delimiter };
}
const cells = (text: string, piece?: number) => parse(text, piece).rows.map((row) => row.cells);
function causeOf(work: () => unknown): { reason: string | undefined; line: unknown } {
  try {
    work();
  } catch (error) {
    if (error instanceof UsherError) return { reason: error.details.reason, line: error.details.params?.line };
    throw error;
  }
  throw new Error('was not refused');
}

describe('rows', () => {
  test('comma, semicolon and tab, as the first row has them', () => {
    expect(cells('a@x.org,g;h\nb@x.org,i')).toEqual([
      ['a@x.org', 'g;h'],
      ['b@x.org', 'i'],
    ]);
    expect(cells('email;groups\na@x.org;"g;h"')).toEqual([
      ['email', 'groups'],
      ['a@x.org', 'g;h'],
    ]);
    expect(cells('a@x.org\tg,h')).toEqual([['a@x.org', 'g,h']]);
    expect(cells('"a""b,c";d')).toEqual([['a"b,c', 'd']]);
    expect(parse('\r\n\n"a;b"\tc').delimiter).toBe('\t');
    expect(parse('a').delimiter).toBe(',');
  });

  test('LF, CRLF and CR, also mixed; lines are counted through quoted breaks', () => {
    const text = 'a\r\nb\rc\n"d\r\ne\rf\ng",h\n\ni';
    for (const piece of [1, 2, 3, 100]) {
      expect(parse(text, piece, ',').rows).toEqual([
        { line: 1, cells: ['a'] },
        { line: 2, cells: ['b'] },
        { line: 3, cells: ['c'] },
        { line: 4, cells: ['d\r\ne\rf\ng', 'h'] },
        { line: 8, cells: [''] },
        { line: 9, cells: ['i'] },
      ]);
    }
  });

  test('what stands behind a closing quote is kept, so that the row is judged, not the file', () => {
    expect(cells('"a"b,c"d"')).toEqual([['ab', 'c"d"']]);
  });

  test('whatever cells there are, written with quotes and cut anywhere, come back', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', 'ש', '😀', ' ') });
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 1, max: 20 }),
        (table, end, piece) => {
          const text = table.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',') + end).join('');
          expect(parse(text, piece, ',').rows.map((row) => row.cells)).toEqual(table);
        },
      ),
    );
  });
});

describe('files that are refused, early', () => {
  /** Pushes the same piece until it is refused; returns how many characters that took. */
  function feed(first: string, piece: string): { cause: ReturnType<typeof causeOf>; characters: number } {
    const csv = openCsv();
    let characters = first.length;
    csv.push(first);
    const cause = causeOf(() => {
      for (let n = 0; n < 1000; n++) {
        characters += piece.length;
        csv.push(piece);
      }
    });
    return { cause, characters };
  }

  test('an endless quote, an endless line', () => {
    const quote = feed('a@x.org,g\n"b', 'x,y\n'.repeat(10_000));
    expect(quote.cause).toEqual({ reason: 'import_open_quote', line: 2 });
    const line = feed('a@x.org,g\nb', 'x'.repeat(40_000));
    expect(line.cause).toEqual({ reason: 'import_row_too_long', line: 2 });
    for (const { characters } of [quote, line]) expect(characters).toBeLessThan(MAX_ROW + 100_000);
  });

  test('a quote that is open at the end, with the line it begins in', () => {
    expect(causeOf(() => parse('a\n"b,c\nd'))).toEqual({ reason: 'import_open_quote', line: 2 });
    expect(causeOf(() => parse('"'))).toEqual({ reason: 'import_open_quote', line: 1 });
  });

  test('too many columns', () => {
    expect(cells(','.repeat(MAX_COLUMNS - 1))[0]).toHaveLength(MAX_COLUMNS);
    expect(causeOf(() => parse(`a\n${','.repeat(MAX_COLUMNS)}`, 100_000, ','))).toEqual({
      reason: 'import_too_many_columns',
      line: 2,
    });
  });
});

describe('decoding', () => {
  const decode = (bytes: Uint8Array, piece = 3) => {
    const decoder = openDecoder();
    let text = '';
    for (let at = 0; at < bytes.length; at += piece) text += decoder.push(bytes.subarray(at, at + piece));
    return { text: text + decoder.end(), encoding: decoder.encoding };
  };
  const le = (text: string) => Buffer.from(text, 'utf16le');
  const be = (text: string) => Buffer.from(text, 'utf16le').swap16();

  test.each([
    ['UTF-8', Buffer.from('émail,קבוצה😀'), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeffémail,קבוצה😀'), 'utf-8'],
    ['UTF-16, little end first', le('\ufeffémail,קבוצה😀'), 'utf-16le'],
    ['UTF-16, big end first', be('\ufeffémail,קבוצה😀'), 'utf-16be'],
    ['UTF-16 without a mark', le('émail,קבוצה😀'), 'utf-16le'],
  ])('%s', (_name, bytes, encoding) => {
    expect(decode(bytes)).toEqual({ text: 'émail,קבוצה😀', encoding });
  });

  test('a file of a few bytes, or none', () => {
    expect(decode(Buffer.from('a')).text).toBe('a');
    expect(decode(Buffer.from('')).text).toBe('');
  });

  test.each([
    ['a zip or spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), 'import_spreadsheet'],
    ['another encoding', Buffer.from('caf\xe9,x', 'latin1'), 'import_encoding'],
    ['NUL', Buffer.from('abcd\0'), 'import_not_text'],
    ['half a character at the end', Buffer.from([97, 98, 99, 100, 0xd7]), 'import_encoding'],
  ])('%s is refused', (_name, bytes, reason) => {
    expect(causeOf(() => decode(bytes)).reason).toBe(reason);
  });
});
