/** Joining and leaving by oneself, where the group lets everybody do so (contract 3.7). */
import type { Ctx } from '../../context.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { notFound, UsherError } from '../../errors.ts';
import { canJoin, canLeave, canSeeGroup } from '../../policy/groups.ts';
import { groupById, refuseAboutGroup } from './find.ts';
import { addMembers, removeMembers } from './members.ts';

const LIMIT = { name: 'join_or_leave', max: 3, windowSeconds: 60 };

/** An attempt counts whatever becomes of it. @throws UsherError rate_limit; staff are exempt */
async function countAttempt(ctx: Ctx): Promise<void> {
  if (ctx.actor.staff) return;
  const waitSeconds = await hitLimit(ctx.db, LIMIT, `user ${ctx.actor.id}`, ctx.now());
  if (waitSeconds !== undefined) throw new UsherError('rate_limit', { code: 'group_join_limit', waitSeconds });
}

/** Nothing happens to members. @throws UsherError rate_limit, not_found, invalid_access */
export async function joinGroup(ctx: Ctx, id: string | undefined): Promise<void> {
  await countAttempt(ctx);
  const group = await groupById(ctx, id);
  if (!canSeeGroup(ctx.actor, group)) throw notFound();
  const verdict = canJoin(ctx.actor, group);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
  await addMembers(ctx, { group_id: group.id, user_ids: [ctx.actor.id], acting_user_id: ctx.actor.id });
}

/** Nothing happens to who is no member. @throws UsherError rate_limit, not_found, invalid_access */
export async function leaveGroup(ctx: Ctx, id: string | undefined): Promise<void> {
  await countAttempt(ctx);
  const group = await groupById(ctx, id);
  // Members know of their group, also where they cannot look at it.
  if (!canSeeGroup(ctx.actor, group) && !ctx.actor.groupIds.has(group.id)) throw notFound();
  const verdict = canLeave(group);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
  await removeMembers(ctx, { group_id: group.id, user_ids: [ctx.actor.id], acting_user_id: ctx.actor.id });
}
