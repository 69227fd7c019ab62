/** A page of rows: of one kind, or all with those that have problems first. */
import type { Ctx } from '../../context.ts';
import {
  countProblemRows,
  type ImportRowRecord,
  listImportRows,
  listImportRowsByResult,
  listImportRowsByState,
} from '../../db/import-rows.ts';
import type { ImportRecord } from '../../db/imports.ts';
import { invalidParameters } from '../../errors.ts';
import { leavesOut, RESULTS, STATES } from './result.ts';

export interface RowsPage {
  rows: ImportRowRecord[];
  total: number;
}

const includes = (list: readonly string[], text: string) => list.includes(text);

/** @throws UsherError invalid_parameters for a state that there is not */
export async function listRows(
  ctx: Ctx,
  one: ImportRecord,
  { state, limit, offset }: { state: string; limit: number; offset: number },
): Promise<RowsPage> {
  if (!one.rows_kept) return { rows: [], total: 0 };
  // While it runs, rows can be refused that had no problem when the list was checked.
  const problems = one.started_at ? await countProblemRows(ctx.db, one.id) : (one.counts.problem ?? 0);
  if (state === 'problem')
    return { rows: await listImportRows(ctx.db, one.id, 'problem', limit, offset), total: problems };
  if (includes(STATES, state))
    return { rows: await listImportRowsByState(ctx.db, one.id, state, limit, offset), total: one.counts[state] ?? 0 };
  if (includes(RESULTS, state)) {
    const where = { limit, offset, doneLine: one.done_line, without: leavesOut(one) };
    return { rows: await listImportRowsByResult(ctx.db, one.id, state, where), total: one.results[state] ?? 0 };
  }
  if (state !== '') throw invalidParameters('state');
  const first = offset < problems ? await listImportRows(ctx.db, one.id, 'problem', limit, offset) : [];
  const left = limit - first.length;
  const rest = left > 0 ? await listImportRows(ctx.db, one.id, 'good', left, Math.max(0, offset - problems)) : [];
  return { rows: [...first, ...rest], total: one.rows };
}
