/** The cells of a stored row as they were written, to be shown, corrected or checked again. */
import type { ImportRowRecord } from '../../db/import-rows.ts';

export interface WrittenCells {
  email: string;
  groups: string;
  topic_id: string;
  locale: string;
  /** A text beyond the columns. */
  extra: string;
}

export const cellsOf = (row: ImportRowRecord): WrittenCells => ({
  email: row.email ?? row.email_key ?? '',
  groups: row.groups ?? row.group_names.join(';'),
  topic_id: row.topic ?? row.topic_id?.toString() ?? '',
  locale: row.locale ?? '',
  extra: row.problems?.find(({ code }) => code === 'extra_cell')?.value ?? '',
});
