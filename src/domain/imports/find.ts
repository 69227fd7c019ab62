/** An import as the actor may see it, and whether they may make one. */
import type { Ctx } from '../../context.ts';
import { findImport, type ImportRecord, lockImport } from '../../db/imports.ts';
import { invalidAccess, notFound, notLoggedIn } from '../../errors.ts';
import { canImport, canSeeImport } from '../../policy/imports.ts';
import { whoCanHelp } from '../../policy/invites.ts';
import { idOf } from '../../shared/wire/coerce.ts';

/** @throws UsherError not_logged_in, invalid_access with the rule */
export function ensureMayImport(ctx: Ctx): void {
  const verdict = canImport(ctx.actor, ctx.settings);
  if (verdict.ok) return;
  if (verdict.reason === 'not_logged_in') throw notLoggedIn();
  throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
}

/** @throws UsherError not_found, also when it is somebody else's */
export async function findVisibleImport(ctx: Ctx, id: string | undefined): Promise<ImportRecord> {
  const found = await findImport(ctx.db, idOf(id) ?? 0);
  if (!found || !canSeeImport(ctx.actor, found)) throw notFound();
  return found;
}

/** The same, locked until the transaction ends. */
export async function lockVisibleImport(ctx: Ctx, id: string | undefined): Promise<ImportRecord> {
  const found = await lockImport(ctx.db, idOf(id) ?? 0);
  if (!found || !canSeeImport(ctx.actor, found)) throw notFound();
  return found;
}
