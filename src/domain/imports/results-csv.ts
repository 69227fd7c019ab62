/** All rows of an import with what became of them, as a CSV file for spreadsheets, made piece by piece. */
import type { Ctx } from '../../context.ts';
import { type ImportRowRecord, listImportRowsAfter, type RowProblem } from '../../db/import-rows.ts';
import type { ImportRecord } from '../../db/imports.ts';
import { invalidRecord } from '../../errors.ts';
import { translate } from '../../translate.ts';
import { cellsOf } from './cells.ts';
import { resultOf } from './result.ts';

const PAGE = 2000;
/** What spreadsheets take for the beginning of a formula or of something else that is no text. */
const FORMULA = /^\s*[=+\-@]|^[\t\r]/;

/** A text as a cell that stays a text in any spreadsheet. */
function csvCell(text: string): string {
  const tame = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** The sentence about one problem of a row. */
export const wordsOfProblem = (locale: Ctx['locale'], { code, value }: Pick<RowProblem, 'code' | 'value'>): string =>
  translate(locale, 'errors', `row_${code}`, { value });

function lineOf(ctx: Ctx, one: ImportRecord, row: ImportRowRecord): string {
  const { email, groups, topic_id, locale } = cellsOf(row);
  const problems = row.problems ?? [];
  const result = resultOf(one, row) ?? '';
  const state = problems.length > 0 ? 'problem' : (row.state ?? '');
  return [
    String(row.line),
    email,
    groups,
    topic_id,
    locale,
    result || state,
    problems.map((problem) => problem.column).join(' '),
    problems.map((problem) => problem.code).join(' '),
    result === '' ? '' : translate(ctx.locale, 'errors', `result_${result}`),
    problems.map((problem) => wordsOfProblem(ctx.locale, problem)).join(' '),
  ]
    .map(csvCell)
    .join(',');
}

/** Begins with a byte-order mark, without which spreadsheets take UTF-8 for something else. */
async function* pieces(ctx: Ctx, one: ImportRecord): AsyncGenerator<string> {
  yield '\ufeffline,email,groups,topic_id,locale,result,column,code,meaning,problem\r\n';
  for (let line = 0; ; ) {
    const page = await listImportRowsAfter(ctx.db, one.id, line, PAGE);
    if (page.length > 0) yield page.map((row) => `${lineOf(ctx, one, row)}\r\n`).join('');
    if (page.length < PAGE) return;
    line = page.at(-1)!.line;
  }
}

/** @throws UsherError 422 when the rows have been cleared away: a file without rows would say that there were none */
export function resultsCsv(ctx: Ctx, one: ImportRecord): AsyncGenerator<string> {
  if (!one.rows_kept) throw invalidRecord('import_rows_gone', {}, { reason: 'import_rows_gone' });
  return pieces(ctx, one);
}
