/** Stops a running import behind the part that is being worked on. What is done stays done. */
import { type Ctx, inTransaction } from '../../context.ts';
import { findImport, type ImportRecord, updateImportFinished } from '../../db/imports.ts';
import { notFound, UsherError } from '../../errors.ts';
import { canCancelImport } from '../../policy/imports.ts';
import { lockVisibleImport } from './find.ts';
import { resultsAtEnd } from './result.ts';

/** @throws UsherError not_found; conflict when it does not run */
export function cancelImport(ctx: Ctx, id: string | undefined): Promise<ImportRecord> {
  return inTransaction(ctx, async (ctx) => {
    const one = await lockVisibleImport(ctx, id);
    if (!canCancelImport(ctx.actor, one)) throw new UsherError('conflict', { code: 'import_not_running' });
    const end = { state: 'cancelled', results: resultsAtEnd(one), failure: null } as const;
    await updateImportFinished(ctx.db, one.id, end, ctx.now());
    const found = await findImport(ctx.db, one.id);
    if (!found) throw notFound();
    return found;
  });
}
