/**
 * CSV as it comes, piece by piece: rows with the line they begin in. Comma, semicolon or tab; LF, CRLF or CR, also mixed;
 * quoted cells with line breaks. It holds at most one unfinished row, and a row has a longest size, so neither an
 * endless quote nor an endless line fills the memory.
 */
import { unreadable } from './unreadable.ts';

export interface CsvRow {
  /** Line of the file it begins in, from 1. */
  line: number;
  cells: string[];
}

export interface CsvReader {
  /** Rows that are complete by now. @throws UsherError 422 with the line */
  push(text: string): CsvRow[];
  /** What is left when there is no more text. */
  end(): CsvRow[];
  /** Known from the first row on. */
  readonly delimiter: string | undefined;
}

/** Characters of one row; the longest sensible one names a few hundred groups. */
export const MAX_ROW = 262_144;
export const MAX_COLUMNS = 1000;

const DELIMITERS = [',', ';', '\t'];

interface Scan {
  cells: string[];
  /** Where the next row begins. */
  next: number;
  /** Line breaks in the row, its own end included. */
  breaks: number;
}
/** Why a row cannot be read to its end yet. */
type Unfinished = 'open' | 'quoted';

const LF = 10;
const CR = 13;

/** Reads one row; the text after `from` may end in the middle of it, unless it is the last. */
function scanRow(text: string, from: number, delimiter: string, last: boolean): Scan | Unfinished {
  const separator = delimiter.charCodeAt(0);
  const cells: string[] = [];
  let breaks = 0;
  let at = from;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return 'quoted';
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      if (at === text.length && !last) return 'open';
      breaks += cell.match(/\r\n|\r|\n/g)?.length ?? 0;
    }
    const begin = at;
    let code = text.charCodeAt(at);
    // NaN at the end of the text.
    while (code !== separator && code !== LF && code !== CR && at < text.length) code = text.charCodeAt(++at);
    cell += text.slice(begin, at);
    cells.push(cell);
    if (at === text.length) return last ? { cells, next: at, breaks } : 'open';
    if (code === separator) {
      at += 1;
      if (cells.length > MAX_COLUMNS) return { cells, next: at, breaks };
      continue;
    }
    if (code === CR) {
      // Whether a LF belongs to it, the next piece tells.
      if (at + 1 === text.length && !last) return 'open';
      if (text.charCodeAt(at + 1) === LF) at += 1;
    }
    return { cells, next: at + 1, breaks: breaks + 1 };
  }
}

/** The first separator behind the first cell: neither an address nor a name of a column contains one. */
function findDelimiter(text: string, last: boolean): string | undefined {
  let at = /[^\r\n]/.exec(text)?.index ?? text.length;
  if (text[at] === '"') {
    at += 1;
    for (let quote = text.indexOf('"', at); ; quote = text.indexOf('"', at)) {
      if (quote < 0) return undefined;
      at = quote + 1;
      if (text[at] !== '"') break;
      at += 1;
    }
  }
  const found = /[,;\t\r\n]/.exec(text.slice(at));
  if (found) return DELIMITERS.includes(found[0]) ? found[0] : ',';
  return last ? ',' : undefined;
}

/** @param fixed the delimiter; without it the first row shows it */
export function openCsv(fixed?: string): CsvReader {
  let delimiter = fixed;
  let rest = '';
  let line = 1;

  const read = (text: string, last: boolean): CsvRow[] => {
    rest = rest === '' ? text : rest + text;
    delimiter ??= findDelimiter(rest, last);
    const rows: CsvRow[] = [];
    let at = 0;
    let unfinished: Unfinished = 'open';
    while (delimiter !== undefined && at < rest.length) {
      const row = scanRow(rest, at, delimiter, last);
      if (typeof row === 'string') {
        unfinished = row;
        break;
      }
      if (row.cells.length > MAX_COLUMNS) throw unreadable('too_many_columns', { line, max: MAX_COLUMNS });
      if (row.next - at > MAX_ROW) throw unreadable('row_too_long', { line, max: MAX_ROW });
      rows.push({ line, cells: row.cells });
      line += row.breaks;
      at = row.next;
    }
    rest = rest.slice(at);
    if ((last && rest !== '') || (rest.length > MAX_ROW && unfinished === 'quoted'))
      throw unreadable('open_quote', { line });
    if (rest.length > MAX_ROW) throw unreadable('row_too_long', { line, max: MAX_ROW });
    return rows;
  };

  return {
    push: (text) => read(text, false),
    end: () => read('', true),
    get delimiter() {
      return delimiter;
    },
  };
}
