/** Invites: all SQL that makes, finds and changes them. Lists are in invite-lists.ts, redemption in redemptions.ts. */
import { type Change, invitesChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

export interface InviteRow {
  id: number;
  secret_id: number;
  key_nonce: string;
  email_token_nonce: string | null;
  email: string | null;
  email_key: string | null;
  domain: string | null;
  description: string | null;
  custom_message: string | null;
  max_redemptions_allowed: number;
  redemption_count: number;
  expires_at: Date;
  invited_by_id: number | null;
  group_ids: number[];
  topic_id: number | null;
  emailed_status: number;
  invalidated_at: Date | null;
  deleted_at: Date | null;
  deleted_by_id: number | null;
  created_at: Date;
  updated_at: Date;
  /** Language of its mail; null: that of the site. */
  locale: string | null;
}

/** emailed_status, as the contract numbers it. */
export const EMAILED = { notRequired: 0, pending: 1, bulkPending: 2, sending: 3, sent: 4 } as const;

export const INVITE_COLUMNS = `id, secret_id, key_nonce, email_token_nonce, email, email_key, domain, description, custom_message,
  max_redemptions_allowed, redemption_count, expires_at, invited_by_id, group_ids, topic_id, emailed_status, invalidated_at,
  deleted_at, deleted_by_id, created_at, updated_at, locale`;

/** Predicates of the partial indexes on open invites: valid ones, and those that a password reset has stopped. */
const OPEN = 'deleted_at is null and redemption_count < max_redemptions_allowed';
export const VALID_INVITE = `${OPEN} and invalidated_at is null`;
export const INVALIDATED_INVITE = `${OPEN} and invalidated_at is not null`;
/** Predicate of the unique index "one pending e-mail invite per inviter and address" (that it has not expired, no index can say). */
const PENDING_EMAIL =
  'email_key is not null and redemption_count = 0 and deleted_at is null and superseded_at is null and invalidated_at is null';

/** Enough of a row to say whose it is. */
type Touched = Pick<InviteRow, 'invited_by_id' | 'group_ids'>;
const changesOfRows = (rows: readonly Touched[]): Change[] =>
  rows.flatMap(({ invited_by_id, group_ids }) => invitesChanged(invited_by_id, group_ids));

export interface NewEmailInvite {
  secret_id: number;
  email: string;
  email_key: string;
  description: string | null;
  custom_message: string | null;
  expires_at: Date;
  invited_by_id: number;
  group_ids: number[];
  topic_id: number | null;
  /** Send a mail: a new invite is marked so, and one that was made without a mail stays without. */
  mail: boolean;
  /** Language chosen for its mail, and the one it has without a choice. */
  own_locale: string | null;
  locale: string;
  now: Date;
}

// An expired invite of the same address makes way first: the insert reads `superseded`, so it runs after it. Then either
// a row is inserted or the pending one is refreshed, and the mail is written, all in one round trip.
const insertEmail = statement<InviteRow & { created: boolean }>(
  'invites.insertEmail',
  `with superseded as (
     update invites set superseded_at = $11
     where ${PENDING_EMAIL} and email_key = $3 and invited_by_id = $7 and expires_at <= $11
     returning id
   ), invite as (
     insert into invites as i (secret_id, email_token_nonce, email, email_key, description, custom_message, expires_at,
       invited_by_id, group_ids, topic_id, emailed_status, created_at, updated_at, locale)
     select $1, gen_random_uuid(), $2, $3, $4, $5, $6::timestamptz, $7::integer, $8::integer[], $9::integer,
       case when $10::boolean then ${EMAILED.pending} else ${EMAILED.notRequired} end, $11::timestamptz, $11::timestamptz, $13::text
     where (select count(*) from superseded) >= 0
     on conflict (email_key, invited_by_id) where ${PENDING_EMAIL} do update set
       created_at = excluded.created_at, updated_at = excluded.updated_at, expires_at = excluded.expires_at,
       group_ids = array(select distinct g from unnest(i.group_ids || excluded.group_ids) g order by g),
       emailed_status = case when i.emailed_status = ${EMAILED.notRequired} or excluded.emailed_status = ${EMAILED.notRequired}
         then i.emailed_status else excluded.emailed_status end,
       locale = coalesce(excluded.locale, i.locale)
     returning i.*, i.xmax::text = '0' as created
   ), mail as (
     insert into email_logs (email_type, to_address, invite_id, locale, next_attempt_at, created_at)
     select 'invite', email, id, coalesce(locale, $12), $11, $11 from invite where $10::boolean and emailed_status <> ${EMAILED.notRequired}
   )
   select ${INVITE_COLUMNS}, created from invite`,
);

/** Makes an e-mail invite, or refreshes the pending one of the same inviter and address (`created` false). */
export async function insertEmailInvite(db: Db, i: NewEmailInvite): Promise<InviteRow & { created: boolean }> {
  const values = [
    i.secret_id,
    i.email,
    i.email_key,
    i.description,
    i.custom_message,
    i.expires_at,
    i.invited_by_id,
    i.group_ids,
    i.topic_id,
    i.mail,
    i.now,
    i.locale,
    i.own_locale,
  ];
  const mail: Change[] = i.mail ? ['email_logs:*'] : [];
  const [row] = await db.query(insertEmail, values, (rows) => [...mail, ...changesOfRows(rows)]);
  return row!;
}

const insertLinkStatement = statement<InviteRow>(
  'invites.insertLink',
  `insert into invites (secret_id, domain, description, custom_message, max_redemptions_allowed, expires_at, invited_by_id,
     group_ids, topic_id, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) returning ${INVITE_COLUMNS}`,
);

export interface NewLink {
  secret_id: number;
  domain: string | null;
  description: string | null;
  custom_message: string | null;
  max_redemptions_allowed: number;
  expires_at: Date;
  invited_by_id: number;
  group_ids: number[];
  topic_id: number | null;
  now: Date;
}

export async function insertLink(db: Db, i: NewLink): Promise<InviteRow> {
  const values = [i.secret_id, i.domain, i.description, i.custom_message, i.max_redemptions_allowed, i.expires_at];
  const more = [i.invited_by_id, i.group_ids, i.topic_id, i.now];
  const [row] = await db.query(insertLinkStatement, [...values, ...more], invitesChanged(i.invited_by_id, i.group_ids));
  return row!;
}

const byId = statement<InviteRow>('invites.byId', `select ${INVITE_COLUMNS} from invites where id = $1`);
const byIdLocked = statement<InviteRow>(
  'invites.byIdLocked',
  `select ${INVITE_COLUMNS} from invites where id = $1 for update`,
);
const byEmail = statement<InviteRow>(
  'invites.byEmail',
  `select ${INVITE_COLUMNS} from invites where email_key = $1 and invited_by_id = $2 and deleted_at is null and email_key is not null
   order by redemption_count, superseded_at nulls first, invalidated_at nulls first, id desc limit 1`,
);

export const findInvite = async (db: Db, id: number) => (await db.query(byId, [id]))[0];
/** The row, locked until the transaction ends. */
export const lockInvite = async (db: Db, id: number) => (await db.query(byIdLocked, [id]))[0];
/** The inviter's invite for an address, pending ones first. */
export const findInviteByEmail = async (db: Db, emailKey: string, inviterId: number) =>
  (await db.query(byEmail, [emailKey, inviterId]))[0];

const inviter = statement<{ id: number }>('invites.inviter', 'select id from users where username_key = $1');
/** Id of the person whose invites are asked for. */
export const findInviterId = async (db: Db, usernameKey: string) => (await db.query(inviter, [usernameKey]))[0]?.id;

const pendingIdsOf = statement<{ id: number }>(
  'invites.pendingIdsOfAddress',
  `select id from invites where ${PENDING_EMAIL} and email_key = $1 and expires_at > $2 and invited_by_id is not null order by id`,
);
/** Pending e-mail invites of everybody for an address. */
export const listPendingInviteIds = async (db: Db, emailKey: string, now: Date): Promise<number[]> =>
  (await db.query(pendingIdsOf, [emailKey, now])).map((row) => row.id);

/** What an edit may change; a missing key changes nothing. */
export interface InviteChanges {
  email: string | null;
  email_key: string | null;
  domain: string | null;
  description: string | null;
  custom_message: string | null;
  max_redemptions_allowed: number;
  expires_at: Date;
  group_ids: number[];
  topic_id: number | null;
  emailed_status: number;
}

// The whole row is written back by whoever holds its lock; the token changes with the address.
const update = statement<InviteRow>(
  'invites.update',
  `update invites set email = $2, email_key = $3, domain = $4, description = $5, custom_message = $6,
     max_redemptions_allowed = $7, expires_at = $8, group_ids = $9, topic_id = $10, emailed_status = $11, updated_at = $12,
     email_token_nonce = case when $3::text is null then null when $3 is distinct from email_key then gen_random_uuid() else email_token_nonce end,
     superseded_at = case when expires_at <= $12 and $8 > $12 then null else superseded_at end
   where id = $1 returning ${INVITE_COLUMNS}`,
);

export async function updateInvite(db: Db, id: number, c: InviteChanges, now: Date): Promise<InviteRow> {
  const values = [
    c.email,
    c.email_key,
    c.domain,
    c.description,
    c.custom_message,
    c.max_redemptions_allowed,
    c.expires_at,
  ];
  const more = [c.group_ids, c.topic_id, c.emailed_status, now];
  // The groups it gave before may be others.
  const changes = (rows: InviteRow[]): Change[] => [...changesOfRows(rows), 'group_invites:*'];
  const [row] = await db.query(update, [id, ...values, ...more], changes);
  return row!;
}

const revive = statement<InviteRow>(
  'invites.revive',
  `update invites set expires_at = $2, updated_at = $3, invalidated_at = null, superseded_at = null, emailed_status = ${EMAILED.pending}
   where id = $1 returning ${INVITE_COLUMNS}`,
);
/** New life for an invite that is sent again. */
export const reviveInvite = async (db: Db, id: number, expiresAt: Date, now: Date) =>
  (await db.query(revive, [id, expiresAt, now], changesOfRows))[0]!;

const reviveAll = statement<{ id: number }>(
  'invites.reviveAllPending',
  `with revived as (
     update invites set expires_at = $2, updated_at = $3, emailed_status = ${EMAILED.bulkPending}
     where invited_by_id = $1 and ${PENDING_EMAIL} and expires_at > $3 returning id, email, locale
   )
   insert into email_logs (email_type, to_address, invite_id, locale, bulk, next_attempt_at, created_at)
   select 'invite', email, id, coalesce(locale, $4), true, $3, $3 from revived order by id returning invite_id as id`,
);
/** Resends every pending e-mail invite of an inviter: new expiry and a mail each. Returns their ids. */
export async function reviveAllPendingInvites(db: Db, inviterId: number, expiresAt: Date, locale: string, now: Date) {
  const changes: Change[] = [`invites:${inviterId}`, 'group_invites:*', 'email_logs:*'];
  return (await db.query(reviveAll, [inviterId, expiresAt, now, locale], changes)).map((row) => row.id);
}

const remove = statement<Touched>(
  'invites.delete',
  'update invites set deleted_at = $2, deleted_by_id = $3 where id = $1 and deleted_at is null returning invited_by_id, group_ids',
);
/** Revokes; false when it was already. */
export const deleteInvite = async (db: Db, id: number, by: number, now: Date) =>
  (await db.query(remove, [id, now, by], changesOfRows)).length > 0;

const removeExpired = statement<Touched>(
  'invites.deleteExpired',
  `update invites set deleted_at = $2, deleted_by_id = $1
   where invited_by_id = $1 and ${OPEN} and (expires_at <= $2 or invalidated_at is not null) returning invited_by_id, group_ids`,
);
export const deleteExpiredInvites = async (db: Db, inviterId: number, now: Date) =>
  (await db.query(removeExpired, [inviterId, now], changesOfRows)).length;

const restore = statement<InviteRow>(
  'invites.restore',
  `update invites set deleted_at = null, deleted_by_id = null where id = $1 and deleted_at is not null returning ${INVITE_COLUMNS}`,
);
export const restoreInvite = async (db: Db, id: number) => (await db.query(restore, [id], changesOfRows))[0];

const invalidate = statement<never>(
  'invites.invalidate',
  `update invites set invalidated_at = $2 where ${PENDING_EMAIL} and email_key = $1`,
);
export const invalidateInvitesOf = (db: Db, emailKey: string, now: Date) => db.query(invalidate, [emailKey, now]);
