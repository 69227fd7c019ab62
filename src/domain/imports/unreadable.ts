/** A file that cannot be imported as a whole: 422 with the sentence `import_<cause>`. */
import { type ErrorParams, invalidRecord, type UsherError } from '../../errors.ts';

export type Cause =
  | 'encoding'
  | 'not_text'
  | 'spreadsheet'
  | 'open_quote'
  | 'row_too_long'
  | 'too_many_columns'
  | 'column_twice'
  | 'too_large'
  | 'too_many_rows'
  | 'too_many_rows_a_day'
  | 'look_limit'
  | 'groups_unusable'
  | 'empty'
  | 'no_rows';

export const unreadable = (cause: Cause, params: ErrorParams = {}): UsherError =>
  invalidRecord(`import_${cause}`, params, { reason: `import_${cause}` });
