/**
 * Everybody's invites, or those that touch a group, page by page: from two places that are both in the order of the list,
 * indexes of `invites` and the rows of `open_invites` beside them, so a page costs the same at any depth and any size.
 * Pages go by the last row seen.
 */
import type { EmailState } from './email-logs.ts';
import { INVITE_COLUMNS, type InviteRow } from './invites.ts';
import { type Db, statement } from './open.ts';

/** Stands for "whatever its groups". */
export const EVERY_GROUP = 0;

export interface OverviewRow extends InviteRow {
  /** Where the next page goes on: a moment and an id. */
  place_at: Date;
  place_id: number;
}

/** Rows after this one; the newest first in every list. */
export interface Place {
  at: Date | 'infinity';
  id: number;
}

export interface OverviewPage {
  groupId: number;
  after: Place;
  limit: number;
  /** Normalised; part of the address or domain; '' for all. */
  search: string;
  inviterId: number | undefined;
  /** Only those whose mail is in this state. */
  mail: EmailState | undefined;
}

const COLUMNS = INVITE_COLUMNS.split(',')
  .map((column) => `i.${column.trim()}`)
  .join(', ');
const FOUND = `($6 = '' or position($6 in coalesce(i.email_key, i.domain, '')) > 0)`;
const values = ({ groupId, after, limit, search, inviterId }: OverviewPage, now: Date) => [
  groupId,
  now,
  after.at,
  after.id,
  limit,
  search,
  inviterId ?? null,
];

const sides = { pending: 'ends_at > $2::timestamptz', expired: 'ends_at <= $2::timestamptz' } as const;
type Side = keyof typeof sides;
/** What the indexes of `invites` list: all, or those whose first group it is. */
const scopes = {
  site: 'deleted_at is null and redemption_count < max_redemptions_allowed and invalidated_at is null',
  group:
    'first_group_id = $1 and deleted_at is null and redemption_count < max_redemptions_allowed and invalidated_at is null',
} as const;
type Scope = keyof typeof scopes;
const inIndex = (scope: Scope, side: Side) =>
  `${scopes[scope]} and ${sides[side].replace('ends_at', 'expires_at')}${scope === 'site' ? ' and $1::integer = 0' : ''}`;
const inTable = (side: Side) => `group_id = $1 and ${sides[side]}`;

// The page of ids first: a join before the limit would be made for all.
const page = (scope: Scope, side: Side) =>
  statement<OverviewRow>(
    `inviteOverview.${side}.${scope}`,
    `with page as materialized (
       (select expires_at as ends_at, id as invite_id from invites where ${inIndex(scope, side)} and (expires_at, id) < ($3, $4)
        order by expires_at desc, id desc limit $5)
       union all
       (select ends_at, invite_id from open_invites where ${inTable(side)} and (ends_at, invite_id) < ($3, $4)
        order by ends_at desc, invite_id desc limit $5)
       order by ends_at desc, invite_id desc limit $5
     )
     select ${COLUMNS}, page.ends_at as place_at, page.invite_id as place_id from page
     join (select * from invites where id = any (array(select invite_id from page))) i on i.id = page.invite_id
     order by page.ends_at desc, page.invite_id desc`,
  );
// In the order of the list, whoever the inviter is: the condition is so written that no index of theirs is for it.
const BY = 'i.invited_by_id is not distinct from coalesce($7::integer, i.invited_by_id)';
// A "case", because PostgreSQL takes what it cannot look into for true every other time. If it knew that several things are
// asked, it would expect so few rows that it looks all of their mails up and sorts them.
const FITS = `case when ${FOUND} and ${BY} then $8::text is null or $8 = (
  select case when e.to_address = i.email and i.emailed_status <> 0 then e.state end from email_logs e
  where e.invite_id = i.id order by e.id desc limit 1) else false end`;
const filtered = (scope: Scope, side: Side) =>
  statement<OverviewRow>(
    `inviteOverview.${side}Filtered.${scope}`,
    `(select ${COLUMNS}, i.expires_at as place_at, i.id as place_id from invites i
      where ${inIndex(scope, side)} and (expires_at, id) < ($3, $4) and ${FITS}
      order by expires_at desc, id desc limit $5)
     union all
     (select ${COLUMNS}, o.ends_at as place_at, o.invite_id as place_id from open_invites o join invites i on i.id = o.invite_id
      where ${inTable(side)} and (o.ends_at, o.invite_id) < ($3, $4) and ${FITS}
      order by o.ends_at desc, o.invite_id desc limit $5)
     order by place_at desc, place_id desc limit $5`,
  );
// The invites of one person are found by the indexes of their own list. Whatever their groups: one condition more, and
// PostgreSQL takes them for so few that it sorts them all instead of reading a page in order.
const ofInviter = (side: Side) =>
  statement<OverviewRow>(
    `inviteOverview.${side}OfInviter`,
    `select ${COLUMNS}, least(i.expires_at, i.invalidated_at) as place_at, i.id as place_id from (
       (select * from invites where invited_by_id = $7 and deleted_at is null and redemption_count < max_redemptions_allowed
          and invalidated_at is null and ${sides[side].replace('ends_at', 'expires_at')}
          and (expires_at, id) < ($3, $4) order by expires_at desc, id desc limit $5)
       ${
         side === 'pending'
           ? ''
           : `union all
       (select * from invites where invited_by_id = $7 and deleted_at is null and redemption_count < max_redemptions_allowed
          and invalidated_at is not null
          and (least(expires_at, invalidated_at), id) < ($3, $4) order by least(expires_at, invalidated_at) desc, id desc limit $5)`
       }) i
     where $6 = '' and $1::integer = 0 order by place_at desc, place_id desc limit $5`,
  );
const bySide = <S>(make: (side: Side) => S): Record<Side, S> => ({
  pending: make('pending'),
  expired: make('expired'),
});
const pages = { site: bySide((side) => page('site', side)), group: bySide((side) => page('group', side)) };
const searches = { site: bySide((side) => filtered('site', side)), group: bySide((side) => filtered('group', side)) };
const ofInviters = bySide(ofInviter);
const scopeOf = (groupId: number): Scope => (groupId === EVERY_GROUP ? 'site' : 'group');

/** Open invites that can be used, or that are over; those that last longest, or ended last, first. */
export function listOpenInvites(db: Db, side: Side, asked: OverviewPage, now: Date): Promise<OverviewRow[]> {
  const scope = scopeOf(asked.groupId);
  const { search, inviterId, mail } = asked;
  if (search === '' && inviterId === undefined && mail === undefined)
    return db.query(pages[scope][side], values(asked, now).slice(0, 5));
  if (search === '' && mail === undefined && scope === 'site') return db.query(ofInviters[side], values(asked, now));
  return db.query(searches[scope][side], [...values(asked, now), mail ?? null]);
}

const revoked = statement<OverviewRow>(
  'inviteOverview.revoked',
  `select ${COLUMNS}, i.deleted_at as place_at, i.id as place_id from invites i
   where i.deleted_at is not null and $2::timestamptz is not null and (i.deleted_at, i.id) < ($3, $4)
     and ($1 = 0 or $1 = any (i.group_ids)) and ${FOUND} and ($7::integer is null or i.invited_by_id = $7)
   order by i.deleted_at desc, i.id desc limit $5`,
);
/** Withdrawn invites, newest first. */
export const listRevokedInvites = (db: Db, asked: OverviewPage, now: Date) => db.query(revoked, values(asked, now));

// By the mail that was written last for an invite: older ones say nothing about it any more. A statement for each state:
// a plan for any state would read through all mails for the few that failed.
const byMail = (state: EmailState) =>
  statement<OverviewRow>(
    `inviteOverview.byMail.${state}`,
    `select ${COLUMNS}, e.created_at as place_at, e.id as place_id
   from email_logs e join invites i on i.id = e.invite_id
   where e.state = '${state}' and e.invite_id is not null and $3::timestamptz is not null and e.id < $4
     and not exists (select 1 from email_logs n where n.invite_id = e.invite_id and n.id > e.id) and e.to_address = i.email
     and i.deleted_at is null and i.redemption_count < i.max_redemptions_allowed
     and (least(i.expires_at, i.invalidated_at) > $2) = $8 and ($1 = 0 or $1 = any (i.group_ids)) and ${FOUND}
     and ($7::integer is null or i.invited_by_id = $7)
   order by e.id desc limit $5`,
  );
const byMailState: Record<EmailState, ReturnType<typeof byMail>> = {
  queued: byMail('queued'),
  sending: byMail('sending'),
  sent: byMail('sent'),
  failed: byMail('failed'),
  skipped: byMail('skipped'),
  kept: byMail('kept'),
};
/** Open invites whose mail is in the asked state, the mail that was written last first; found among all mails. */
export const listInvitesByMail = (db: Db, side: Side, state: EmailState, asked: OverviewPage, now: Date) =>
  db.query(byMailState[state], [...values(asked, now), side === 'pending']);

export interface JoinedRow {
  invite_id: number;
  redeemed_at: Date;
  granted_group_ids: number[];
  email: string | null;
  user_id: number;
  username: string;
  name: string | null;
  last_seen_at: Date | null;
  invited_by_id: number | null;
  place_at: Date;
  place_id: number;
}
const joined = (name: string, from: string, id: string, at: string, person: string, order: string) =>
  statement<Omit<JoinedRow, 'granted_group_ids'>>(
    name,
    `with r as materialized (
       select r.id, r.invite_id, ${person} as user_id, ${at} as redeemed_at from ${from} order by ${order} limit $5
     )
     select r.invite_id, r.redeemed_at, i.email, p.id as user_id, p.username, p.name, p.last_seen_at, i.invited_by_id,
       r.redeemed_at as place_at, ${id} as place_id
     from r join (select * from users where id = any (array(select user_id from r))) p on p.id = r.user_id
     join (select * from invites where id = any (array(select invite_id from r))) i on i.id = r.invite_id
     order by r.redeemed_at desc, r.id desc`,
  );
// One row looked up for each that is passed; "exists" would be turned into a walk through both tables.
const NAMED = (person: string) =>
  `($6 = '' or position($6 in (select s.username_key from users s where s.id = ${person})) > 0
     or position($6 in (select s.email_key from invites s where s.id = r.invite_id)) > 0)`;
const joinedSite = joined(
  'inviteOverview.joinedSite',
  `invite_redemptions r where $1::integer = 0 and $2::timestamptz is not null and $3::timestamptz is not null and r.id < $4
     and $7::integer is null and ${NAMED('r.user_id')}`,
  'r.id',
  'r.redeemed_at',
  'r.user_id',
  'r.id desc',
);
const joinedByInviter = joined(
  'inviteOverview.joinedByInviter',
  `invite_redemptions r where r.invited_by_id = $7 and $2::timestamptz is not null and (r.redeemed_at, r.id) < ($3, $4)
     and ($1 = 0 or $1 = any (r.granted_group_ids)) and ${NAMED('r.user_id')}`,
  'r.id',
  'r.redeemed_at',
  'r.user_id',
  'r.redeemed_at desc, r.id desc',
);
const joinedGroup = joined(
  'inviteOverview.joinedGroup',
  `group_logs r where r.group_id = $1 and r.action = 'add_user_to_group' and r.invite_id is not null and $2::timestamptz is not null
     and $3::timestamptz is not null and r.id < $4 and $7::integer is null and ${NAMED('r.target_user_id')}`,
  'r.id',
  'r.created_at',
  'r.target_user_id',
  'r.id desc',
);
const granted = statement<Pick<JoinedRow, 'user_id' | 'invite_id' | 'granted_group_ids'>>(
  'inviteOverview.granted',
  `select user_id, invite_id, granted_group_ids from invite_redemptions
   where user_id = any (array(select unnest($1::integer[])))`,
);
/** Who came by an invite, to the site or to a group, newest first. */
export async function listJoined(db: Db, asked: OverviewPage, now: Date): Promise<JoinedRow[]> {
  const rows = await db.query(
    asked.inviterId !== undefined ? joinedByInviter : asked.groupId === EVERY_GROUP ? joinedSite : joinedGroup,
    values(asked, now),
  );
  const uses = rows.length === 0 ? [] : await db.query(granted, [rows.map((row) => row.user_id)]);
  const given = new Map(uses.map((use) => [`${use.user_id} ${use.invite_id}`, use.granted_group_ids]));
  return rows.map((row) => ({ ...row, granted_group_ids: given.get(`${row.user_id} ${row.invite_id}`) ?? [] }));
}

export interface PersonRow {
  id: number;
  username: string;
  name: string | null;
}
const people = statement<PersonRow>(
  'inviteOverview.people',
  'select id, username, name from users where id = any ($1::integer[])',
);
/** The people a page names. A statement of its own: joined, each row would look for them again. */
export async function listPeople(
  db: Db,
  personIds: readonly (number | null)[],
): Promise<ReadonlyMap<number, PersonRow>> {
  const ids = [...new Set(personIds.flatMap((id) => id ?? []))];
  const found = ids.length === 0 ? [] : await db.query(people, [ids]);
  return new Map(found.map((person) => [person.id, person]));
}

export interface OverviewCounts {
  pending: number;
  expired: number;
  redeemed: number;
  revoked: number;
}
const counted = (from: string) => `(select count(*) from (select 1 from ${from} limit $3::bigint) x)`;
const ofOpen = (scope: Scope, side: Side) =>
  `least($3::bigint, ${counted(`invites where ${inIndex(scope, side)} order by expires_at desc, id desc`)} +
     ${counted(`open_invites where ${inTable(side)} order by ends_at desc, invite_id desc`)})`;
const count = (scope: Scope, redeemed: string, revoked: string) =>
  statement<OverviewCounts>(
    `inviteOverview.count.${scope}`,
    `select ${ofOpen(scope, 'pending')} as pending, ${ofOpen(scope, 'expired')} as expired, ${counted(redeemed)} as redeemed, ${revoked} as revoked`,
  );
const countSite = count(
  'site',
  'invite_redemptions order by id desc',
  counted('invites where deleted_at is not null order by deleted_at desc, id desc'),
);
const countGroup = count(
  'group',
  `group_logs where group_id = $1 and action = 'add_user_to_group' and invite_id is not null order by id desc`,
  '0',
);
/** How many of each, from indexes alone. @param cap counting a kind stops there; null: counted to the end */
export const countOverview = async (db: Db, groupId: number, now: Date, cap: number | null) =>
  (await db.query(groupId === EVERY_GROUP ? countSite : countGroup, [groupId, now, cap]))[0]!;
