/** What names of groups in a list mean to the uploader: each name is looked up once, many at a time. */
import type { Ctx } from '../../context.ts';
import { type InviteGroup, listGroupsByKey, listNamedGroups } from '../../db/invite-groups.ts';
import { canSeeGroup } from '../../policy/groups.ts';
import { whyNotImportedTo } from '../../policy/imports.ts';
import { nameKey } from '../../shared/normalise.ts';

/** A group to give, or why it cannot be given (code of a row's problem). */
export type Entry = { id: number } | { code: string };

export interface GroupBook {
  /** Looks up the names not met before. */
  learn(names: Iterable<string>): Promise<void>;
  /** Of a name that has been learned. */
  entry(name: string): Entry;
}

/** Names kept; a file of nothing but wrong names must not fill the memory. */
const MOST = 20_000;
/** No group has a longer name, so a longer one need not be looked for. */
const LONGEST = 255;
const UNKNOWN: Entry = { code: 'unknown_group' };

/** @param exact only by the short name, as the contract reads files */
export function openGroupBook(ctx: Ctx, exact: boolean): GroupBook {
  const known = new Map<string, Entry>();
  const entryOf = (group: InviteGroup): Entry => {
    const code = whyNotImportedTo(ctx.actor, group, ctx.settings);
    return code === undefined ? { id: group.id } : { code };
  };
  /** Groups in sight by the name that people read on the screens; null: several have it. */
  let fullNames: Map<string, InviteGroup | null> | undefined;
  async function readFullNames(): Promise<Map<string, InviteGroup | null>> {
    const named = new Map<string, InviteGroup | null>();
    for (const group of await listNamedGroups(ctx.db)) {
      if (!canSeeGroup(ctx.actor, group)) continue;
      const key = nameKey(group.full_name!);
      named.set(key, named.has(key) ? null : group);
    }
    return named;
  }
  return {
    async learn(names) {
      const asked = [...names].filter((name) => name.length <= LONGEST).map(nameKey);
      let fresh = new Set(asked.filter((key) => !known.has(key)));
      if (fresh.size === 0) return;
      if (known.size + fresh.size > MOST) {
        known.clear();
        // What was known of these is gone as well.
        fresh = new Set(asked);
      }
      // Copies: a part of the file's text would keep all of it in memory.
      const keys = [...fresh].map((key) => Buffer.from(key).toString());
      for (const key of keys) known.set(key, UNKNOWN);
      for (const group of await listGroupsByKey(ctx.db, keys))
        if (canSeeGroup(ctx.actor, group)) known.set(group.name_key, entryOf(group));
      if (exact) return;
      fullNames ??= await readFullNames();
      for (const key of keys) {
        const group = known.get(key) === UNKNOWN ? fullNames.get(key) : undefined;
        if (group !== undefined) known.set(key, group === null ? { code: 'group_ambiguous' } : entryOf(group));
      }
    },
    entry: (name) => (name.length > LONGEST ? UNKNOWN : (known.get(nameKey(name)) ?? UNKNOWN)),
  };
}
