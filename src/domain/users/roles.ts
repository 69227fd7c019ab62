/** Granting and revoking the site roles. */
import { type Ctx, inTransaction } from '../../context.ts';
import { lockAdmins, updateAccounts } from '../../db/staff-users.ts';
import { notFound } from '../../errors.ts';
import { canGrantRole, canRevokeRole, type Role } from '../../policy/staff.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';

const action = {
  admin: { grant: 'grant_admin', revoke: 'revoke_admin' },
  moderator: { grant: 'grant_moderation', revoke: 'revoke_moderation' },
} as const;

/**
 * The automatic groups of the role follow at once, because they are computed from it.
 * @throws UsherError invalid_access when the role is (not) held already, or for one's own admin role
 */
export function changeRole(ctx: Ctx, target: { id: number }, role: Role, change: 'grant' | 'revoke'): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    // Of two admins who revoke each other the slower is no admin any more; without this nobody would be left.
    const admins = await lockAdmins(ctx.db);
    if (ctx.actor.kind === 'user' && !admins.includes(ctx.actor.id)) throw notFound();
    await withTarget(ctx, target, async (ctx, user) => {
      ensureAllowed((change === 'grant' ? canGrantRole : canRevokeRole)(ctx.actor, user, role));
      await updateAccounts(ctx.db, [user.id], { [role]: change === 'grant' }, ctx.now());
      await logStaffAction(ctx, { action_name: action[role][change], target_user_id: user.id });
    });
  });
}
