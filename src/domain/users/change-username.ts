/** Another username for an account; it keeps its id, and with it everything it has. */
import type { Ctx } from '../../context.ts';
import { updateUsername } from '../../db/account-changes.ts';
import { invalidRecord } from '../../errors.ts';
import { canChangeUsername } from '../../policy/users.ts';
import { nameKey } from '../../shared/normalise.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';
import { checkUsername } from './suggest-username.ts';

/**
 * @returns the name as it is now
 * @throws UsherError invalid_access; 422 for a name that breaks a rule, or that a user or group has
 */
export function changeUsername(ctx: Ctx, target: { id: number }, typed: string): Promise<string> {
  const username = typed.trim().normalize('NFC');
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canChangeUsername(ctx.actor, user, ctx.settings, ctx.now()));
    if (username === user.username) return username;
    const wrong = checkUsername(username, ctx.settings);
    if (wrong) throw invalidRecord(wrong.code, wrong.params);
    await updateUsername(ctx.db, user.id, username, nameKey(username), ctx.now());
    if (ctx.actor.id !== user.id)
      await logStaffAction(ctx, {
        action_name: 'change_username',
        target_user_id: user.id,
        previous_value: user.username,
        new_value: username,
      });
    return username;
  });
}
