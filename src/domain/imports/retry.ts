/** A new list of those rows of an ended one that came to nothing, checked again as things are now. */
import type { Ctx } from '../../context.ts';
import { copyImportRows, copyLine, listImportRowsAfter } from '../../db/import-rows.ts';
import { deleteImport, findImport, type ImportRecord, insertImport, updateImportFile } from '../../db/imports.ts';
import { invalidRecord, notFound, UsherError } from '../../errors.ts';
import { importLimits } from '../../policy/imports.ts';
import { cellsOf } from './cells.ts';
import { checkImport } from './check.ts';
import { checkRow, groupNames } from './check-row.ts';
import { ensureMayImport, findVisibleImport } from './find.ts';
import { openGroupBook } from './group-book.ts';
import { resultOf } from './result.ts';

/** Rows read at a time. */
const PAGE = 4000;
const WITHOUT_SUCCESS = new Set(['skipped', 'refused', 'not_reached']);

export const isEnded = (one: ImportRecord): boolean => one.finished_at !== null;
export const countWithoutSuccess = ({ results }: ImportRecord): number =>
  (results.skipped ?? 0) + (results.refused ?? 0) + (results.not_reached ?? 0);

async function copyRows(ctx: Ctx, from: ImportRecord, to: number): Promise<number> {
  const book = openGroupBook(ctx, false);
  const { needs_group: needsGroup } = importLimits(ctx.actor, ctx.settings);
  const judge = { settings: ctx.settings, book, needsGroup, contract: false };
  let count = 0;
  for (let line = 0; ; ) {
    const page = await listImportRowsAfter(ctx.db, from.id, line, PAGE);
    const again = page
      .filter((row) => WITHOUT_SUCCESS.has(resultOf(from, row) ?? ''))
      .map((row) => ({ row, cells: cellsOf(row) }));
    await book.learn(new Set(again.flatMap(({ cells }) => groupNames(cells.groups, false))));
    const rows = again.map(({ row, cells }) => copyLine(to, checkRow(row.line, cells, judge)));
    if (rows.length > 0) await copyImportRows(ctx.services.db, Buffer.from(rows.join('')));
    count += rows.length;
    if (page.length < PAGE) return count;
    line = page.at(-1)!.line;
  }
}

/**
 * Lines keep the numbers they have in the file.
 * @throws UsherError not_found; conflict before the end; 422 when every row has succeeded
 */
export async function retryImport(ctx: Ctx, id: string | undefined): Promise<ImportRecord> {
  ensureMayImport(ctx);
  const from = await findVisibleImport(ctx, id);
  if (from.created_by_id !== ctx.actor.id) throw notFound();
  if (!isEnded(from)) throw new UsherError('conflict', { code: 'import_not_ended' });
  if (!from.rows_kept) throw invalidRecord('import_rows_gone', {}, { reason: 'import_rows_gone' });
  const { skip_email } = from;
  const to = await insertImport(
    ctx.db,
    { created_by_id: ctx.actor.id, contract: false, skip_email, retry_of_id: from.id },
    ctx.now(),
  );
  try {
    const rows = await copyRows(ctx, from, to);
    if (rows === 0) throw invalidRecord('import_nothing_left', {}, { reason: 'import_nothing_left' });
    const { file_name, encoding, delimiter, header, columns, unknown_columns } = from;
    const facts = {
      file_name,
      encoding,
      delimiter,
      header,
      columns,
      unknown_columns,
      unknown_cells: 0,
      rows,
      blank_rows: 0,
    };
    await updateImportFile(ctx.db, to, facts, ctx.now());
    await checkImport(ctx, to);
  } catch (error) {
    await deleteImport(ctx.db, to);
    throw error;
  }
  return (await findImport(ctx.db, to))!;
}
