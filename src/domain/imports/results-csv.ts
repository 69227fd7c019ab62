/** All rows of an import with what became of them, as a CSV file for spreadsheets, made piece by piece. */
import type { Ctx } from '../../context.ts';
import { type ImportRowRecord, listImportRowsAfter, type RowProblem } from '../../db/import-rows.ts';
import type { ImportRecord } from '../../db/imports.ts';
import { listLinksOfAddresses } from '../../db/invite-checks.ts';
import { invalidRecord } from '../../errors.ts';
import { inviteLink } from '../../links.ts';
import { csvCell } from '../../shared/csv-cell.ts';
import { translate } from '../../translate.ts';
import { cellsOf } from './cells.ts';
import { resultOf } from './result.ts';
import { shownState } from './shown.ts';

const PAGE = 2000;
/** The sentence about one problem of a row. */
export const wordsOfProblem = (locale: Ctx['locale'], { code, value }: Pick<RowProblem, 'code' | 'value'>): string =>
  translate(locale, 'errors', `row_${code}`, { value });

const INVITED = new Set(['invited', 'refreshed', 'merged']);

/** Links of the invites that rows have led to, by address: for the inviter, who sees them under Invites as well. */
async function linksOf(ctx: Ctx, one: ImportRecord, rows: readonly ImportRowRecord[]): Promise<Map<string, string>> {
  if (one.created_by_id !== ctx.actor.id) return new Map();
  const keys = rows.flatMap((row) => (INVITED.has(resultOf(one, row) ?? '') ? [row.email_key!] : []));
  if (keys.length === 0) return new Map();
  const { env, secrets } = ctx.services;
  const found = await listLinksOfAddresses(ctx.db, [...new Set(keys)], ctx.actor.id, ctx.now());
  return new Map(found.map((invite) => [invite.email_key, inviteLink(env.baseUrl, secrets, invite)]));
}

function lineOf(ctx: Ctx, one: ImportRecord, row: ImportRowRecord, links: ReadonlyMap<string, string>): string {
  const { email, groups, topic_id, locale } = cellsOf(row);
  const problems = row.problems ?? [];
  const result = resultOf(one, row) ?? '';
  return [
    String(row.line),
    email,
    groups,
    topic_id,
    locale,
    result || shownState(ctx, row),
    problems.map((problem) => problem.column).join(' '),
    problems.map((problem) => problem.code).join(' '),
    result === '' ? '' : translate(ctx.locale, 'errors', `result_${result}`),
    problems.map((problem) => wordsOfProblem(ctx.locale, problem)).join(' '),
    (INVITED.has(result) && links.get(row.email_key ?? '')) || '',
  ]
    .map(csvCell)
    .join(',');
}

/** Begins with a byte-order mark, without which spreadsheets take UTF-8 for something else. */
async function* pieces(ctx: Ctx, one: ImportRecord): AsyncGenerator<string> {
  yield '\ufeffline,email,groups,topic_id,locale,result,column,code,meaning,problem,link\r\n';
  for (let line = 0; ; ) {
    const page = await listImportRowsAfter(ctx.db, one.id, line, PAGE);
    const links = await linksOf(ctx, one, page);
    if (page.length > 0) yield page.map((row) => `${lineOf(ctx, one, row, links)}\r\n`).join('');
    if (page.length < PAGE) return;
    line = page.at(-1)!.line;
  }
}

/** @throws UsherError 422 when the rows have been cleared away: a file without rows would say that there were none */
export function resultsCsv(ctx: Ctx, one: ImportRecord): AsyncGenerator<string> {
  if (!one.rows_kept) throw invalidRecord('import_rows_gone', {}, { reason: 'import_rows_gone' });
  return pieces(ctx, one);
}
