/** Which groups a request means, whether the actor may invite to them, and what was left out. */
import type { Ctx } from '../../context.ts';
import { type InviteGroup, listGroupsForInvite, listOwnerNames } from '../../db/invite-groups.ts';
import { invalidAccess, notLoggedIn } from '../../errors.ts';
import { canSeeGroup, canSeeMembers } from '../../policy/groups.ts';
import { canInviteToGroups, whoCanHelp } from '../../policy/invites.ts';
import { idOf } from '../../shared/wire/coerce.ts';

export interface WantedGroups {
  group_ids?: string[];
  group_names?: string[];
}

export interface ChosenGroups {
  groups: InviteGroup[];
  /** What matched no group (contract D4, D17), as it was written. */
  unknown: string[];
}

async function findGroups(ctx: Ctx, { group_ids, group_names }: WantedGroups): Promise<ChosenGroups> {
  const ids = group_ids?.map((text) => ({ text, id: idOf(text) }));
  const found = await listGroupsForInvite(
    ctx.db,
    (ids ?? []).flatMap(({ id }) => id ?? []),
    group_names ?? [],
  );
  const byId = new Map(found.map((group) => [group.id, group]));
  // A group the actor cannot see is unknown to them by name; by id the permission check refuses it.
  const byName = new Map(found.filter((group) => canSeeGroup(ctx.actor, group)).map((group) => [group.name, group]));
  const fromIds = ids?.map(({ id }) => (id === undefined ? undefined : byId.get(id)));
  const fromNames = group_names?.map((name) => byName.get(name));
  const unknown = [
    ...(ids ?? []).filter((_, index) => !fromIds?.[index]).map(({ text }) => text),
    ...(group_names ?? []).filter((_, index) => !fromNames?.[index]),
  ];
  const known = (list: (InviteGroup | undefined)[] | undefined) => list?.filter((group) => group !== undefined);
  const first = known(fromIds) ?? known(fromNames) ?? [];
  // Both lists given: only groups in both (contract 2.1).
  const groups = fromIds && fromNames ? first.filter((group) => fromNames.includes(group)) : first;
  return { groups: [...new Set(groups)], unknown };
}

/** @throws UsherError invalid_access with the rule that refused and who can help; nothing has been done then */
export async function ensureMayInvite(ctx: Ctx, groups: readonly InviteGroup[]): Promise<void> {
  const verdict = canInviteToGroups(ctx.actor, groups, ctx.settings);
  if (verdict.ok) return;
  if (verdict.reason === 'not_logged_in') throw notLoggedIn();
  // Owners are named only to who may see them in the group's list.
  const visible = verdict.groups.filter((group) => canSeeMembers(ctx.actor, group));
  const owners = await listOwnerNames(
    ctx.db,
    visible.filter((group) => !group.automatic).map((group) => group.id),
  );
  throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason, owners) });
}

/** The groups a request names, all of which the actor may invite to. @throws UsherError invalid_access */
export async function chooseGroups(ctx: Ctx, wanted: WantedGroups): Promise<ChosenGroups> {
  const chosen = await findGroups(ctx, wanted);
  await ensureMayInvite(ctx, chosen.groups);
  return chosen;
}
