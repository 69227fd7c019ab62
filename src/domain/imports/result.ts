/** What became, or will become, of a row. The order of the cases is that of `RESULT` in src/db/import-rows.ts. */
import type { ImportRowRecord } from '../../db/import-rows.ts';
import type { ImportRecord, Results } from '../../db/imports.ts';

export const RESULTS = ['invited', 'added', 'refreshed', 'merged', 'skipped', 'refused', 'not_reached'] as const;
export type Result = (typeof RESULTS)[number];
export const STATES = ['new', 'existing_account', 'already_invited', 'duplicate', 'problem'] as const;

/** Whether what is wrong with a row is left out, where it can be. */
export const leavesOut = (one: ImportRecord): boolean => one.contract || one.problem_rows === 'without_group';

const ENDED = new Set(['done', 'cancelled', 'failed']);

/** undefined: not yet known. */
export function resultOf(one: ImportRecord, row: ImportRowRecord): Result | undefined {
  if (row.line > one.done_line) return ENDED.has(one.state) ? 'not_reached' : undefined;
  const ahead = row.email_key !== null && (row.problems === null || (leavesOut(one) && row.droppable === true));
  if (!ahead) return row.refused ? 'refused' : 'skipped';
  if (row.state === 'existing_account') return 'added';
  if (row.state === 'duplicate') return 'merged';
  return row.state === 'already_invited' ? 'refreshed' : 'invited';
}

/** The sums of a list that ends before all of its rows are done. */
export const resultsAtEnd = (one: ImportRecord): Results => ({
  ...one.results,
  not_reached: one.rows - one.done_rows,
});
