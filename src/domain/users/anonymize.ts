/** Making an account nobody's: what happened through it stays, who it was does not. There is no way back. */
import { randomInt } from 'node:crypto';
import type { Ctx } from '../../context.ts';
import { deleteTracesOfUser, updateAnonymized } from '../../db/account-changes.ts';
import { listTakenNames } from '../../db/users.ts';
import { canAnonymizeUser } from '../../policy/staff.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { endSessionsOf } from '../sessions/log-out.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';

const PREFIX = 'anon';

/** A name that says nothing: `anon` and digits, as long as names may be. */
async function freeName(ctx: Ctx): Promise<string> {
  const digits = Math.min(9, ctx.settings.max_username_length - PREFIX.length);
  for (;;) {
    const name = PREFIX + String(randomInt(10 ** digits)).padStart(digits, '0');
    if ((await listTakenNames(ctx.db, [name])).length === 0) return name;
  }
}

/** @returns the new username. @throws UsherError invalid_access for staff */
export function anonymizeUser(ctx: Ctx, target: { id: number }): Promise<string> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canAnonymizeUser(ctx.actor, user));
    const name = await freeName(ctx);
    // First the account: whoever adds it to something meanwhile is waited for here, and what they added goes next.
    await updateAnonymized(ctx.db, user.id, name, ctx.now());
    await deleteTracesOfUser(ctx.db, user.id, user.email_key);
    await endSessionsOf(ctx, user.id);
    await logStaffAction(ctx, { action_name: 'anonymize_user', target_user_id: user.id });
    return name;
  });
}
