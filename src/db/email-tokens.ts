/** Links that prove a mailbox. The token itself is derived (src/links.ts), never stored. */

import { type Db, statement } from './open.ts';
import type { AccountRow } from './users.ts';

export type EmailTokenPurpose = 'signup' | 'password_reset' | 'email_change';

const insert = statement<{ id: number }>(
  'emailTokens.insert',
  `insert into email_tokens (user_id, purpose, email_key, secret_id, created_at, expires_at, email)
   values ($1, $2, $3, $4, $5, $6, $7) returning id`,
);
export interface NewEmailToken {
  user_id: number;
  purpose: EmailTokenPurpose;
  email_key: string;
  secret_id: number;
  created_at: Date;
  expires_at: Date;
  /** For a change of address: the new one, as typed. */
  email?: string;
}
export const insertEmailToken = async (db: Db, token: NewEmailToken): Promise<{ id: number }> =>
  (
    await db.query(insert, [
      token.user_id,
      token.purpose,
      token.email_key,
      token.secret_id,
      token.created_at,
      token.expires_at,
      token.email ?? null,
    ])
  )[0]!;

export interface EmailTokenRow extends Omit<AccountRow, 'id'> {
  id: number;
  user_id: number;
  purpose: EmailTokenPurpose;
  secret_id: number;
  nonce: string;
}

const find = statement<EmailTokenRow>(
  'emailTokens.find',
  `select t.id, t.user_id, t.purpose, t.secret_id, t.nonce, u.username, u.name, u.email, u.email_key, u.email_confirmed_at,
     u.password_hash, u.active, u.approved, u.staged, u.admin, u.moderator, u.trust_level, u.suspended_till, u.suspend_reason, u.locale
   from email_tokens t join users u on u.id = t.user_id and u.email_key = t.email_key
   where t.id = $1 and t.used_at is null and t.expires_at > $2`,
);
/** A token that is unused, not expired and still of its account's address, with the account. */
export const findEmailToken = async (db: Db, id: number, now: Date): Promise<EmailTokenRow | undefined> =>
  (await db.query(find, [id, now]))[0];

const use = statement<{ user_id: number }>(
  'emailTokens.use',
  `with used as (
     update email_tokens set used_at = $2 where id = $1 and used_at is null returning user_id, purpose
   ), others as (
     update email_tokens o set used_at = $2 from used
     where o.user_id = used.user_id and o.purpose = used.purpose and o.id <> $1 and o.used_at is null
   )
   select user_id from used`,
);
/**
 * Uses a token up, with all others of its purpose that this person holds: an older mail must not undo what this one did.
 * @returns false when it was used meanwhile
 */
export const spendEmailToken = async (db: Db, id: number, now: Date): Promise<boolean> =>
  (await db.query(use, [id, now])).length > 0;

export interface EmailChangeRow {
  id: number;
  user_id: number;
  secret_id: number;
  nonce: string;
  username: string;
  email: string;
}

const change = statement<EmailChangeRow>(
  'emailTokens.findChange',
  `select t.id, t.user_id, t.secret_id, t.nonce, u.username, t.email from email_tokens t join users u on u.id = t.user_id
   where t.id = $1 and t.purpose = 'email_change' and t.used_at is null and t.expires_at > $2`,
);
/** A change of address that waits for the owner of the new one. */
export const findEmailChange = async (db: Db, id: number, now: Date): Promise<EmailChangeRow | undefined> =>
  (await db.query(change, [id, now]))[0];

const drop = statement<never>(
  'emailTokens.dropChanges',
  `update email_tokens set used_at = $2 where user_id = $1 and purpose = 'email_change' and used_at is null`,
);
/** Kills the links of changes that were asked for before. */
export const spendEmailChanges = (db: Db, userId: number, now: Date) => db.query(drop, [userId, now]);
