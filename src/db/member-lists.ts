/**
 * Lists of members. Custom groups have rows; the members of automatic groups are computed from roles and trust levels.
 * A page is a page of ids first, joined with the rest after, one by one (lateral, with its limit): with a plain join
 * PostgreSQL, which takes the page for a tenth of the group, reads all users.
 */
import { type Db, type Statement, statement } from './open.ts';

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

/** A page of a custom group from the index that has its members by name: owners, and after the last of them the others. */
function pageByName(direction: 'asc' | 'desc'): string {
  const part = (where: string, limit: string, offset: string) =>
    `(select m.user_id, m.owner, m.created_at as added_at, m.username_key from group_users m where m.group_id = $1 and ${where}
      order by m.username_key ${direction} limit ${limit} offset ${offset})`;
  const owners = '(select count(*) from group_users m where m.group_id = $1 and m.owner)';
  return `${part('m.owner', '$2', '$3')} union all
    ${part('not m.owner', `$2 - least($2, greatest(0, ${owners} - $3))`, `greatest(0, $3 - ${owners})`)}`;
}

const PEOPLE_OF_PAGE = `select u.id, u.username, u.name, u.title, u.last_seen_at, p.added_at, u.timezone, u.primary_group_id,
    u.flair_group_id,
    u.active or u.email_confirmed_at is not null as confirmed from p cross join lateral (select * from users u where u.id = p.user_id limit 1) u`;

const known = new Map<string, Statement<MemberRow>>();

/** The statement for one kind of list: kind of group × order × direction × with or without a filter. */
function pageStatement(
  group: { id: number; automatic: boolean },
  { order, ascending, filter }: MemberPage,
): Statement<MemberRow> {
  const filtered = filter.length > 0;
  const direction = ascending ? 'asc' : 'desc';
  const name = `memberLists.${group.automatic ? group.id : 'custom'}.${order}.${direction}${filtered ? '.filter' : ''}`;
  const made = known.get(name);
  if (made) return made;
  const where = [
    group.automatic ? `$1::integer is not null and ${AUTOMATIC[group.id]} and ${PEOPLE}` : 'm.group_id = $1',
    ...(filtered ? [FILTER] : []),
  ].join(' and ');
  const from = group.automatic ? 'users u' : 'group_users m join users u on u.id = m.user_id';
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
      : `select u.id as user_id, ${owner} as owner, ${added} as added_at${key} from ${from} where ${where}`;
  const page =
    order === 'username' && !group.automatic && !filtered
      ? pageByName(direction)
      : `select * from (${rows}) p order by ${by} limit ${filtered ? '$4 offset $5' : '$2 offset $3'}`;
  const fresh = statement<MemberRow>(
    name,
    `with p as materialized (${page})
     ${PEOPLE_OF_PAGE} order by ${by}`,
  );
  known.set(name, fresh);
  return fresh;
}

/** One page of the members of a group. */
export function listMembers(db: Db, group: { id: number; automatic: boolean }, page: MemberPage): Promise<MemberRow[]> {
  const { filter, filterEmails, limit, offset } = page;
  const values = filter.length > 0 ? [group.id, filter, filterEmails, limit, offset] : [group.id, limit, offset];
  return db.query(pageStatement(group, page), values);
}

const owners = statement<MemberRow>(
  'memberLists.owners',
  `with p as (select m.user_id, m.created_at as added_at, m.username_key from group_users m where m.group_id = $1 and m.owner)
   ${PEOPLE_OF_PAGE} order by p.username_key`,
);
/** All owners of a custom group, by name. */
export const listOwners = (db: Db, groupId: number) => db.query(owners, [groupId]);

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
