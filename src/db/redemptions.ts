/**
 * Using invites. What a decision needs is read in one statement (`findRedemptionFacts`); what follows is written in one
 * statement that claims the use only if the facts are still the same, so that a decision made outside the transaction
 * can never be carried out on other facts.
 */
import { type Change, invitesChanged } from './changes.ts';
import type { InviteRow } from './invites.ts';
import { type Db, lookup, statement } from './open.ts';

/** Result of the SQL function invite_authority: what the right to give these groups hangs on. */
export interface Authority {
  settings_version: number;
  inviter: {
    id: number;
    username: string;
    admin: boolean;
    moderator: boolean;
    trust_level: number;
    active: boolean;
    /** ISO time. */
    suspended_till: string | null;
    owned_group_ids: number[];
  } | null;
  groups: AuthorityGroup[];
}
export interface AuthorityGroup {
  id: number;
  name: string;
  full_name: string | null;
  automatic: boolean;
  visibility_level: number;
  grant_trust_level: number | null;
  title: string | null;
  primary_group: boolean;
  notification_level: number;
}

/** The account that has exactly the address in question. */
export interface Holder {
  id: number;
  username: string;
  staged: boolean;
  active: boolean;
  confirmed: boolean;
  /** ISO time. */
  suspended_till: string | null;
}

export interface RedemptionFacts extends InviteRow {
  authority: Authority;
  deleted_groups: { id: number; name: string }[];
  holder: Holder | null;
  /** Custom groups of the account asked about (else of the holder), among those of the invite. */
  member_of: number[];
  /** That account has used this invite. */
  redeemed: boolean;
  /** Other pending e-mail invites for the invite's address. */
  other_pending: number;
  /** Groups that take in whoever has an address at the domain of the invite's. */
  groups_of_domain: number[];
  /** Wanted username is taken. */
  username_taken: boolean;
}

const facts = lookup<RedemptionFacts>(
  'redemptions.facts',
  `select i.id, i.secret_id, i.key_nonce, i.email_token_nonce, i.email, i.email_key, i.domain, i.description, i.custom_message,
     i.max_redemptions_allowed, i.redemption_count, i.expires_at, i.invited_by_id, i.group_ids, i.topic_id, i.emailed_status,
     i.invalidated_at, i.deleted_at, i.deleted_by_id, i.created_at, i.updated_at, i.locale,
     invite_authority(i.invited_by_id, i.group_ids) as authority,
     coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name)) from deleted_groups d where d.id = any (i.group_ids)), '[]')
       as deleted_groups,
     holder.facts as holder,
     array(select m.group_id from group_users m where m.user_id = coalesce($3, holder.id) and m.group_id = any (i.group_ids)) as member_of,
     exists (select 1 from invite_redemptions r where r.user_id = coalesce($3, holder.id) and r.invite_id = i.id) as redeemed,
     (select count(*) from invites o where o.email_key = i.email_key and o.id <> i.id and o.redemption_count = 0 and o.deleted_at is null
        and o.superseded_at is null and o.invalidated_at is null and o.expires_at > $5) as other_pending,
     array(select g.id from groups g where g.automatic_membership_email_domains is not null and not g.automatic
       and substring(i.email_key from '[^@]*$') = any (string_to_array(g.automatic_membership_email_domains, '|'))) as groups_of_domain,
     exists (select 1 from users where username_key = $4) or exists (select 1 from groups where name_key = $4) as username_taken
   from invites i
   left join lateral (
     select u.id, jsonb_build_object('id', u.id, 'username', u.username, 'staged', u.staged, 'active', u.active,
       'confirmed', u.email_confirmed_at is not null or u.active, 'suspended_till', u.suspended_till) as facts
     from users u where u.email_key = coalesce(i.email_key, $2)
   ) holder on true
   where i.id = $1`,
);

export interface FactsAbout {
  /** Address that a link is being used with. */
  emailKey?: string | undefined;
  userId?: number | undefined;
  usernameKey?: string | undefined;
}

export const findRedemptionFacts = async (db: Db, inviteId: number, now: Date, about: FactsAbout = {}) => {
  const { emailKey = null, userId = null, usernameKey = null } = about;
  return (await db.query(facts, [inviteId, emailKey, userId, usernameKey, now]))[0];
};

// The claim: a use is taken only while the invite is open at this moment, unchanged since it was read, and everything
// the granted groups were decided on is still so. Uses are serialised by the row lock, so never one too many.
const CLAIM = `update invites i set redemption_count = i.redemption_count + 1
  where i.id = $1 and i.deleted_at is null and i.invalidated_at is null and i.expires_at > $2
    and i.redemption_count < i.max_redemptions_allowed and i.updated_at = $3 and i.invited_by_id is not null
    and invite_authority(i.invited_by_id, i.group_ids) = $4::jsonb
  returning i.id, i.invited_by_id`;

/** What a use writes about itself, whoever uses it. `person` is a row with the user's id. */
const WRITTEN = `redeemed as (
    insert into invite_redemptions (invite_id, user_id, invited_by_id, made_account, granted_group_ids, withheld, redeemed_at)
    select c.id, person.id, c.invited_by_id, $5, $6, $7, $2 from claimed c, person
  ), asked as (
    insert into membership_requests (group_id, user_id, invite_id, created_at)
    select g, person.id, $1, $2 from person, unnest($8::integer[]) g on conflict do nothing
  ), told as (
    insert into notifications (user_id, notification_type, data, created_at)
    select c.invited_by_id, n.type, n.data || jsonb_build_object('user_id', person.id), $2
    from claimed c, person, jsonb_to_recordset($9::jsonb) n(type integer, data jsonb)
  )`;

export interface Claim {
  invite_id: number;
  now: Date;
  /** The row as it was read. */
  updated_at: Date;
  authority: Authority;
  made_account: boolean;
  granted_group_ids: number[];
  withheld: { id: number; name: string; reason: string }[];
  /** Groups that get a membership request instead. */
  requested_group_ids: number[];
  /** For the inviter. */
  notifications: { type: number; data: Record<string, unknown> }[];
}
const claimValues = (c: Claim) => [
  c.invite_id,
  c.now,
  c.updated_at,
  JSON.stringify(c.authority),
  c.made_account,
  c.granted_group_ids,
  JSON.stringify(c.withheld),
  c.requested_group_ids,
  JSON.stringify(c.notifications),
];

function changesOfUse({ authority, requested_group_ids }: Claim, written: readonly unknown[]): Change[] {
  const inviter = authority.inviter?.id;
  if (written.length === 0 || inviter === undefined) return [];
  const groupIds = authority.groups.map((group) => group.id);
  return [
    ...invitesChanged(inviter, groupIds),
    `notifications:${inviter}`,
    ...requested_group_ids.map((id) => `group_requests:${id}` as const),
  ];
}

const claimFor = statement<{ id: number }>(
  'redemptions.claimFor',
  `with claimed as (${CLAIM}), person as (select $10::integer as id from claimed), ${WRITTEN} select id from person`,
);
/** A use by an account that exists; false when the facts have changed: read them again. Memberships are the caller's. */
export const claimForUser = async (db: Db, claim: Claim, userId: number): Promise<boolean> =>
  (await db.query(claimFor, [...claimValues(claim), userId], (rows) => changesOfUse(claim, rows))).length > 0;

export interface NewAccount {
  username: string;
  username_key: string;
  name: string;
  email: string;
  email_key: string;
  /** Only where it differs from email_key. */
  email_canonical: string | null;
  confirmed: boolean;
  password_hash: string | null;
  approved: boolean;
  trust_level: number;
  title: string | null;
  primary_group_id: number | null;
  flair_group_id: number | null;
  timezone: string | null;
  locale: string | null;
  ip: string | undefined;
  /** Levels new members of each granted group start with, in the order of granted_group_ids. */
  notification_levels: number[];
  /** Mail that lets the person confirm the address; undefined: it is confirmed. */
  mail: { email_type: string; purpose: string; secret_id: number; expires_at: Date; locale: string } | undefined;
  /** Session to open at once. */
  session: { token_hash: Buffer; expires_at: Date } | undefined;
}

const newAccount = statement<{ id: number }>(
  'redemptions.newAccount',
  `with claimed as (${CLAIM}), person as (
     insert into users (username, username_key, name, email, email_key, email_canonical, email_confirmed_at, active, password_hash,
       approved, trust_level, title, primary_group_id, flair_group_id, timezone, locale, registration_ip, created_at, updated_at)
     select $10, $11, $12, $13, $14, $15, case when $16::boolean then $2::timestamptz end, $16, $17,
       $18, $19, $20, $21::integer, $33::integer, $22, $23, $24::inet, $2, $2 from claimed
     returning id
   ), ${WRITTEN}, joined as (
     insert into group_users (group_id, user_id, username_key, notification_level, invite_id, created_at)
     select g.id, person.id, $11, g.level, $1, $2 from person, unnest($6::integer[], $25::smallint[]) g(id, level) order by g.id
   ), logged as (
     insert into group_logs (group_id, action, acting_user_id, target_user_id, invite_id, created_at)
     select g, 'add_user_to_group', c.invited_by_id, person.id, $1, $2 from claimed c, person, unnest($6::integer[]) g
   ), token as (
     insert into email_tokens (user_id, purpose, email_key, secret_id, created_at, expires_at)
     select person.id, $27, $14, $28, $2, $29 from person where $26::text is not null returning id, user_id
   ), mailed as (
     insert into email_logs (email_type, to_address, user_id, email_token_id, locale, next_attempt_at, created_at)
     select $26, $13, token.user_id, token.id, $30, $2, $2 from token
   ), session as (
     insert into sessions (token_hash, user_id, created_at, expires_at)
     select $31::bytea, person.id, $2, $32 from person where $31::bytea is not null
   )
   select id from person`,
);

/** A use by somebody new: account, memberships, log, notifications, mail and session in one statement. */
export async function claimForNewAccount(db: Db, claim: Claim, a: NewAccount): Promise<number | undefined> {
  const values = [
    ...claimValues(claim),
    a.username,
    a.username_key,
    a.name,
    a.email,
    a.email_key,
    a.email_canonical,
    a.confirmed,
    a.password_hash,
    a.approved,
    a.trust_level,
    a.title,
    a.primary_group_id,
    a.timezone,
    a.locale,
    a.ip ?? null,
    a.notification_levels,
    a.mail?.email_type ?? null,
    a.mail?.purpose ?? null,
    a.mail?.secret_id ?? null,
    a.mail?.expires_at ?? null,
    a.mail?.locale ?? null,
    a.session?.token_hash ?? null,
    a.session?.expires_at ?? null,
    a.flair_group_id,
  ];
  const [row] = await db.query(newAccount, values, (rows) => [
    ...changesOfUse(claim, rows),
    ...claim.granted_group_ids.map((id) => `group:${id}` as const),
    'accounts:*',
    ...(a.mail ? (['email_logs:*'] as const) : []),
  ]);
  return row?.id;
}
