/** Ends a running import behind the part that is being worked on. What is done stays done; the uploader is told. */
import { type Ctx, inTransaction } from '../../context.ts';
import { findImport, type ImportRecord, lockImport, updateImportFinished } from '../../db/imports.ts';
import { notFound, UsherError } from '../../errors.ts';
import { canCancelImport } from '../../policy/imports.ts';
import { lockVisibleImport } from './find.ts';
import { reportImport } from './report.ts';
import { resultsAtEnd } from './result.ts';

/** With the import locked. */
async function endEarly(ctx: Ctx, one: ImportRecord, state: 'cancelled' | 'failed'): Promise<ImportRecord> {
  const results = resultsAtEnd(one);
  const failure = state === 'failed' ? 'import_failed' : null;
  await updateImportFinished(ctx.db, one.id, { state, results, failure }, ctx.now());
  const ended = await findImport(ctx.db, one.id);
  if (!ended) throw notFound();
  // Whoever stopped it themselves need not be told.
  if (ctx.actor.id !== one.created_by_id) await reportImport(ctx, ended);
  return ended;
}

/** @throws UsherError not_found; conflict when it does not run */
export function cancelImport(ctx: Ctx, id: string | undefined): Promise<ImportRecord> {
  return inTransaction(ctx, async (ctx) => {
    const one = await lockVisibleImport(ctx, id);
    if (!canCancelImport(ctx.actor, one)) throw new UsherError('conflict', { code: 'import_not_running' });
    return endEarly(ctx, one, 'cancelled');
  });
}

/** An import that cannot go on, unless it has ended meanwhile. */
export function failImport(ctx: Ctx, id: number): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const one = await lockImport(ctx.db, id);
    if (one?.state === 'running') await endEarly(ctx, one, 'failed');
  });
}
