/** Suspending an account until a time, and lifting it. */
import type { Ctx } from '../../context.ts';
import { type TargetRow, updateAccounts } from '../../db/staff-users.ts';
import { UsherError } from '../../errors.ts';
import { canRestrain } from '../../policy/staff.ts';
import { isSuspended } from '../../policy/users.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { endSessionsOf } from '../sessions/log-out.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';
import { tellRestricted } from './tell-restricted.ts';

/**
 * Sessions end at once and API keys of the account stop working.
 * @param message mailed to the person; without it nobody tells them before they try to log in
 * @throws UsherError invalid_access for staff; conflict when already suspended
 */
export function suspendUser(
  ctx: Ctx,
  target: { id: number },
  { until, reason, message }: { until: Date; reason: string; message?: string },
): Promise<TargetRow> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canRestrain(ctx.actor, user));
    if (isSuspended(user, ctx.now())) {
      throw new UsherError('conflict', { code: 'already_suspended', params: { username: user.username } });
    }
    const changes = {
      suspended_at: ctx.now(),
      suspended_till: until,
      suspend_reason: reason,
      suspended_by_id: ctx.actor.id,
    };
    await updateAccounts(ctx.db, [user.id], changes, ctx.now());
    await endSessionsOf(ctx, user.id);
    await logStaffAction(ctx, {
      action_name: 'suspend_user',
      target_user_id: user.id,
      details: reason,
      new_value: until.toISOString(),
    });
    await tellRestricted(ctx, 'account_suspended', user, until, message);
    return { ...user, ...changes };
  });
}

/** Lifting a suspension that is not there changes nothing. */
export function unsuspendUser(ctx: Ctx, target: { id: number }): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canRestrain(ctx.actor, user));
    if (user.suspended_till === null) return;
    const nothing = { suspended_at: null, suspended_till: null, suspend_reason: null, suspended_by_id: null };
    await updateAccounts(ctx.db, [user.id], nothing, ctx.now());
    await logStaffAction(ctx, { action_name: 'unsuspend_user', target_user_id: user.id });
  });
}
