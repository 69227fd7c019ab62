/** Looking for groups: the directory in pages, and search while one types. Hidden groups show in no list and no count. */
import type { Ctx } from '../../context.ts';
import {
  countDirectory,
  type DirectoryPage,
  type GroupType,
  listDirectory,
  listGroupNames,
} from '../../db/group-directory.ts';
import { type GroupRow, listGroups } from '../../db/groups.ts';
import { countAutomaticMembers, listAutomaticCounts } from '../../db/member-lists.ts';
import { listTakenNames } from '../../db/users.ts';
import { invalidAccess, UsherError } from '../../errors.ts';
import { MODERATORS } from '../../policy/automatic-groups.ts';
import { canListGroups, groupsInSight } from '../../policy/groups.ts';
import { nameKey } from '../../shared/normalise.ts';
import { suggestUsername } from '../users/suggest-username.ts';
import { checkGroupName } from './check.ts';

/** The groups with these ids, in their order, with their numbers of members. */
async function groupsInOrder(ctx: Ctx, ids: readonly number[], counts: ReadonlyMap<number, number>) {
  const rows = new Map((await listGroups(ctx.db, ids)).map((group) => [group.id, group]));
  return ids.flatMap((id) => {
    const group = rows.get(id);
    return group ? [{ ...group, user_count: counts.get(id) ?? group.user_count }] : [];
  });
}

/** Ids of the groups in sight whose name or full name has the text in it, by name. */
async function idsNamed(ctx: Ctx, text: string): Promise<number[]> {
  const key = nameKey(text);
  const all = await listGroupNames(ctx.db, groupsInSight(ctx.actor));
  return all
    .filter((group) => group.name_key.includes(key) || nameKey(group.full_name ?? '').includes(key))
    .map((group) => group.id);
}

export interface DirectoryQuery extends DirectoryPage {
  filter: string;
  type: GroupType | undefined;
  /** Only these, e.g. the groups of one person; undefined: whichever. */
  ids: readonly number[] | undefined;
}

/** One page of the directory, and how many groups all pages have. @throws UsherError invalid_access */
export async function listGroupDirectory(
  ctx: Ctx,
  { filter, type, ids, ...page }: DirectoryQuery,
): Promise<{ groups: GroupRow[]; total: number }> {
  if (!canListGroups(ctx.actor, ctx.settings))
    throw invalidAccess('group_directory_off', { whoCanHelp: [{ role: 'admin' }] });
  const sight = groupsInSight(ctx.actor);
  // Ordinary people need not know of automatic groups, except whom to turn to.
  const counts = ctx.actor.staff
    ? await listAutomaticCounts(ctx.db)
    : new Map([[MODERATORS, await countAutomaticMembers(ctx.db, MODERATORS)]]);
  const named = filter.trim() === '' ? undefined : await idsNamed(ctx, filter);
  const both = ids && named ? named.filter((id) => ids.includes(id)) : (ids ?? named);
  const wanted = { type, ids: both, automaticIds: [...counts.keys()] };
  const total = await countDirectory(ctx.db, sight, wanted);
  const shown = await listDirectory(ctx.db, sight, wanted, counts, page);
  return { groups: await groupsInOrder(ctx, shown, counts), total };
}

/** Groups whose name has the term in it, automatic ones included. Without the directory: those one is in. */
export async function searchGroups(
  ctx: Ctx,
  { term, ignoreAutomatic }: { term: string; ignoreAutomatic: boolean },
): Promise<GroupRow[]> {
  const named = await idsNamed(ctx, term);
  const told = canListGroups(ctx.actor, ctx.settings) ? named : named.filter((id) => ctx.actor.groupIds.has(id));
  const groups = (await groupsInOrder(ctx, told, new Map())).filter((group) => !ignoreAutomatic || !group.automatic);
  if (!groups.some((group) => group.automatic)) return groups;
  const counts = await listAutomaticCounts(ctx.db);
  return groups.map((group) => ({ ...group, user_count: counts.get(group.id) ?? group.user_count }));
}

export type NameAvailability =
  | { kind: 'free' }
  | { kind: 'taken'; suggestion: string }
  | { kind: 'malformed'; error: UsherError };

/** Whether a group could have this name. Names kept from people are free for groups. */
export async function checkGroupNameAvailable(ctx: Ctx, typed: string): Promise<NameAvailability> {
  let taken = false;
  try {
    taken = (await listTakenNames(ctx.db, [nameKey(checkGroupName(typed, ctx.settings))])).length > 0;
  } catch (error) {
    if (!(error instanceof UsherError)) throw error;
    if (error.details.code !== 'group_name_taken') return { kind: 'malformed', error };
    taken = true;
  }
  return taken ? { kind: 'taken', suggestion: await suggestUsername(ctx.db, ctx.settings, typed) } : { kind: 'free' };
}
