/**
 * Lists of members. Custom groups have rows; the members of automatic groups are computed from roles and trust levels.
 * A page is a page of ids first, joined with the rest after, one by one (lateral, with its limit): with a plain join
 * PostgreSQL, which takes the page for a tenth of the group, reads all users.
 */
import { nearestPlace, rememberPlaces } from './member-places.ts';
import { type Db, lookup, type Statement, statement } from './open.ts';

export interface MemberRow {
  id: number;
  username: string;
  name: string | null;
  title: string | null;
  last_seen_at: Date | null;
  added_at: Date;
  timezone: string | null;
  primary_group_id: number | null;
  flair_group_id: number | null;
  /** The address is the account's own, or staff vouched for it. */
  confirmed: boolean;
}

export interface MemberPage {
  limit: number;
  offset: number;
  /** `username`: owners first. Nobody has posted, so `last_posted_at` is that order too. */
  order: 'username' | 'added_at' | 'last_seen_at';
  ascending: boolean;
  /** Parts of usernames, normalised; [] for everybody. */
  filter: readonly string[];
  /** The filter looks into addresses too. */
  filterEmails: boolean;
}

/** Condition on `u` for the members of an automatic group. */
const AUTOMATIC: Record<number, string> = {
  1: 'u.admin',
  2: 'u.moderator',
  3: '(u.admin or u.moderator)',
  ...Object.fromEntries([0, 1, 2, 3, 4].map((level) => [10 + level, `u.trust_level >= ${level}`])),
};
const PEOPLE = 'u.id > 0 and not u.staged';

const FILTER = `exists (select 1 from unnest($2::text[]) f
  where strpos(u.username_key, f) > 0 or ($3::boolean and strpos(u.email_key, f) > 0))`;

/** Where a page of a custom group is looked for: from the first, from the last, or from a place that is known. */
type From = 'start' | 'end' | 'place';

/**
 * A page of a custom group from the index that has its members by name: owners, and after the last of them the others.
 * What is passed over must be read, so it is counted from where that is least.
 */
function pageByName(direction: 'asc' | 'desc', from: From): string {
  const part = (where: string, direction: string, limit: string, offset: string) =>
    `(select m.user_id, m.owner, m.created_at as added_at, m.username_key from group_users m where m.group_id = $1 and ${where}
      order by m.username_key ${direction} limit ${limit} offset ${offset})`;
  const owners = '(select n from o)';
  const wanted = `$2 - least($2, greatest(0, ${owners} - $3))`;
  const before = `greatest(0, $3 - ${owners})`;
  const after = `(select sum(c.members) from group_counters c where c.group_id = $1)::bigint - ${owners} - ${before}`;
  const onward = `m.username_key ${direction === 'asc' ? '>=' : '<='} (select key from h) collate "C"`;
  const others = {
    start: () => part('not m.owner', direction, wanted, before),
    end: () =>
      part(
        'not m.owner',
        direction === 'asc' ? 'desc' : 'asc',
        `greatest(0, least(${wanted}, ${after}))`,
        `greatest(0, ${after} - (${wanted}))`,
      ),
    place: () => part(`not m.owner and ${onward}`, direction, wanted, `${before} - (select passed from h)`),
  };
  return `${part('m.owner', direction, '$2', '$3')} union all ${others[from]()}`;
}

const OWNER_COUNT = `o as materialized (select count(*) as n from group_users m where m.group_id = $1 and m.owner),`;
/** Members from the nearer end up to which a page is a short question. */
const NEAR = 1000;

const CHANGES = `v as materialized (select coalesce(sum(c.changes), 0)::bigint as changes from group_counters c where c.group_id = $1),`;
/** The place given by $4 to $6 (changes, name, offset); the first if the members have changed this moment, or without one. */
const knownPlace = (direction: 'asc' | 'desc') => `h as materialized (
  select case when v.changes = $4::bigint and $5::text is not null then $5 else ${direction === 'asc' ? "''" : 'chr(1114111)'} end as key,
    case when v.changes = $4::bigint and $5::text is not null then $6::bigint - o.n else 0 end as passed from o, v),`;

/** All owners of a custom group, by name: they belong to every page, and a question of their own would cost another wait. */
const OWNERS = `union all
  select m.user_id, m.created_at, true, row_number() over (order by m.username_key) from group_users m
  where m.group_id = $1 and m.owner`;

/** The numbers may be out of date: they decide from where the page is looked for, not what is found. */
type ListedGroup = { id: number; automatic: boolean; user_count: number; member_changes: number };
type ListedRow = MemberRow & { as_owner: boolean };
/** Of a page far from both ends. */
type DeepRow = ListedRow & { username_key: string; changes: number };
const known = new Map<string, Statement<ListedRow>>();

/** The statement for one kind of list: kind of group × order × direction × with or without a filter × how it is found. */
function pageStatement(
  group: ListedGroup,
  { order, ascending, filter }: MemberPage,
  { byName, from, deep }: ReturnType<typeof approach>,
): Statement<ListedRow> {
  const filtered = filter.length > 0;
  const direction = ascending ? 'asc' : 'desc';
  const kind = `${filtered ? '.filter' : ''}${from === 'start' ? '' : `.${from}`}${deep ? '.deep' : ''}`;
  const name = `memberLists.${group.automatic ? group.id : 'custom'}.${order}.${direction}${kind}`;
  const made = known.get(name);
  if (made) return made;
  const where = [
    group.automatic ? `$1::integer is not null and ${AUTOMATIC[group.id]} and ${PEOPLE}` : 'm.group_id = $1',
    ...(filtered ? [FILTER] : []),
  ].join(' and ');
  const tables = group.automatic ? 'users u' : 'group_users m join users u on u.id = m.user_id';
  const [added, owner] = group.automatic ? ['u.created_at', 'false'] : ['m.created_at', 'm.owner'];
  const by = {
    username: `p.owner desc, p.username_key ${direction}`,
    added_at: `p.added_at ${direction}, p.user_id ${direction}`,
    last_seen_at: `p.last_seen_at ${direction} nulls last, p.user_id`,
  }[order];
  // What the order does not need is left out, so that sorting a large group by time does not touch its users at all.
  const key = { username: ', u.username_key', added_at: '', last_seen_at: ', u.last_seen_at' }[order];
  const rows =
    order === 'added_at' && !group.automatic && !filtered
      ? 'select m.user_id, m.owner, m.created_at as added_at from group_users m where m.group_id = $1'
      : `select u.id as user_id, ${owner} as owner, ${added} as added_at${key} from ${tables} where ${where}`;
  const page = byName
    ? pageByName(direction, from)
    : `select * from (${rows}) p order by ${by} limit ${filtered ? '$4 offset $5' : '$2 offset $3'}`;
  const first = `${byName ? OWNER_COUNT : ''} ${deep ? CHANGES : ''} ${from === 'place' ? knownPlace(direction) : ''}`;
  // Other orders sort the whole group first, and what a deep page passes over must be read.
  const fresh = (byName && !deep ? lookup : statement)<ListedRow>(
    name,
    `with ${first} p as materialized (${page}),
     listed as (select p.user_id, p.added_at, false as as_owner, row_number() over (order by ${by}) as place from p
       ${group.automatic ? '' : OWNERS})
     select u.id, u.username, u.name, u.title, u.last_seen_at, l.added_at, u.timezone, u.primary_group_id, u.flair_group_id,
       u.active or u.email_confirmed_at is not null as confirmed, l.as_owner
       ${deep ? ', u.username_key, (select changes from v) as changes' : ''}
     from listed l cross join lateral (select * from users u where u.id = l.user_id limit 1) u
     order by l.as_owner, l.place`,
  );
  known.set(name, fresh);
  return fresh;
}

/** How a page is found. */
function approach(db: Db, group: ListedGroup, { order, ascending, filter, limit, offset }: MemberPage) {
  const byName = order === 'username' && !group.automatic && filter.length === 0;
  const after = group.user_count - offset;
  const deep = byName && offset + limit > NEAR && after > NEAR;
  const list = `${group.id} ${ascending}`;
  const place = deep ? nearestPlace(db, list, group.member_changes, offset) : undefined;
  const from: From = byName && after < offset - (place?.offset ?? 0) ? 'end' : deep ? 'place' : 'start';
  return { byName, from, deep, list, place };
}

/** One page of the members of a group, and all owners if it is a custom one. */
export async function listMembers(
  db: Db,
  group: ListedGroup,
  page: MemberPage,
): Promise<{ members: MemberRow[]; owners: MemberRow[] }> {
  const { filter, filterEmails, limit, offset } = page;
  const way = approach(db, group, page);
  const { from, place, deep, list } = way;
  const values: unknown[] = [group.id, ...(filter.length > 0 ? [filter, filterEmails] : []), limit, offset];
  if (from === 'place') values.push(group.member_changes, place?.key ?? null, place?.offset ?? null);
  const rows = await db.query(pageStatement(group, page, way), values);
  const members = rows.filter((row) => !row.as_owner);
  const owners = rows.filter((row) => row.as_owner);
  if (deep) {
    const ranked = new Set(owners.map(({ id }) => id));
    const ends = [...new Set([0, members.length - 1])].filter((at) => members[at] && !ranked.has(members[at].id));
    const places = ends.map((at) => ({ offset: offset + at, key: (members[at] as DeepRow).username_key }));
    if (places.length > 0) rememberPlaces(db, list, (members[0] as DeepRow).changes, places);
  }
  return { members, owners };
}

const counts = new Map(
  Object.entries(AUTOMATIC).map(([id, condition]) => [
    Number(id),
    statement<{ count: number }>(
      `memberLists.count.${id}`,
      `select count(*) as count from users u where ${condition} and ${PEOPLE}`,
    ),
  ]),
);
/** How many people are in an automatic group. */
export const countAutomaticMembers = async (db: Db, groupId: number): Promise<number> => {
  const statementOf = counts.get(groupId);
  return statementOf ? (await db.query(statementOf))[0]!.count : 0;
};

const allCounts = statement<Record<string, number>>(
  'memberLists.allCounts',
  `select ${Object.entries(AUTOMATIC)
    .map(([id, condition]) => `count(*) filter (where ${condition}) as "${id}"`)
    .join(', ')} from users u where ${PEOPLE}`,
);
/** How many people are in each automatic group, by its id. */
export const listAutomaticCounts = async (db: Db): Promise<Map<number, number>> => {
  const [row] = await db.query(allCounts);
  return new Map(Object.entries(row!).map(([id, count]) => [Number(id), count]));
};
