/** What the group's log says of its invites and of requests to invite. */
import type { Ctx } from '../../context.ts';
import { type GroupInviteAction, insertGroupInviteLog } from '../../db/group-logs.ts';

export interface GroupInviteLine {
  group_id: number;
  action: GroupInviteAction;
  /** Address or domain; null: a link for anybody. */
  subject: string | null;
  invite_id: number | null;
  /** Account concerned. */
  target_user_id?: number | null;
}

/** Writes a line in the caller's transaction; the actor is who did it. */
export const logGroupInvite = (ctx: Ctx, line: GroupInviteLine): Promise<void> =>
  insertGroupInviteLog(ctx.db, { target_user_id: null, ...line, acting: ctx.actor.id }, ctx.now());
