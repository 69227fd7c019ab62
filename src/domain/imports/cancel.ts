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
  return ended;
}

/** Whoever stopped it themselves need not be told; and that it cannot be told must not keep it from ending. */
async function tell(outer: Ctx, ended: ImportRecord): Promise<void> {
  if (outer.actor.id === ended.created_by_id) return;
  await inTransaction(outer, (ctx) => reportImport(ctx, ended)).catch((err) =>
    outer.services.log.error({ err, import: ended.id }, 'the uploader could not be told how an import ended'),
  );
}

/** @throws UsherError not_found; conflict when it does not run */
export async function cancelImport(outer: Ctx, id: string | undefined): Promise<ImportRecord> {
  const ended = await inTransaction(outer, async (ctx) => {
    const one = await lockVisibleImport(ctx, id);
    if (!canCancelImport(ctx.actor, one)) throw new UsherError('conflict', { code: 'import_not_running' });
    return endEarly(ctx, one, 'cancelled');
  });
  await tell(outer, ended);
  return ended;
}

/** An import that cannot go on, unless it has ended meanwhile. */
export async function failImport(outer: Ctx, id: number): Promise<void> {
  const ended = await inTransaction(outer, async (ctx) => {
    const one = await lockImport(ctx.db, id);
    return one?.state === 'running' ? endEarly(ctx, one, 'failed') : undefined;
  });
  if (ended) await tell(outer, ended);
}
