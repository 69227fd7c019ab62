/** The actor has seen a notification, or all of theirs. */
import type { Ctx } from '../../context.ts';
import { updateNotificationsRead } from '../../db/notifications.ts';

/** @param id one notification; undefined: all. Another person's, or one that does not exist, changes nothing. */
export const markNotificationsRead = (ctx: Ctx, id: number | undefined): Promise<void> =>
  updateNotificationsRead(ctx.db, ctx.actor.id, id);
