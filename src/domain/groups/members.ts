/** People join and leave a custom group: the one way for requests, invites and staff alike. */
import { type Ctx, inTransaction } from '../../context.ts';
import { deleteMembers, insertMembers, type LeftGroup, updateOwners } from '../../db/members.ts';
import { listStandings, updateStandings } from '../../db/standing.ts';
import { notFound } from '../../errors.ts';
import { standingAfterLeaving } from './effects.ts';

/** How many people one call may add. */
export const MAX_ADDED = 1000;

export interface Joining {
  group_id: number;
  user_ids: readonly number[];
  /** Who did it, for the group's log; for a redemption the inviter. */
  acting_user_id: number | null;
  /** Make them owners too, also those who are members already. */
  owner?: boolean;
  /** Invite they came through. */
  invite_id?: number;
}

/**
 * Makes people members with the effects of joining (trust level, title, primary group), unless they are members already.
 * In one transaction with several groups, go in ascending order of group id, or two of them may wait for each other.
 * @returns who really joined, and who was made owner
 * @throws UsherError not_found when there is no such custom group (any more)
 */
export function addMembers(ctx: Ctx, joining: Joining): Promise<{ joined: number[]; appointed: number[] }> {
  return inTransaction(ctx, async (ctx) => {
    const { group_id, user_ids, acting_user_id: acting, invite_id: inviteId } = joining;
    const now = ctx.now();
    const joined = await insertMembers(ctx.db, group_id, user_ids, { acting, now, inviteId });
    if (!joined) throw notFound();
    const appointed = joining.owner ? await updateOwners(ctx.db, group_id, user_ids, true, { acting, now }) : [];
    return { joined, appointed: appointed ?? [] };
  });
}

/** Owners become plain members. @returns ids of those who were owners */
export async function dismissOwners(
  ctx: Ctx,
  { group_id, user_ids, acting_user_id: acting }: Omit<Joining, 'owner' | 'invite_id'>,
): Promise<number[]> {
  const dismissed = await updateOwners(ctx.db, group_id, user_ids, false, { acting, now: ctx.now() });
  if (!dismissed) throw notFound();
  return dismissed;
}

/** Takes people out of a group, with all that leaving undoes. @returns ids of those who were members */
export function removeMembers(
  ctx: Ctx,
  {
    group_id,
    user_ids,
    acting_user_id: acting,
  }: { group_id: number; user_ids: readonly number[]; acting_user_id: number | null },
): Promise<number[]> {
  return inTransaction(ctx, async (ctx) => {
    const left = await deleteMembers(ctx.db, group_id, user_ids, { acting, now: ctx.now() });
    if (!left) throw notFound();
    await undoEffects(ctx, left.group, left.gone);
    return left.gone;
  });
}

/** Makes others who change these people wait for the end of the transaction. */
export async function lockStandings(ctx: Ctx, userIds: readonly number[]): Promise<void> {
  if (userIds.length > 0) await listStandings(ctx.db, userIds);
}

/** What leaving undoes for people who are no longer members. */
export async function undoEffects(ctx: Ctx, group: LeftGroup, userIds: readonly number[]): Promise<void> {
  if (userIds.length === 0) return;
  const changed = (await listStandings(ctx.db, userIds)).flatMap((facts) => {
    const after = standingAfterLeaving(facts, group, ctx.settings);
    const same =
      after.trust_level === facts.trust_level &&
      after.title === facts.title &&
      after.primary_group_id === facts.primary_group_id &&
      after.flair_group_id === facts.flair_group_id;
    return same ? [] : [{ id: facts.id, ...after }];
  });
  await updateStandings(ctx.db, changed, ctx.now());
}
