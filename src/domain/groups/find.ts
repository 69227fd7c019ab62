/** Finding the group a request is about, and refusing with a reason. */
import type { Ctx } from '../../context.ts';
import { findGroup, findGroupByName, type GroupRow } from '../../db/groups.ts';
import { listOwnerNames } from '../../db/invite-groups.ts';
import { invalidAccess, notFound, notLoggedIn } from '../../errors.ts';
import { canEditMembers, canSeeGroup, canSeeMembers } from '../../policy/groups.ts';
import { whoCanHelp } from '../../policy/invites.ts';
import { nameKey } from '../../shared/normalise.ts';
import { idOf } from '../../shared/wire/coerce.ts';

/** @throws UsherError not_found, also for ids no group can have */
export async function groupById(ctx: Ctx, id: string | undefined): Promise<GroupRow> {
  const number = idOf(id);
  const group = number === undefined ? undefined : await findGroup(ctx.db, number);
  if (!group) throw notFound();
  return group;
}

/** The group, if the actor may know of it: a hidden group answers like one that does not exist. */
export async function visibleGroup(ctx: Ctx, by: { name?: string; id?: string }): Promise<GroupRow> {
  const group =
    by.id === undefined ? await findGroupByName(ctx.db, nameKey(by.name ?? '')) : await groupById(ctx, by.id);
  if (!group || !canSeeGroup(ctx.actor, group)) throw notFound();
  return group;
}

/** A refusal about a group: the rule, and who can lift it. Owners of a group the actor cannot look into are not named. */
export async function refuseAboutGroup(ctx: Ctx, group: GroupRow, reason: string): Promise<never> {
  if (reason === 'not_logged_in') throw notLoggedIn();
  const mayKnow = !group.automatic && canSeeMembers(ctx.actor, group);
  const owners = mayKnow ? await listOwnerNames(ctx.db, [group.id]) : [];
  throw invalidAccess(reason, { whoCanHelp: whoCanHelp(reason, owners) });
}

/** @throws UsherError invalid_access unless the actor decides who is in the group */
export async function ensureMayEditMembers(ctx: Ctx, group: GroupRow): Promise<void> {
  const verdict = canEditMembers(ctx.actor, group, ctx.settings);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
}
