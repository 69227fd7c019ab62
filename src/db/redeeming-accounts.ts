/** Accounts that stand in the way of a redemption, use an invite, or are taken over by one. */
import { usersChanged } from './changes.ts';
import { type Db, lookup, statement } from './open.ts';

export interface AccountOfAddress {
  id: number;
  active: boolean;
  staged: boolean;
  email_confirmed_at: Date | null;
  suspended_till: Date | null;
}
// Hidden in subqueries, so that one plan serves every address: planning takes longer than finding.
const account = lookup<AccountOfAddress>(
  'redemptions.accountByEmail',
  `select id, active, staged, email_confirmed_at, suspended_till from users
   where email_key = (select $1::text) or email_key = (select $2::text) or email_canonical = (select $2::text)
   order by not staged and (active or email_confirmed_at is not null) desc limit 1`,
);
export const findAccountByEmail = async (db: Db, emailKey: string, emailCanonical: string | null) =>
  (await db.query(account, [emailKey, emailCanonical]))[0];

const lockUser = statement<{
  id: number;
  username: string;
  email_key: string | null;
  staged: boolean;
  active: boolean;
  confirmed: boolean;
  suspended_till: Date | null;
  trust_level: number;
  manual_locked_trust_level: number | null;
}>(
  'redemptions.lockUser',
  `select id, username, email_key, staged, active, email_confirmed_at is not null or active as confirmed, suspended_till,
     trust_level, manual_locked_trust_level
   from users where id = $1 for no key update`,
);
/** The account, locked, so that one person's redemptions come one after the other. */
export const lockAccount = async (db: Db, userId: number) => (await db.query(lockUser, [userId]))[0];

const takeOver = statement<never>(
  'redemptions.takeOver',
  `update users set username = $2, username_key = $3, name = $4, password_hash = $5, approved = $6 or approved_by_id is not null, active = active or $7, staged = false,
     email_confirmed_at = case when $7 then $8 else email_confirmed_at end, trust_level = greatest(trust_level, $9), timezone = $10,
     locale = coalesce(locale, $11), registration_ip = $12::inet, updated_at = $8 where id = $1`,
);
const forgetSessions = statement<never>('redemptions.forgetSessions', 'delete from sessions where user_id = $1');
const forgetKeys = statement<never>(
  'redemptions.forgetKeys',
  'update api_keys set revoked_at = $2 where user_id = $1 and revoked_at is null',
);
const forgetTokens = statement<never>('redemptions.forgetTokens', 'delete from email_tokens where user_id = $1');

export interface TakenOver {
  username: string;
  username_key: string;
  name: string;
  password_hash: string | null;
  approved: boolean;
  confirmed: boolean;
  trust_level: number;
  timezone: string | null;
  locale: string | null;
  ip: string | undefined;
}
/** Gives an account that nobody proved to own to whoever did: its password, sessions, keys and tokens die. */
export async function takeOverAccount(db: Db, userId: number, a: TakenOver, now: Date): Promise<void> {
  await db.query(forgetSessions, [userId], usersChanged([userId]));
  await db.query(forgetKeys, [userId, now], usersChanged([userId]));
  await db.query(forgetTokens, [userId]);
  const values = [a.username, a.username_key, a.name, a.password_hash, a.approved, a.confirmed, now, a.trust_level];
  await db.query(takeOver, [userId, ...values, a.timezone, a.locale, a.ip ?? null], usersChanged([userId]));
}
