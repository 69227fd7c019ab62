/** Taking people out of a group, or their ownership (contract 3.7). */
import type { Ctx } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import { invalidParameters, UsherError } from '../../errors.ts';
import { ensureMayEditOwners } from './add-users.ts';
import { ensureMayEditMembers } from './find.ts';
import { dismissOwners, removeMembers } from './members.ts';
import { type Selection, selectUsers } from './select-users.ts';

/** @returns names of who was taken out, and of who was not a member */
export async function removeUsers(
  ctx: Ctx,
  group: GroupRow,
  selection: Selection,
): Promise<{ usernames: string[]; skipped_usernames: string[] }> {
  await ensureMayEditMembers(ctx, group);
  const users = await selectUsers(ctx, group.id, selection);
  if (users.length === 0) throw new UsherError('invalid_parameters', { code: 'members_nobody_given' });
  const gone = new Set(
    await removeMembers(ctx, {
      group_id: group.id,
      user_ids: users.map((user) => user.id),
      acting_user_id: ctx.actor.id,
    }),
  );
  const names = (removed: boolean) =>
    users.filter((user) => gone.has(user.id) === removed).map((user) => user.username);
  return { usernames: names(true), skipped_usernames: names(false) };
}

/** They stay members. */
export async function removeOwners(ctx: Ctx, group: GroupRow, selection: Selection): Promise<void> {
  await ensureMayEditOwners(ctx, group);
  const users = await selectUsers(ctx, group.id, selection);
  if (users.length === 0) throw invalidParameters('usernames');
  const user_ids = users.map((user) => user.id);
  await dismissOwners(ctx, { group_id: group.id, user_ids, acting_user_id: ctx.actor.id });
}
