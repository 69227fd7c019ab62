/** The account that staff do something to, and the frame of every such deed: locked, checked, written, logged. */
import { type Ctx, inTransaction } from '../../context.ts';
import { findTarget, lockTarget, type TargetRow } from '../../db/staff-users.ts';
import { invalidAccess, notFound } from '../../errors.ts';
import type { Verdict } from '../../policy/actor.ts';
import { nameKey } from '../../shared/normalise.ts';
import { idOf } from '../../shared/wire/coerce.ts';

/** Some clients put a username where the id belongs. @throws UsherError not_found */
export async function staffTarget(ctx: Ctx, idOrUsername: string | undefined): Promise<TargetRow> {
  const text = idOrUsername ?? '';
  const id = idOf(text);
  const byId = id === undefined ? undefined : await findTarget(ctx.db, { id });
  const found = byId ?? (await findTarget(ctx.db, { usernameKey: nameKey(text) }));
  if (!found) throw notFound();
  return found;
}

/** Does `work` to the account as it is now, with nobody changing it meanwhile. */
export const withTarget = <T>(
  ctx: Ctx,
  { id }: { id: number },
  work: (ctx: Ctx, target: TargetRow) => Promise<T>,
): Promise<T> =>
  inTransaction(ctx, async (ctx) => {
    const target = await lockTarget(ctx.db, id);
    if (!target) throw notFound();
    return work(ctx, target);
  });

/** @throws UsherError invalid_access with the rule that refuses */
export function ensureAllowed(verdict: Verdict): void {
  if (!verdict.ok) throw invalidAccess(verdict.reason, { whoCanHelp: [{ role: 'admin' }] });
}
