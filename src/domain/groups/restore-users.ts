/** Undo of a removal: whoever removed people takes it back within ten minutes, and they are what they were. */
import type { Ctx } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import { restoreMembers } from '../../db/removed-members.ts';
import { invalidRecord, UsherError } from '../../errors.ts';
import { ensureMayEditMembers } from './find.ts';
import { type Selection, selectUsers } from './select-users.ts';

const UNDO_MS = 600_000;

/**
 * @returns names of who is back, and of who is not because somebody else removed them, or nobody did
 * @throws UsherError invalid_access; 422 when nobody can come back (any more)
 */
export async function restoreUsers(
  ctx: Ctx,
  group: GroupRow,
  selection: Selection,
): Promise<{ usernames: string[]; skipped_usernames: string[] }> {
  const users = await selectUsers(ctx, group.id, selection);
  if (users.length === 0) throw new UsherError('invalid_parameters', { code: 'members_nobody_given' });
  // An owner who removed only themselves has lost the right to, and may take back just that.
  if (users.some((user) => user.id !== ctx.actor.id)) await ensureMayEditMembers(ctx, group);
  const now = ctx.now();
  const back = await restoreMembers(
    ctx.db,
    group.id,
    users.map((user) => user.id),
    { acting: ctx.actor.id, now, since: new Date(now.getTime() - UNDO_MS) },
  );
  if (!back || back.length === 0) throw invalidRecord('member_restore_expired');
  const names = (returned: boolean) =>
    users.filter((user) => back.includes(user.id) === returned).map((user) => user.username);
  return { usernames: names(true), skipped_usernames: names(false) };
}
