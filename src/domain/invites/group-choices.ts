/** The groups an invite could name, as the group picker shows them: also those one may not use, with the rule and who can help. */
import type { Ctx } from '../../context.ts';
import { listGroupNames } from '../../db/group-directory.ts';
import { type GroupRow, listGroups } from '../../db/groups.ts';
import { listOwnerNamesOfEach } from '../../db/invite-groups.ts';
import type { Helper } from '../../errors.ts';
import { canListGroups, canSeeMembers, groupsInSight } from '../../policy/groups.ts';
import { canAskToInvite, canInvite, canInviteToGroup, canInviteToGroups, whoCanHelp } from '../../policy/invites.ts';
import { nameKey } from '../../shared/normalise.ts';

export interface GroupChoice {
  group: GroupRow;
  /** The rule that refuses; undefined: they may. */
  reason: string | undefined;
  who: Helper[];
  can_ask: boolean;
}
export interface GroupChoices {
  choices: GroupChoice[];
  total: number;
  /** Why the actor may not invite without naming a group; undefined: they may. */
  reason: string | undefined;
}

/**
 * Groups in sight whose name has the text in it: first those the actor may invite to, then the others, then the automatic
 * ones, which nobody may; each by name. Where the directory is closed to the actor, only groups they are in.
 */
export async function listGroupChoices(
  ctx: Ctx,
  { search, limit, offset }: { search: string; limit: number; offset: number },
): Promise<GroupChoices> {
  const { actor, settings } = ctx;
  const key = nameKey(search);
  const told = canListGroups(actor, settings);
  const found = (await listGroupNames(ctx.db, groupsInSight(actor)))
    .filter((group) => told || actor.groupIds.has(group.id))
    .filter((group) => group.name_key.includes(key) || nameKey(group.full_name ?? '').includes(key));
  const reasonFor = (group: (typeof found)[number]) => {
    // That one may not invite at all would not be the reason why nobody may invite there.
    const verdict = group.automatic
      ? canInviteToGroup(actor, group, settings)
      : canInviteToGroups(actor, [group], settings);
    return verdict.ok ? undefined : verdict.reason;
  };
  const judged = found.map((group) => ({ group, reason: reasonFor(group) }));
  const place = ({ group, reason }: (typeof judged)[number]) => (group.automatic ? 2 : reason ? 1 : 0);
  const sorted = judged.toSorted((one, other) => place(one) - place(other));
  const page = sorted.slice(offset, offset + limit);
  const rows = new Map(
    (
      await listGroups(
        ctx.db,
        page.map(({ group }) => group.id),
      )
    ).map((row) => [row.id, row]),
  );
  const shown = page.filter(({ group, reason }) => reason && canSeeMembers(actor, group));
  const owners = await listOwnerNamesOfEach(
    ctx.db,
    shown.map(({ group }) => group.id),
  );
  const general = canInvite(actor, settings);
  return {
    choices: page.flatMap(({ group, reason }) => {
      const row = rows.get(group.id);
      if (!row) return [];
      const who = reason ? whoCanHelp(reason, owners.get(group.id)) : [];
      return [{ group: row, reason, who, can_ask: canAskToInvite(actor, group, settings).ok }];
    }),
    total: sorted.length,
    reason: general.ok ? undefined : general.reason,
  };
}
