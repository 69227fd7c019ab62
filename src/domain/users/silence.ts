/** Silencing an account: it may log in and read, but not invite. */
import type { Ctx } from '../../context.ts';
import { type TargetRow, updateAccounts } from '../../db/staff-users.ts';
import { UsherError } from '../../errors.ts';
import { canRestrain } from '../../policy/staff.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';
import { tellRestricted } from './tell-restricted.ts';

/** @param message mailed to the person. @throws UsherError invalid_access for staff; conflict when already silenced */
export function silenceUser(
  ctx: Ctx,
  target: { id: number },
  { until, reason, message }: { until: Date; reason: string | null; message?: string },
): Promise<TargetRow> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canRestrain(ctx.actor, user));
    if (user.silenced_till !== null && user.silenced_till > ctx.now()) {
      throw new UsherError('conflict', { code: 'already_silenced', params: { username: user.username } });
    }
    const changes = { silenced_at: ctx.now(), silenced_till: until, silence_reason: reason };
    await updateAccounts(ctx.db, [user.id], changes, ctx.now());
    await logStaffAction(ctx, {
      action_name: 'silence_user',
      target_user_id: user.id,
      ...(reason ? { details: reason } : {}),
      new_value: until.toISOString(),
    });
    await tellRestricted(ctx, 'account_silenced', user, until, message);
    return { ...user, ...changes };
  });
}

/** Lifting a silence that is not there changes nothing. */
export function unsilenceUser(ctx: Ctx, target: { id: number }): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canRestrain(ctx.actor, user));
    if (user.silenced_till === null) return;
    const nothing = { silenced_at: null, silenced_till: null, silence_reason: null };
    await updateAccounts(ctx.db, [user.id], nothing, ctx.now());
    await logStaffAction(ctx, { action_name: 'unsilence_user', target_user_id: user.id });
  });
}
