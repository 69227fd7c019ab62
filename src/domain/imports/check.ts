/** The dry run over a list that has been loaded: what would become of each row, and the sums. Nothing else is changed. */
import type { Ctx } from '../../context.ts';
import { analyzeImportRows, classifyRows, countRows } from '../../db/import-check.ts';
import { countRowsUploaded, findImport, updateImportCounts } from '../../db/imports.ts';
import { UsherError } from '../../errors.ts';
import { importLimits } from '../../policy/imports.ts';
import { unreadable } from './unreadable.ts';

const DAY_MS = 86_400_000;
/** Lists from which on the planner should know how many rows there are. */
const MANY = 5000;

/** Whoever is no admin must not ask for all the world’s addresses whether they have an account. */
async function ensureMayLook(ctx: Ctx): Promise<void> {
  const { looks_per_day: max } = importLimits(ctx.actor, ctx.settings);
  if (max === null) return;
  const since = new Date(ctx.now().getTime() - DAY_MS);
  if ((await countRowsUploaded(ctx.db, ctx.actor.id, since)) > max) throw unreadable('look_limit', { max });
}

/** @throws UsherError 422 for whoever has had too many rows checked within a day */
export async function checkImport(ctx: Ctx, id: number): Promise<void> {
  const found = await findImport(ctx.db, id);
  if (!found) throw new UsherError('conflict', { code: 'import_gone' });
  await ensureMayLook(ctx);
  if (found.rows >= MANY) await analyzeImportRows(ctx.db);
  await classifyRows(ctx.db, id, 'all', { normalize: ctx.settings.normalize_emails, now: ctx.now() });
  await countAgain(ctx, id);
}

/** The sums, as the rows are now; a list that was being uploaded is ready with that. */
export async function countAgain(ctx: Ctx, id: number): Promise<void> {
  const { counts, problems } = await countRows(ctx.db, id);
  await updateImportCounts(ctx.db, id, counts, problems, ctx.now());
}
