/** Browsers that are logged in. */
import { usersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

// The share lock waits for whoever is changing this account (a new password, a suspension) and then sees the change, so
// no session can slip in behind the deletion of all sessions.
const insert = statement<{ user_id: number }>(
  'sessions.insert',
  `with person as (
     select id from users where id = $2 and active and ($5::text is null or password_hash = $5) for share
   ), replaced as (
     delete from sessions where token_hash = $6
   )
   insert into sessions (token_hash, user_id, created_at, expires_at) select $1, id, $3, $4 from person returning user_id`,
);

/**
 * @param passwordHash the hash the given password was checked against; null: the right to log in was shown another way
 * @param replaces the session this browser had before
 * @returns false when the account is no longer active or has another password by now
 */
export const insertSession = async (
  db: Db,
  session: { token_hash: Buffer; user_id: number; created_at: Date; expires_at: Date },
  passwordHash: string | null = null,
  replaces: Buffer | null = null,
): Promise<boolean> => {
  const { token_hash, user_id, created_at, expires_at } = session;
  const values = [token_hash, user_id, created_at, expires_at, passwordHash, replaces];
  return (await db.query(insert, values, usersChanged([user_id]))).length > 0;
};

const byHash = statement<{ user_id: number; created_at: Date }>(
  'sessions.byHash',
  'select user_id, created_at from sessions where token_hash = $1 and expires_at > $2',
);
export const findSession = async (db: Db, tokenHash: Buffer, now: Date) =>
  (await db.query(byHash, [tokenHash, now]))[0];

const refresh = statement<never>('sessions.refresh', 'update sessions set created_at = $2 where token_hash = $1');
/** Notes that whoever uses this session has just shown to know the password. */
export const updateSessionProved = (db: Db, tokenHash: Buffer, now: Date) => db.query(refresh, [tokenHash, now]);

const remove = statement<{ user_id: number }>(
  'sessions.remove',
  'delete from sessions where token_hash = $1 returning user_id',
);
export const deleteSession = (db: Db, tokenHash: Buffer) =>
  db.query(remove, [tokenHash], (rows) => usersChanged(rows.map((row) => row.user_id)));

const removeAll = statement<never>('sessions.removeAll', 'delete from sessions where user_id = $1');
export const deleteSessionsOfUser = (db: Db, userId: number) => db.query(removeAll, [userId], usersChanged([userId]));
