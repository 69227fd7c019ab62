/** Trust levels that staff set, and locks that keep them. */
import type { Ctx } from '../../context.ts';
import { updateAccounts } from '../../db/staff-users.ts';
import { listStandings } from '../../db/standing.ts';
import { canChangeTrustLevel } from '../../policy/staff.ts';
import { earnedTrustLevel } from '../groups/effects.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';

/** Level that is otherwise earned by activity. Usher measures none, so whoever is given it could not keep it unlocked. */
const LEVEL_BY_ACTIVITY = 3;

/** @param level 0 to 4 */
export function setTrustLevel(ctx: Ctx, target: { id: number }, level: number): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canChangeTrustLevel(ctx.actor));
    // A lock that is there follows the new level; it would undo the change at the next recomputation otherwise.
    const locks = user.manual_locked_trust_level !== null || level === LEVEL_BY_ACTIVITY;
    const manual_locked_trust_level = locks ? level : null;
    await updateAccounts(ctx.db, [user.id], { trust_level: level, manual_locked_trust_level }, ctx.now());
    await logStaffAction(ctx, {
      action_name: 'change_trust_level',
      target_user_id: user.id,
      details: `old trust level: ${user.trust_level}\nnew trust level: ${level}`,
      previous_value: String(user.trust_level),
      new_value: String(level),
    });
  });
}

/** Locks the level as it is, or lets it follow groups and defaults again. */
export function setTrustLevelLock(ctx: Ctx, target: { id: number }, locked: boolean): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canChangeTrustLevel(ctx.actor));
    if (locked === (user.manual_locked_trust_level !== null)) return;
    const [facts] = await listStandings(ctx.db, [user.id]);
    const trust_level = locked
      ? user.trust_level
      : earnedTrustLevel({ ...facts!, manual_locked_trust_level: null }, ctx.settings);
    const manual_locked_trust_level = locked ? trust_level : null;
    await updateAccounts(ctx.db, [user.id], { trust_level, manual_locked_trust_level }, ctx.now());
    await logStaffAction(ctx, {
      action_name: locked ? 'lock_trust_level' : 'unlock_trust_level',
      target_user_id: user.id,
      previous_value: String(user.trust_level),
      new_value: String(trust_level),
    });
  });
}
