/** What is known of addresses before they are invited. */
import { type Db, statement } from './open.ts';

export interface CheckedAccount {
  id: number;
  username: string;
  email_key: string;
  /** Of the groups asked about. */
  member_of: number[];
}
const accounts = statement<CheckedAccount>(
  'inviteChecks.accounts',
  `select u.id, u.username, u.email_key,
     array(select m.group_id from group_users m where m.user_id = u.id and m.group_id = any ($2::integer[])) as member_of
   from users u where u.email_key = any ($1::text[]) and u.id > 0 and not u.staged and (u.active or u.email_confirmed_at is not null)`,
);
/** Accounts that surely own one of these addresses. */
export const listAccountsOfAddresses = (db: Db, emailKeys: readonly string[], groupIds: readonly number[]) =>
  db.query(accounts, [emailKeys, groupIds]);

export interface PendingInvite {
  id: number;
  email_key: string;
}
const links = statement<PendingInvite & { secret_id: number; key_nonce: string }>(
  'inviteChecks.links',
  `select id, email_key, secret_id, key_nonce from invites where email_key = any ($1::text[]) and invited_by_id = $2
     and redemption_count = 0 and deleted_at is null and superseded_at is null and invalidated_at is null and expires_at > $3`,
);
/** The same with what their links are made of. */
export const listLinksOfAddresses = (db: Db, emailKeys: readonly string[], inviterId: number, now: Date) =>
  db.query(links, [emailKeys, inviterId, now]);

const pending = statement<PendingInvite>(
  'inviteChecks.pending',
  `select id, email_key from invites where email_key = any ($1::text[]) and invited_by_id = $2 and redemption_count = 0
     and deleted_at is null and superseded_at is null and invalidated_at is null and expires_at > $3`,
);
/** The inviter's own pending invites for these addresses. */
export const listPendingOfAddresses = (db: Db, emailKeys: readonly string[], inviterId: number, now: Date) =>
  db.query(pending, [emailKeys, inviterId, now]);
