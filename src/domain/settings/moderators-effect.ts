/** What switching moderators_manage_groups changes: which moderators decide about which groups only with the setting on. */
import type { Ctx } from '../../context.ts';
import { findIdentity } from '../../db/authentication.ts';
import { listGroupNames } from '../../db/group-directory.ts';
import { listGroups } from '../../db/groups.ts';
import { listModeratorIds } from '../../db/users.ts';
import { canEditMembers, groupsInSight } from '../../policy/groups.ts';
import { actorOf, mayAct } from '../../policy/identity.ts';

/** Moderators told about, and groups named for each. */
const MAX_MODERATORS = 100;
const MAX_NAMED = 10;

export interface ModeratorsEffect {
  enabled: boolean;
  moderators: { id: number; username: string; group_count: number; groups: { id: number; name: string }[] }[];
  /** There are more moderators than are listed. */
  more: boolean;
}

export async function findModeratorsEffect(ctx: Ctx): Promise<ModeratorsEffect> {
  const groups = (await listGroupNames(ctx.db, groupsInSight(ctx.actor))).filter((group) => !group.automatic);
  const on = { ...ctx.settings, moderators_manage_groups: true };
  const off = { ...ctx.settings, moderators_manage_groups: false };
  const ids = await listModeratorIds(ctx.db, MAX_MODERATORS + 1);
  const gains: { id: number; username: string; ids: number[] }[] = [];
  for (const id of ids.slice(0, MAX_MODERATORS)) {
    const identity = await findIdentity(ctx.db, id);
    if (!identity || !mayAct(identity, ctx.settings, ctx.now())) continue;
    const actor = actorOf(identity, ctx.now());
    const gained = groups.filter(
      (group) => canEditMembers(actor, group, on).ok && !canEditMembers(actor, group, off).ok,
    );
    gains.push({ id, username: actor.username, ids: gained.map((group) => group.id) });
  }
  const named = await listGroups(ctx.db, [...new Set(gains.flatMap((gain) => gain.ids.slice(0, MAX_NAMED)))]);
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return {
    enabled: ctx.settings.moderators_manage_groups,
    moderators: gains.map(({ id, username, ids }) => ({
      id,
      username,
      group_count: ids.length,
      groups: ids.slice(0, MAX_NAMED).flatMap((id) => (names.has(id) ? [{ id, name: names.get(id)! }] : [])),
    })),
    more: ids.length > MAX_MODERATORS,
  };
}
