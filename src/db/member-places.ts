/**
 * Who was at which place of a long list of members, as pages of it have shown. PostgreSQL finds a name at once, but reads
 * everybody before it to find a place; whoever reads a list page by page goes on from the page before instead. A place
 * holds while the members are the same: it comes with the number of changes to them (`group_counters.changes`), and the
 * statement that uses it compares that number in its own snapshot, so that a place out of date costs time and no more.
 */
import type { Db } from './open.ts';

/** The member with this name is the one after `offset` others. */
export interface Place {
  offset: number;
  key: string;
}

interface List {
  changes: number;
  /** The oldest first. */
  places: Place[];
}

/** Both bound memory, to a few megabytes. */
const MAX_LISTS = 100;
const MAX_PLACES = 200;

// By database, for they have numbers of their own; a transaction, which may be undone, is one of its own here.
const known = new WeakMap<Db, Map<string, List>>();

/** The nearest place at or before `offset` that is known of the members as they are after so many changes. */
export function nearestPlace(db: Db, list: string, changes: number, offset: number): Place | undefined {
  const found = known.get(db)?.get(list);
  if (found?.changes !== changes) return undefined;
  let nearest: Place | undefined;
  for (const place of found.places)
    if (place.offset <= offset && place.offset >= (nearest?.offset ?? 0)) nearest = place;
  return nearest;
}

/** @param changes the number of changes to the members that the page was read at */
export function rememberPlaces(db: Db, list: string, changes: number, places: readonly Place[]): void {
  const lists = known.get(db) ?? new Map<string, List>();
  known.set(db, lists);
  const before = lists.get(list);
  const kept = before?.changes === changes ? before.places : [];
  const fresh = places.filter(({ offset }) => !kept.some((place) => place.offset === offset));
  lists.delete(list); // to be the last in order: the list that was not looked at for longest goes
  lists.set(list, { changes, places: [...kept, ...fresh].slice(-MAX_PLACES) });
  if (lists.size > MAX_LISTS) lists.delete(lists.keys().next().value!);
}
