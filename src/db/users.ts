/** Accounts: finding, making and changing them. (What staff do to accounts: staff-users.ts.) */
import { usersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

/** What logging in, activating and resetting a password need to know. */
export interface AccountRow {
  id: number;
  username: string;
  name: string | null;
  email: string | null;
  email_key: string | null;
  email_confirmed_at: Date | null;
  password_hash: string | null;
  active: boolean;
  approved: boolean;
  staged: boolean;
  admin: boolean;
  moderator: boolean;
  trust_level: number;
  suspended_till: Date | null;
  suspend_reason: string | null;
  locale: string | null;
}

const ACCOUNT = `id, username, name, email, email_key, email_confirmed_at, password_hash, active, approved, staged, admin, moderator,
  trust_level, suspended_till, suspend_reason, locale`;

const byLogin = statement<AccountRow>(
  'users.byLogin',
  `select ${ACCOUNT} from users where username_key = $1 or email_key = $1`,
);
const byId = statement<AccountRow>('users.byId', `select ${ACCOUNT} from users where id = $1`);

/** @param key normalised username or address; a username holds no @, so it cannot be somebody else's address */
export const findAccountByLogin = async (db: Db, key: string): Promise<AccountRow | undefined> =>
  (await db.query(byLogin, [key]))[0];

export const findAccount = async (db: Db, id: number): Promise<AccountRow | undefined> =>
  (await db.query(byId, [id]))[0];

/** Who already has what a new account asks for. */
export interface TakenRow {
  username_taken: boolean;
  /** Account with this address. */
  email_user_id: number | null;
  /** Account that only waits for the owner of this address. */
  staged_user_id: number | null;
}

const taken = statement<TakenRow>(
  'users.taken',
  `select exists (select 1 from users where username_key = $1 and not (staged and email_key = $2))
       or exists (select 1 from groups where name_key = $1) as username_taken,
     (select id from users where not staged and (email_key = $2 or email_key = $3 or email_canonical = $3) limit 1) as email_user_id,
     (select id from users where staged and email_key = $2) as staged_user_id`,
);

/** @param canonical also refuse addresses that are the same without dots and +tag; null: only the very address */
export const findTaken = async (db: Db, usernameKey: string, emailKey: string, canonical: string | null) =>
  (await db.query(taken, [usernameKey, emailKey, canonical]))[0]!;

const lockCanonical = statement<never>('users.lockCanonical', 'select pg_advisory_xact_lock(7003, hashtext($1))');

/** Makes others who want the same address (without dots and +tag) wait for this transaction: no index guards that rule. */
export const lockCanonicalEmail = (db: Db, canonical: string) => db.query(lockCanonical, [canonical]);

const takenNames = statement<{ name: string }>(
  'users.takenNames',
  `select n as name from unnest($1::text[]) n
   where exists (select 1 from users where username_key = n) or exists (select 1 from groups where name_key = n)`,
);
export const listTakenNames = async (db: Db, keys: string[]): Promise<string[]> =>
  (await db.query(takenNames, [keys])).map((row) => row.name);

const usernameNumber = statement<{ number: number }>(
  'users.usernameNumber',
  `select nextval('username_suggestions') as number`,
);
export const nextUsernameNumber = async (db: Db): Promise<number> => (await db.query(usernameNumber))[0]!.number;

export interface NewUser {
  username: string;
  username_key: string;
  name: string | null;
  email: string;
  email_key: string;
  email_canonical: string | null;
  password_hash: string | null;
  approved: boolean;
  /** Who let the account in; null: nobody had to. */
  approved_by_id: number | null;
  staged: boolean;
  admin: boolean;
  trust_level: number;
  locale: string | null;
  timezone: string | null;
  registration_ip: string | null;
}

const values = (user: NewUser, now: Date) => [
  user.username,
  user.username_key,
  user.name,
  user.email,
  user.email_key,
  user.email_canonical,
  user.password_hash,
  user.approved,
  user.approved_by_id,
  user.staged,
  user.admin,
  user.trust_level,
  user.locale,
  user.timezone,
  user.registration_ip,
  now,
];

const insert = statement<{ id: number }>(
  'users.insert',
  `insert into users (username, username_key, name, email, email_key, email_canonical, password_hash, approved, approved_by_id,
     staged, admin, trust_level, locale, timezone, registration_ip, created_at, updated_at, approved_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, case when $9::int is not null then $16::timestamptz end)
   returning id`,
);
/** Makes an account, not active yet. @throws UsherError when the name or address was taken meanwhile */
export const insertUser = async (db: Db, user: NewUser, now: Date): Promise<number> =>
  (await db.query(insert, values(user, now)))[0]!.id;

const claimStaged = statement<{ id: number }>(
  'users.claimStaged',
  `update users set username = $1, username_key = $2, name = $3, email = $4, email_key = $5, email_canonical = $6, password_hash = $7,
     approved = $8, approved_by_id = $9, staged = $10, admin = $11, trust_level = greatest(trust_level, $12), locale = $13,
     timezone = $14, registration_ip = $15, created_at = $16, updated_at = $16,
     approved_at = case when $9::int is not null then $16::timestamptz end
   where id = $17 and staged returning id`,
);
/** Hands a staged account to its owner. @returns false when somebody was quicker */
export const updateStagedUser = async (db: Db, id: number, user: NewUser, now: Date): Promise<boolean> =>
  (await db.query(claimStaged, [...values(user, now), id], usersChanged([id]))).length > 0;

const confirm = statement<{ id: number; email_key: string }>(
  'users.confirm',
  `update users set active = true, email_confirmed_at = coalesce(email_confirmed_at, $2), updated_at = $2
   where id = $1 and email_key is not null returning id, email_key`,
);
export const updateConfirmed = async (db: Db, id: number, now: Date) =>
  (await db.query(confirm, [id, now], usersChanged([id])))[0];

const password = statement<never>(
  'users.password',
  'update users set password_hash = $2, updated_at = $3 where id = $1',
);
export const updatePassword = (db: Db, id: number, hash: string, now: Date) =>
  db.query(password, [id, hash, now], usersChanged([id]));

const adminExists = statement<{ found: boolean }>(
  'users.adminExists',
  'select exists (select 1 from users where admin and id > 0) as found',
);
/** Whether a person is admin (the system itself does not count). */
export const findAdminExists = async (db: Db): Promise<boolean> => (await db.query(adminExists))[0]!.found;

const moderators = statement<{ id: number }>(
  'users.moderators',
  'select id from users where moderator and not admin and id > 0 order by username_key limit $1',
);
/** Moderators who are not admins too, by name. */
export const listModeratorIds = async (db: Db, limit: number) =>
  (await db.query(moderators, [limit])).map((row) => row.id);
