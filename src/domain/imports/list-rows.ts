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
import { isEnded } from './retry.ts';
import { AS_NEW, hidesAccounts, shownCounts } from './shown.ts';

export interface RowsPage {
  rows: ImportRowRecord[];
  total: number;
}

const includes = <T extends string>(list: readonly T[], text: string): text is T =>
  (list as readonly string[]).includes(text);

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
  if (includes(STATES, state) && state !== 'problem') {
    const total = shownCounts(ctx, one)[state] ?? 0;
    const hidden = hidesAccounts(ctx);
    if (hidden && AS_NEW.has(state)) return { rows: [], total };
    const shown = hidden && state === 'new' ? 'not_told' : state;
    return { rows: await listImportRowsByState(ctx.db, one.id, shown, limit, offset), total };
  }
  if (includes(RESULTS, state)) {
    // Until it has ended, all of its rows may yet be reached.
    if (state === 'not_reached' && !isEnded(one)) return { rows: [], total: 0 };
    const where = { limit, offset, doneLine: one.done_line, without: leavesOut(one) };
    return { rows: await listImportRowsByResult(ctx.db, one.id, state, where), total: one.results[state] ?? 0 };
  }
  if (state !== '') throw invalidParameters('state');
  const first = offset < problems ? await listImportRows(ctx.db, one.id, 'problem', limit, offset) : [];
  const left = limit - first.length;
  const rest = left > 0 ? await listImportRows(ctx.db, one.id, 'good', left, Math.max(0, offset - problems)) : [];
  return { rows: [...first, ...rest], total: one.rows };
}
