/** Lets a checked list go: from here on a job works on it, part by part. */
import { type Ctx, inTransaction } from '../../context.ts';
import {
  countRowsStarted,
  findImport,
  type ImportRecord,
  type ProblemRows,
  updateImportStarted,
} from '../../db/imports.ts';
import { lockAccount } from '../../db/redeeming-accounts.ts';
import { invalidRecord, notFound, UsherError } from '../../errors.ts';
import { canRunImport, importLimits } from '../../policy/imports.ts';
import { ensureMayImport, lockVisibleImport } from './find.ts';

export interface RunOptions {
  problem_rows?: ProblemRows;
  skip_email?: boolean;
}

const DAY_MS = 86_400_000;

/**
 * @returns the import, running
 * @throws UsherError conflict when it is not waiting to be run; 422 when rows have problems and are not to be left out, or
 * when it is too much for one day
 */
export function runImport(ctx: Ctx, id: string | undefined, options: RunOptions = {}): Promise<ImportRecord> {
  ensureMayImport(ctx);
  return inTransaction(ctx, async (ctx) => {
    const found = await lockVisibleImport(ctx, id);
    if (found.created_by_id !== ctx.actor.id) throw notFound();
    if (!canRunImport(ctx.actor, found)) throw new UsherError('conflict', { code: 'import_not_ready' });
    const problem_rows = options.problem_rows ?? 'refuse';
    const skip_email = options.skip_email ?? found.skip_email;
    const wrong = found.counts.problem ?? 0;
    if (problem_rows === 'refuse' && !found.contract && wrong > 0)
      throw invalidRecord('import_has_problems', { count: wrong }, { reason: 'import_has_problems' });
    if (!skip_email && !found.contract && !ctx.settings.skip_email_bulk_invites && !ctx.settings.allow_email_invites)
      throw invalidRecord('email_invites_off');
    await ensureWithinDay(ctx, found);
    await updateImportStarted(ctx.db, found.id, problem_rows, skip_email, ctx.now());
    ctx.afterCommit(() => ctx.services.wake('run_imports'));
    return (await findImport(ctx.db, found.id))!;
  });
}

async function ensureWithinDay(ctx: Ctx, { rows }: ImportRecord): Promise<void> {
  const max = importLimits(ctx.actor, ctx.settings).per_day;
  if (max === null) return;
  // Two lists of one person come one after the other.
  await lockAccount(ctx.db, ctx.actor.id);
  const before = await countRowsStarted(ctx.db, ctx.actor.id, new Date(ctx.now().getTime() - DAY_MS));
  if (before + rows > max)
    throw invalidRecord('import_day_limit', { max, left: Math.max(0, max - before) }, { reason: 'import_day_limit' });
}
