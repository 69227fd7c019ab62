/** Imports as JSON. Pure: rows and viewer in, reply out. */
import type { Ctx } from '../../context.ts';
import type { ImportRowRecord } from '../../db/import-rows.ts';
import type { ImportRecord } from '../../db/imports.ts';
import { cellsOf } from '../../domain/imports/cells.ts';
import { resultOf } from '../../domain/imports/result.ts';
import { wordsOfProblem } from '../../domain/imports/results-csv.ts';
import { countWithoutSuccess, isEnded } from '../../domain/imports/retry.ts';
import { shownCounts, shownState } from '../../domain/imports/shown.ts';
import { canCancelImport, canDeleteImport, canRunImport } from '../../policy/imports.ts';
import type { ImportReply, ImportRow } from '../../shared/wire/imports.ts';
import { translate } from '../../translate.ts';
import { serializeBasicUser } from './basic-user.ts';

export function serializeImport(ctx: Ctx, one: ImportRecord): ImportReply {
  const { encoding, delimiter, header, columns, unknown_columns } = one;
  const mine = one.created_by_id === ctx.actor.id;
  return {
    id: one.id,
    state: one.state,
    file_name: one.file_name,
    created_by: serializeBasicUser({ id: one.created_by_id, username: one.username, name: one.name }),
    created_at: one.created_at.toISOString(),
    started_at: one.started_at?.toISOString() ?? null,
    finished_at: one.finished_at?.toISOString() ?? null,
    format: { encoding, delimiter, header, columns, unknown_columns },
    rows: one.rows,
    blank_rows: one.blank_rows,
    done_rows: one.done_rows,
    counts: shownCounts(ctx, one),
    problems: one.problems.map(({ column, code, count }) => ({
      column,
      code,
      count,
      message: wordsOfProblem(ctx.locale, { code, value: '…' }),
    })),
    results: one.results,
    problem_rows: one.problem_rows,
    skip_email: one.skip_email,
    retry_of_id: one.retry_of_id,
    failure: one.failure === null ? null : translate(ctx.locale, 'errors', one.failure),
    rows_kept: one.rows_kept,
    can_run: canRunImport(ctx.actor, one),
    can_cancel: canCancelImport(ctx.actor, one),
    can_delete: canDeleteImport(ctx.actor, one),
    can_retry: mine && isEnded(one) && one.rows_kept && countWithoutSuccess(one) > 0,
  };
}

export function serializeImportRow(ctx: Ctx, one: ImportRecord, row: ImportRowRecord): ImportRow {
  const problems = row.problems ?? [];
  return {
    line: row.line,
    ...cellsOf(row),
    state: shownState(ctx, row),
    droppable: row.droppable ?? false,
    result: resultOf(one, row) ?? null,
    problems: problems.map((problem) => ({
      column: problem.column,
      code: problem.code,
      value: problem.value,
      message: wordsOfProblem(ctx.locale, problem),
    })),
  };
}
