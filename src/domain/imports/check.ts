/** The dry run over a list that has been loaded: what would become of each row, and the sums. Nothing else is changed. */
import type { Ctx } from '../../context.ts';
import { analyzeImportRows, classifyRows, countRows } from '../../db/import-check.ts';
import { findImport, updateImportCounts } from '../../db/imports.ts';
import { UsherError } from '../../errors.ts';

/** Lists from which on the planner should know how many rows there are. */
const MANY = 5000;

export async function checkImport(ctx: Ctx, id: number): Promise<void> {
  const found = await findImport(ctx.db, id);
  if (!found) throw new UsherError('conflict', { code: 'import_gone' });
  if (found.rows >= MANY) await analyzeImportRows(ctx.db);
  await classifyRows(ctx.db, id, 'all', { normalize: ctx.settings.normalize_emails, now: ctx.now() });
  await countAgain(ctx, id);
}

/** The sums, as the rows are now; a list that was being uploaded is ready with that. */
export async function countAgain(ctx: Ctx, id: number): Promise<void> {
  const { counts, problems } = await countRows(ctx.db, id);
  await updateImportCounts(ctx.db, id, counts, problems, ctx.now());
}
