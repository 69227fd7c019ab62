/** Ending sessions. */
import type { Ctx } from '../../context.ts';
import { deleteSession, deleteSessionsOfUser } from '../../db/sessions.ts';

/** Ends this browser's session; with `log_out_strict` every session of its user. Nobody logged in: nothing to do. */
export async function logOut(ctx: Ctx, session: Buffer | undefined): Promise<void> {
  if (ctx.actor.kind === 'user' && ctx.settings.log_out_strict) await deleteSessionsOfUser(ctx.db, ctx.actor.id);
  else if (session) await deleteSession(ctx.db, session);
}

/** Ends every session of an account, at once. */
export async function endSessionsOf(ctx: Ctx, userId: number): Promise<void> {
  await deleteSessionsOfUser(ctx.db, userId);
}
