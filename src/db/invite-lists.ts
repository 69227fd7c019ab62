/** Somebody's invites: pages of pending, expired and redeemed ones, and how many there are. */
import type { EmailState } from './email-logs.ts';
import { type InviteGroup, selectInviteGroups } from './invite-groups.ts';
import { INVALIDATED_INVITE, INVITE_COLUMNS, type InviteRow, VALID_INVITE } from './invites.ts';
import { type Db, lookup, statement } from './open.ts';

const FOUND = `($5 = '' or position($5 in email_key) > 0)`;
// A "case", which PostgreSQL takes for true every other time: it would expect so few rows of several conditions that it
// looks all of their mails up and sorts them.
const FITS = `case when ${FOUND} and ($6::integer is null or $6 = any (group_ids)) then $7::text is null or $7 = (
  select case when e.to_address = invites.email and invites.emailed_status <> 0 then e.state end from email_logs e
  where e.invite_id = invites.id order by e.id desc limit 1) else false end`;
// The values are hidden in subqueries: one plan is right for everybody, and PostgreSQL, if it saw them, would make a new
// one for each page, which takes longer than reading it.
// The first row brings the groups that the page's invites name: asking for them would be another wait.
const pending = (fits: string) => `with page as materialized (select ${INVITE_COLUMNS} from invites
   where invited_by_id = (select $1::integer) and ${VALID_INVITE} and expires_at > (select $2::timestamptz) and ${fits}
   order by updated_at desc, id desc limit (select $3::bigint) offset (select $4::bigint))
   select page.*, case when row_number() over (order by updated_at desc, id desc) = 1 then (select json_agg(x)
     from (${selectInviteGroups('g.id = any (array(select unnest(group_ids) from page))')}) x) end as page_groups
   from page order by updated_at desc, id desc`;
type PendingRow = InviteRow & { page_groups: InviteGroup[] | null };
const listPending = statement<PendingRow>('invites.listPending', pending(FOUND));
/** The first of them, where few that have expired lie between: a short question. */
const listFirstPending = lookup<PendingRow>('invites.listFirstPending', pending(FOUND));
const FEW = 1000;
// What fits a filter is found by walking through the inviter's own, like what fits a search.
const listPendingFitting = statement<PendingRow>('invites.listPendingFitting', pending(FITS));
// Two ranges, each read in order from its index: under one "or" all pending ones would be read as well.
const over = (
  which: string,
  fits: string,
) => `(select ${INVITE_COLUMNS} from invites where invited_by_id = $1 and ${which} and ${fits}
   order by expires_at, id limit $3::bigint + $4::bigint)`;
const expired = (name: string, fits: string) =>
  statement<InviteRow>(
    name,
    `select * from (${over(`${VALID_INVITE} and expires_at <= $2`, fits)} union all ${over(INVALIDATED_INVITE, fits)}) x
     order by expires_at, id limit $3 offset $4`,
  );
const listExpired = expired('invites.listExpired', FOUND);
const listExpiredFitting = expired('invites.listExpiredFitting', FITS);

export interface Page {
  limit: number;
  offset: number;
  /** Normalised; '' for all. A plain substring of the address or username. */
  search: string;
  /** Only those that give it. */
  groupId?: number | undefined;
  /** Only those whose mail is so. */
  mail?: EmailState | undefined;
}
export const isFiltered = ({ search, groupId, mail }: Page): boolean =>
  search !== '' || groupId !== undefined || mail !== undefined;

/** Values of a list, and those of its filters; undefined: there are none. */
const valuesOf = (inviterId: number, now: Date, { limit, offset, search, groupId, mail }: Page) => {
  const plain = [inviterId, now, limit, offset, search];
  const fitting = groupId === undefined && mail === undefined ? undefined : [...plain, groupId ?? null, mail ?? null];
  return { plain, fitting };
};

/**
 * A page, and the groups that its invites name.
 * @param overdue how many of the inviter's have expired
 */
export async function listPendingInvites(
  db: Db,
  inviterId: number,
  now: Date,
  page: Page,
  overdue: number,
): Promise<{ invites: InviteRow[]; groups: InviteGroup[] }> {
  const { plain, fitting } = valuesOf(inviterId, now, page);
  const first = page.search === '' && page.offset + page.limit + overdue <= FEW;
  const invites = fitting
    ? await db.query(listPendingFitting, fitting)
    : await db.query(first ? listFirstPending : listPending, plain);
  return { invites, groups: invites[0]?.page_groups ?? [] };
}
export function listExpiredInvites(db: Db, inviterId: number, now: Date, page: Page): Promise<InviteRow[]> {
  const { plain, fitting } = valuesOf(inviterId, now, page);
  return fitting ? db.query(listExpiredFitting, fitting) : db.query(listExpired, plain);
}

export interface RedeemedRow {
  id: number;
  redeemed_at: Date;
  email: string | null;
  granted_group_ids: number[];
  user_id: number;
  username: string;
  name: string | null;
  last_seen_at: Date | null;
}
// The page of ids first, then the people: a join before the limit would walk all of them. By lists of ids, because
// neighbours are found together then; one by one, each costs a way through the index of its own.
const listRedeemed = statement<RedeemedRow>(
  'invites.listRedeemed',
  `with r as materialized (
     select id, invite_id, user_id, granted_group_ids, redeemed_at from invite_redemptions where invited_by_id = (select $1::integer)
     order by redeemed_at desc, id desc limit (select $2::bigint) offset (select $3::bigint)
   )
   select i.id, r.redeemed_at, i.email, r.granted_group_ids, u.id as user_id, u.username, u.name, u.last_seen_at
   from r
   join (select * from users where id = any (array(select user_id from r))) u on u.id = r.user_id
   join (select * from invites where id = any (array(select invite_id from r))) i on i.id = r.invite_id
   order by r.redeemed_at desc, r.id desc`,
);
const searchRedeemed = statement<RedeemedRow>(
  'invites.searchRedeemed',
  `select i.id, r.redeemed_at, i.email, r.granted_group_ids, u.id as user_id, u.username, u.name, u.last_seen_at
   from invite_redemptions r join users u on u.id = r.user_id join invites i on i.id = r.invite_id
   where r.invited_by_id = $1 and ($6::integer is null or $6 = any (r.granted_group_ids))
     and ($4 = '' or position($4 in u.username_key) > 0 or ($5::boolean and position($4 in i.email_key) > 0))
   order by r.redeemed_at desc, r.id desc limit $2 offset $3`,
);
/** @param byEmail whether the search may look at addresses, which not every reader sees */
export const listRedeemedInvites = (db: Db, inviterId: number, page: Page, byEmail: boolean) =>
  isFiltered(page)
    ? db.query(searchRedeemed, [inviterId, page.limit, page.offset, page.search, byEmail, page.groupId ?? null])
    : db.query(listRedeemed, [inviterId, page.limit, page.offset]);

export interface InviteCounts {
  pending: number;
  expired: number;
  redeemed: number;
}
// Ordered like their index, so that PostgreSQL does not read the table itself in the hope of finding enough soon.
const counted = (from: string, order: string, cap: string) =>
  `(select count(*) from (select 1 from ${from} order by ${order} limit ${cap}) x)`;
const mine = (which: string, cap: string) =>
  counted(`invites where invited_by_id = $1 and ${which}`, 'expires_at, id', cap);
const count = statement<InviteCounts>(
  'invites.count',
  `select ${mine(`${VALID_INVITE} and expires_at > $2`, '$3')} as pending,
     ${mine(`${VALID_INVITE} and expires_at <= $2`, '$4')} + ${mine(INVALIDATED_INVITE, '$4')} as expired,
     ${counted('invite_redemptions where invited_by_id = $1', 'redeemed_at desc, id desc', '$5')} as redeemed`,
);
/** How many of each, from indexes alone; counting a kind stops at about its cap (0: not counted, null: counted to the end). */
export const countInvites = async (
  db: Db,
  inviterId: number,
  now: Date,
  { pending, expired, redeemed }: Record<keyof InviteCounts, number | null>,
): Promise<InviteCounts> => (await db.query(count, [inviterId, now, pending, expired, redeemed]))[0]!;
