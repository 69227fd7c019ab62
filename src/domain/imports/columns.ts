/** What the columns of a file mean: from its first row, if that names them, else by their places. */
import { unreadable } from './unreadable.ts';

export type Column = 'email' | 'groups' | 'topic_id' | 'locale';

export interface Columns {
  header: boolean;
  /** Place in the row of each column that is read. */
  places: Partial<Record<Column, number>>;
  /** Columns that are read, in the order of the file. */
  known: Column[];
  /** Named columns that mean nothing here. */
  unknown: string[];
  /** Cells a row may have; further ones belong to no column. */
  width: number;
}

/** What people call the columns; the contract knows none of these. */
const SYNONYMS: Readonly<Record<string, Column>> = {
  'e-mail': 'email',
  'email address': 'email',
  'e-mail address': 'email',
  email_address: 'email',
  mail: 'email',
  group: 'groups',
  language: 'locale',
};
const WITHOUT_HEADER: readonly Column[] = ['email', 'groups', 'topic_id', 'locale'];
/** The contract's file has a language only under a header. */
const CONTRACT_WITHOUT_HEADER = WITHOUT_HEADER.slice(0, 3);
/** What is told of a name that means nothing. */
const NAME_LENGTH = 60;

/**
 * @param contract as `upload_csv` reads files: a header begins with the cell `email`, and of two columns of one name the
 * first counts
 * @throws UsherError 422 when a column is there twice
 */
export function readColumns(first: readonly string[], { contract }: { contract: boolean }): Columns {
  const names = first.map((cell) => cell.trim().toLowerCase());
  // Of a column that is there by its own name, another is no second one.
  const isNamed = (name: string, as: Column) =>
    name === as || (!contract && !names.includes(as) && Object.hasOwn(SYNONYMS, name) && SYNONYMS[name] === as);
  const header = contract
    ? names[0] === 'email'
    : names.some((name) => isNamed(name, 'email')) && !first.some((cell) => cell.includes('@'));
  if (!header) {
    const known = contract ? [...CONTRACT_WITHOUT_HEADER] : [...WITHOUT_HEADER];
    const places = Object.fromEntries(known.map((column, place) => [column, place]));
    return { header, places, known, unknown: [], width: known.length };
  }
  const columns: Columns = { header, places: {}, known: [], unknown: [], width: names.length };
  for (const [place, name] of names.entries()) {
    const column = WITHOUT_HEADER.find((one) => isNamed(name, one));
    if (column && columns.places[column] === undefined) {
      columns.places[column] = place;
      columns.known.push(column);
    } else if (column === name && !contract) {
      throw unreadable('column_twice', { name: column });
    } else if (name !== '') columns.unknown.push(first[place]!.trim().slice(0, NAME_LENGTH));
  }
  return columns;
}
