/** Corrects cells of one row of a list that waits, and looks at it again, together with the rows of the same addresses. */
import { type Ctx, inTransaction } from '../../context.ts';
import { classifyRows } from '../../db/import-check.ts';
import { findImportRow, type ImportRowRecord, updateImportRow } from '../../db/import-rows.ts';
import { findImport, type ImportRecord } from '../../db/imports.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { invalidParameters, notFound, UsherError } from '../../errors.ts';
import { canRunImport, importLimits } from '../../policy/imports.ts';
import { cellsOf, type WrittenCells } from './cells.ts';
import { countAgain } from './check.ts';
import { checkRow, groupNames } from './check-row.ts';
import { MAX_ROW } from './csv.ts';
import { ensureMayImport, lockVisibleImport } from './find.ts';
import { openGroupBook } from './group-book.ts';

const DAY_SECONDS = 86_400;

/** The state of the row says whether the address has an account; so whoever is no admin tries only so many. */
async function ensureMayLookAgain(ctx: Ctx): Promise<void> {
  const { per_day } = importLimits(ctx.actor, ctx.settings);
  if (per_day === null) return;
  const limit = { name: 'import_edits', max: per_day, windowSeconds: DAY_SECONDS };
  const waitSeconds = await hitLimit(ctx.db, limit, String(ctx.actor.id), ctx.now());
  if (waitSeconds !== undefined) throw new UsherError('rate_limit', { code: 'rate_limit', waitSeconds });
}

/** A larger number is no line of any list. */
const MAX_LINE = 2_147_483_647;

/** @throws UsherError not_found; conflict when the list does not wait any more; rate_limit */
export function editImportRow(
  ctx: Ctx,
  id: string | undefined,
  line: number,
  changes: Partial<WrittenCells>,
): Promise<{ one: ImportRecord; row: ImportRowRecord }> {
  ensureMayImport(ctx);
  if (line < 1 || line > MAX_LINE) throw notFound();
  return inTransaction(ctx, async (ctx) => {
    const found = await lockVisibleImport(ctx, id);
    if (found.created_by_id !== ctx.actor.id) throw notFound();
    if (!canRunImport(ctx.actor, found)) throw new UsherError('conflict', { code: 'import_not_ready' });
    if (changes.email !== undefined) await ensureMayLookAgain(ctx);
    const before = await findImportRow(ctx.db, found.id, line);
    if (!before) throw notFound();
    const cells = { ...cellsOf(before), ...changes };
    for (const [name, text] of Object.entries(cells)) if (text.length > MAX_ROW) throw invalidParameters(name);
    const book = openGroupBook(ctx, found.contract);
    await book.learn(groupNames(cells.groups, found.contract));
    const { needs_group: needsGroup } = importLimits(ctx.actor, ctx.settings);
    const judge = { settings: ctx.settings, book, needsGroup, contract: found.contract };
    const after = checkRow(line, cells, judge);
    await updateImportRow(ctx.db, found.id, after);
    const keys = [before.email_key, after.email_key].filter((key) => key !== null);
    const facts = { normalize: ctx.settings.normalize_emails, now: ctx.now() };
    await classifyRows(ctx.db, found.id, { keys }, facts);
    await countAgain(ctx, found.id);
    return { one: (await findImport(ctx.db, found.id))!, row: (await findImportRow(ctx.db, found.id, line))! };
  });
}
