import type { Ctx } from '../../context.ts';
import { insertNotifications } from '../../db/notifications.ts';
import { membersSeeGroup } from '../../policy/groups.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';

/**
 * Tells people that the actor put them into a group, or made them its owners: what `notify_users` asks for. Not the
 * actor, and not members who may not know of their own group.
 */
export async function tellAdded(
  ctx: Ctx,
  group: { id: number; name: string; visibility_level: number },
  userIds: readonly number[],
  as: 'member' | 'owner',
): Promise<void> {
  const told = userIds.filter((id) => id !== ctx.actor.id);
  if (told.length === 0 || (as === 'member' && !membersSeeGroup(group))) return;
  const type = notificationTypes[as === 'owner' ? 'made_group_owner' : 'added_to_group'];
  const data = { group_id: group.id, group_name: group.name, display_username: ctx.actor.username };
  await insertNotifications(ctx.db, told, { type, data }, ctx.now());
}
