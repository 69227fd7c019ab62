/** What is set for people in a group: how much they hear of it, and whether it is the one they show. */
import { type Ctx, inTransaction } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import { lockPeople, updateLevel, updatePrimary } from '../../db/member-settings.ts';
import { invalidParameters } from '../../errors.ts';
import { idOf } from '../../shared/wire/coerce.ts';
import { ensureMayEditOwners } from './add-users.ts';
import { type Selection, selectUsers } from './select-users.ts';

const LEVELS = [0, 1, 2, 3, 4];

/** @param userId whose; staff only, for others it is always their own. @throws UsherError invalid_parameters */
export async function setNotificationLevel(
  ctx: Ctx,
  group: GroupRow,
  { level, userId }: { level: number; userId: string | undefined },
): Promise<void> {
  if (!LEVELS.includes(level)) throw invalidParameters('notification_level');
  const id = ctx.actor.staff && userId !== undefined ? idOf(userId) : ctx.actor.id;
  if (id === undefined || !(await updateLevel(ctx.db, group.id, id, level))) throw invalidParameters('user_id');
}

/** For members among the selected; others are passed over. @throws UsherError 422, 403, invalid_parameters */
export async function setPrimary(ctx: Ctx, group: GroupRow, selection: Selection, on: boolean): Promise<void> {
  await ensureMayEditOwners(ctx, group);
  const users = await selectUsers(ctx, group.id, selection);
  if (users.length === 0) throw invalidParameters('usernames');
  const ids = users.filter((user) => user.member).map((user) => user.id);
  await inTransaction(ctx, async (ctx) => {
    await lockPeople(ctx.db, ids);
    await updatePrimary(ctx.db, group.id, on, ctx.now(), ids);
  });
}
