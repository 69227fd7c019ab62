/** Columns of the grid, and where keys lead in it. */
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { locale } from '../../i18n/index.tsx';
import type { CellName } from './data.ts';

export type ColumnName = 'line' | CellName | 'state';

/** Topics, languages and texts beyond the columns only where the file has them: without a header, the third place is a topic's, and mostly empty. */
export function columnsOf({ format, problems }: ImportReply): ColumnName[] {
  const named = (name: string) =>
    (format.header === true && format.columns.includes(name)) || problems.some(({ column }) => column === name);
  const more = (['topic_id', 'locale', 'extra'] as const).filter(named);
  return ['line', 'email', 'groups', ...more, 'state'];
}

interface Place {
  index: number;
  column: number;
}

const PAGE_ROWS = 10;

/** Where a key leads from a cell, as in every spreadsheet; undefined: it is none that moves. */
export function stepOf(
  { key, ctrlKey, metaKey }: React.KeyboardEvent,
  { index, column }: Place,
  { rows, columns }: { rows: number; columns: number },
): Place | undefined {
  const next = locale === 'he' ? -1 : 1;
  const far = ctrlKey || metaKey;
  const to: Record<string, Place> = {
    ArrowUp: { index: index - 1, column },
    ArrowDown: { index: index + 1, column },
    ArrowLeft: { index, column: column - next },
    ArrowRight: { index, column: column + next },
    PageUp: { index: index - PAGE_ROWS, column },
    PageDown: { index: index + PAGE_ROWS, column },
    Home: { index: far ? 0 : index, column: 0 },
    End: { index: far ? rows - 1 : index, column: columns - 1 },
  };
  const place = to[key];
  return (
    place && {
      index: Math.max(0, Math.min(rows - 1, place.index)),
      column: Math.max(0, Math.min(columns - 1, place.column)),
    }
  );
}
