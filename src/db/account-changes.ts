/** The grave changes of an account: another name, another address, nobody's any more, gone. */
import { usersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

const username = statement<never>(
  'accountChanges.username',
  'update users set username = $2, username_key = $3, updated_at = $4 where id = $1',
);
/** @throws UsherError 422 when a user or a group has the name */
export const updateUsername = (db: Db, id: number, name: string, key: string, now: Date) =>
  db.query(username, [id, name, key, now], usersChanged([id]));

const email = statement<never>(
  'accountChanges.email',
  `update users set email = $2, email_key = $3, email_canonical = $4, email_confirmed_at = $5, updated_at = $5 where id = $1`,
);
/** Gives the account an address that its owner has just proved. @throws UsherError 422 when another account has it */
export const updateEmail = (
  db: Db,
  id: number,
  address: { email: string; key: string; canonical: string | null },
  now: Date,
) => db.query(email, [id, address.email, address.key, address.canonical, now], usersChanged([id]));

const remove = statement<never>('accountChanges.delete', 'delete from users where id = $1');
/** The invites the person made stay without an inviter; everything else of theirs goes. */
export const deleteUser = (db: Db, id: number) => db.query(remove, [id]);

// The confirmation stays: without it the account would count as one that nobody ever confirmed, and be purged.
const anonymize = statement<never>(
  'accountChanges.anonymize',
  `update users set username = $2, username_key = $2, name = null, email = null, email_key = null, email_canonical = null,
     email_confirmed_at = coalesce(email_confirmed_at, $3), password_hash = null, active = false, staged = false, title = null,
     primary_group_id = null, flair_group_id = null, suspend_reason = null, silence_reason = null, bio_raw = null, location = null,
     website = null, locale = null, timezone = null, registration_ip = null, updated_at = $3
   where id = $1`,
);
/** Takes everything that tells who the person was out of the account. @param name normalised already */
export const updateAnonymized = (db: Db, id: number, name: string, now: Date) =>
  db.query(anonymize, [id, name, now], usersChanged([id]));

// A mail that is just being sent is left to its delivery. What staff did stays in their log, without whom it tells of.
const traces = statement<never>(
  'accountChanges.deleteTraces',
  `with addressed as (
     update invites i set email = null, email_key = null, email_token_nonce = null from invite_redemptions r
     where r.user_id = $1 and i.id = r.invite_id and i.email is not null returning i.id
   ), orphaned as (
     update invites set invited_by_id = null
     where invited_by_id = $1 and deleted_at is null and redemption_count < max_redemptions_allowed
   ), mails as (
     delete from email_logs where (user_id = $1 or invite_id in (select id from addressed)) and state <> 'sending'
   ), keys as (
     delete from api_keys where user_id = $1
   ), tokens as (
     delete from email_tokens where user_id = $1
   ), memberships as (
     delete from group_users where user_id = $1
   ), requests as (
     delete from membership_requests where user_id = $1
   ), removals as (
     delete from removed_members where user_id = $1
   ), known as (
     select $2::text as address
     union select lower(i.email) from invites i join invite_redemptions r on r.invite_id = i.id where r.user_id = $1
   ), asked as (
    delete from invite_requests where asker_id = $1 or for_user_id = $1 or email_key in (select address from known)
  ), deeds as (
     update staff_action_logs l set email = null, ip_address = case when l.acting_user_id = $1 then null else l.ip_address end,
       previous_value = case when l.action_name = 'change_username' then null else l.previous_value end,
       new_value = case when l.action_name = 'change_username' then null else l.new_value end,
       details = regexp_replace(l.details, '\\S+@\\S+', '…', 'g'), context = regexp_replace(l.context, '\\S+@\\S+', '…', 'g')
     where l.target_user_id = $1 or (l.target_user_id is null and lower(l.email) in (select address from known))
   ), origins as (
     update staff_action_logs set ip_address = null where acting_user_id = $1 and target_user_id is distinct from $1
   )
   delete from notifications where user_id = $1`,
);
/**
 * Removes what else names the person or lets them act: memberships, keys, links, mails, addresses of invites they used,
 * requests of theirs and about them, addresses and former names in the staff action log. @param emailKey of the address they had
 */
export const deleteTracesOfUser = (db: Db, id: number, emailKey: string | null) => db.query(traces, [id, emailKey]);
