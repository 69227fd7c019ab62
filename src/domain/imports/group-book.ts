/** What names of groups in a list mean to the uploader: each name is looked up once, many at a time. */
import type { Ctx } from '../../context.ts';
import { listGroupsByKey } from '../../db/invite-groups.ts';
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

export function openGroupBook(ctx: Ctx): GroupBook {
  const known = new Map<string, Entry>();
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
      fresh = new Set([...fresh].map((key) => Buffer.from(key).toString()));
      for (const key of fresh) known.set(key, UNKNOWN);
      for (const group of await listGroupsByKey(ctx.db, [...fresh])) {
        const code = whyNotImportedTo(ctx.actor, group, ctx.settings);
        known.set(group.name_key, code === undefined ? { id: group.id } : { code });
      }
    },
    entry: (name) => (name.length > LONGEST ? UNKNOWN : (known.get(nameKey(name)) ?? UNKNOWN)),
  };
}
