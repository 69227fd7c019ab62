/** Writing tables that spreadsheets open. */
import { csvCell } from '../../../src/shared/csv-cell.ts';

/** Rows of cells as one text; its first character tells spreadsheets that it is UTF-8. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
