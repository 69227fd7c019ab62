/** Staff let accounts in, vouch for their address, shut them, or end their sessions. */
import { type Ctx, inTransaction } from '../../context.ts';
import { lockTargets, updateAccounts } from '../../db/staff-users.ts';
import { canRestrain } from '../../policy/staff.ts';
import { logStaffAction, logStaffActions } from '../logs/staff-actions.ts';
import { endSessionsOf } from '../sessions/log-out.ts';
import { confirmAddress } from './confirm-address.ts';
import { ensureAllowed, withTarget } from './staff-target.ts';

/** Lets these accounts in; those who are in already stay as they are. */
export function approveUsers(ctx: Ctx, ids: readonly number[]): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const waiting = (await lockTargets(ctx.db, ids)).filter((user) => !user.approved).map((user) => user.id);
    if (waiting.length === 0) return;
    const now = ctx.now();
    await updateAccounts(ctx.db, waiting, { approved: true, approved_by_id: ctx.actor.id, approved_at: now }, now);
    await logStaffActions(
      ctx,
      waiting.map((id) => ({ action_name: 'approve_user', target_user_id: id })),
    );
  });
}

/** Vouches for the address: the account may be used. */
export function activateUser(ctx: Ctx, target: { id: number }): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    // An anonymised account is nobody's: there is no address to vouch for.
    if (user.active || user.email_key === null) return;
    await confirmAddress(ctx, user.id);
    await logStaffAction(ctx, { action_name: 'activate_user', target_user_id: user.id });
  });
}

/** The account cannot be used until its address is confirmed again; its sessions end. */
export function deactivateUser(ctx: Ctx, target: { id: number }): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    ensureAllowed(canRestrain(ctx.actor, user));
    if (!user.active) return;
    await updateAccounts(ctx.db, [user.id], { active: false }, ctx.now());
    await endSessionsOf(ctx, user.id);
    await logStaffAction(ctx, { action_name: 'deactivate_user', target_user_id: user.id });
  });
}

/** Ends all sessions of somebody. */
export function logOutUser(ctx: Ctx, target: { id: number }): Promise<void> {
  return withTarget(ctx, target, async (ctx, user) => {
    await endSessionsOf(ctx, user.id);
    await logStaffAction(ctx, { action_name: 'log_out_user', target_user_id: user.id });
  });
}
