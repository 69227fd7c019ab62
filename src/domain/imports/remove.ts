/** Removes an import with its rows, from the history too. Invites it has made stay. */
import { type Ctx, inTransaction } from '../../context.ts';
import { deleteImport, hideImport } from '../../db/imports.ts';
import { UsherError } from '../../errors.ts';
import { canDeleteImport, importLimits } from '../../policy/imports.ts';
import { lockVisibleImport } from './find.ts';

/** @throws UsherError not_found; conflict while it runs */
export function removeImport(ctx: Ctx, id: string | undefined): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const one = await lockVisibleImport(ctx, id);
    if (!canDeleteImport(ctx.actor, one)) throw new UsherError('conflict', { code: 'import_running' });
    // Or removing would be a way around the limits of a day.
    const counts = one.started_at !== null || importLimits(ctx.actor, ctx.settings).looks_per_day !== null;
    if (counts) await hideImport(ctx.db, one.id, ctx.now());
    else await deleteImport(ctx.db, one.id);
  });
}
