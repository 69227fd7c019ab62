/** Deleting a custom group: everybody leaves it, its name is kept for receipts. Admins only (the route sees to that). */
import { type Ctx, inTransaction } from '../../context.ts';
import { deleteGroup, findGroup, type GroupRow, lockGroup } from '../../db/groups.ts';
import { listMemberIds } from '../../db/members.ts';
import { invalidRecord, notFound } from '../../errors.ts';
import { isForAdminsOnly } from '../../policy/groups.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { lockStandings, undoEffects } from './members.ts';

/** @throws UsherError 422 for an automatic group, not_found when it is gone already */
export async function destroyGroup(ctx: Ctx, { id, automatic }: GroupRow): Promise<void> {
  if (automatic) throw invalidRecord('group_automatic');
  await inTransaction(ctx, async (ctx) => {
    // The same order of locks as joining has: people, then the group. Who joins in between is met below.
    await lockStandings(ctx, await listMemberIds(ctx.db, id));
    if (!(await lockGroup(ctx.db, id))) throw notFound();
    // What it does to members may have been changed while we waited.
    const group = (await findGroup(ctx.db, id))!;
    const members = await listMemberIds(ctx.db, id);
    await deleteGroup(ctx.db, id, ctx.now());
    await undoEffects(ctx, group, members);
    await logStaffAction(ctx, {
      action_name: 'delete_group',
      ...(isForAdminsOnly(group) ? { admin_only: true } : {}),
      subject: group.name,
      details: `name: ${group.name}\nid: ${group.id}\ngrant_trust_level: ${group.grant_trust_level ?? ''}`,
    });
  });
}
