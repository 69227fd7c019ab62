/** Deleting an account for good: sessions, keys and memberships go with it, and its invites let nobody in any more. */
import type { Ctx } from '../../context.ts';
import { deleteUser } from '../../db/account-changes.ts';
import { canDeleteUser } from '../../policy/staff.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';

/**
 * @param context where it was done from, for the log
 * @throws UsherError invalid_access; not_found when it is gone already
 */
export function destroyUser(ctx: Ctx, target: { id: number }, context = ''): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canDeleteUser(ctx.actor, user));
    // Before the deed: a person who deletes themselves is nobody afterwards.
    await logStaffAction(ctx, {
      action_name: 'delete_user',
      target_user_id: user.id,
      subject: user.username,
      details: `id: ${user.id}\nusername: ${user.username}\nname: ${user.name ?? ''}`,
      ...(user.email === null ? {} : { email: user.email }),
      ...(context.trim() === '' ? {} : { context: context.trim().slice(0, 1000) }),
    });
    await deleteUser(ctx.db, user.id);
  });
}
