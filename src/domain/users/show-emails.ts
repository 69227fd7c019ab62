/** Telling somebody's address; staff who look leave a line in the log. */
import type { Ctx } from '../../context.ts';
import { invalidAccess } from '../../errors.ts';
import { canSeeEmail } from '../../policy/users.ts';
import { logStaffAction } from '../logs/staff-actions.ts';

/** @throws UsherError invalid_access */
export async function showEmails(ctx: Ctx, owner: { id: number; email: string | null }): Promise<string | null> {
  if (!canSeeEmail(ctx.actor, owner, ctx.settings))
    throw invalidAccess('email_hidden', { whoCanHelp: [{ role: 'admin' }] });
  if (ctx.actor.id !== owner.id) await logStaffAction(ctx, { action_name: 'check_email', target_user_id: owner.id });
  return owner.email;
}
