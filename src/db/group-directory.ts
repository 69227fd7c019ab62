/** Which groups there are, for somebody who may see only some of them. Texts are compared by the caller (see normalise.ts). */
import type { Sight } from './groups.ts';
import { type Db, type Statement, statement } from './open.ts';

const SEEN =
  '(g.visibility_level <= $1 or (g.visibility_level = 2 and g.id = any ($2::integer[])) or g.id = any ($3::integer[]))';

export interface GroupNameRow {
  id: number;
  automatic: boolean;
  name_key: string;
  full_name: string | null;
  visibility_level: number;
  members_visibility_level: number;
}
const names = statement<GroupNameRow>(
  'groupDirectory.names',
  `select g.id, g.automatic, g.name_key, g.full_name, g.visibility_level, g.members_visibility_level
   from groups g where ${SEEN} order by g.name_key`,
);
/** Names of all groups in sight, by name. */
export const listGroupNames = (db: Db, { level, memberOf, ownerOf }: Sight) =>
  db.query(names, [level, memberOf, ownerOf]);

export const GROUP_TYPES = ['my', 'owner', 'public', 'close', 'automatic', 'non_automatic'] as const;
export type GroupType = (typeof GROUP_TYPES)[number];

export interface DirectoryFilter {
  type: GroupType | undefined;
  /** Automatic groups to show. */
  automaticIds: readonly number[];
  /** Only these; undefined: whichever. */
  ids: readonly number[] | undefined;
}

const WHERE = `${SEEN} and (not g.automatic or g.id = any ($4::integer[])) and ($5::integer[] is null or g.id = any ($5))
  and case $6::text when 'my' then g.id = any ($2::integer[]) when 'owner' then g.id = any ($3::integer[])
    when 'public' then g.public_admission and not g.automatic when 'close' then not g.public_admission and not g.automatic
    when 'automatic' then g.automatic when 'non_automatic' then not g.automatic else true end`;
const values = ({ level, memberOf, ownerOf }: Sight, { type, automaticIds, ids }: DirectoryFilter) => [
  level,
  memberOf,
  ownerOf,
  automaticIds,
  ids ?? null,
  type ?? null,
];

const count = statement<{ count: number }>('groupDirectory.count', `select count(*) from groups g where ${WHERE}`);
export const countDirectory = async (db: Db, sight: Sight, filter: DirectoryFilter) =>
  (await db.query(count, values(sight, filter)))[0]!.count;

const page = (order: string, by: string): Statement<{ id: number }> =>
  statement(
    `groupDirectory.${order}`,
    `select g.id from groups g left join unnest($7::integer[], $8::integer[]) a (id, members) on a.id = g.id
     where ${WHERE} order by ${by} limit $9 offset $10`,
  );
const MEMBERS =
  'coalesce(a.members, (select sum(c.members) from group_counters c where c.group_id = g.id)::integer, 0)';
const pages = {
  name: { asc: page('byName', 'g.name_key'), desc: page('byNameDown', 'g.name_key desc') },
  user_count: {
    asc: page('byCount', `${MEMBERS}, g.name_key`),
    desc: page('byCountDown', `${MEMBERS} desc, g.name_key`),
  },
};
export interface DirectoryPage {
  order: keyof typeof pages;
  ascending: boolean;
  limit: number;
  offset: number;
}
/** Ids of one page. @param counts members of the automatic groups, which have no counters */
export async function listDirectory(
  db: Db,
  sight: Sight,
  filter: DirectoryFilter,
  counts: ReadonlyMap<number, number>,
  { order, ascending, limit, offset }: DirectoryPage,
): Promise<number[]> {
  const known = [[...counts.keys()], [...counts.values()]];
  const rows = await db.query(pages[order][ascending ? 'asc' : 'desc'], [
    ...values(sight, filter),
    ...known,
    limit,
    offset,
  ]);
  return rows.map((row) => row.id);
}
