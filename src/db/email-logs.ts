/** The e-mail log, which is the outbox too: every mail that was to be sent, and what became of it. */
import { type Db, statement } from './open.ts';

export type EmailState = 'queued' | 'sending' | 'sent' | 'failed' | 'skipped' | 'kept';
export type EmailType =
  | 'invite'
  | 'signup'
  | 'account_created'
  | 'forgot_password'
  | 'account_exists'
  | 'confirm_new_email'
  | 'notify_old_email'
  | 'account_suspended'
  | 'account_silenced'
  | 'membership_request'
  | 'membership_request_accepted'
  | 'membership_request_declined'
  | 'invite_request'
  | 'bulk_report'
  | 'test_message';

export interface NewEmail {
  email_type: EmailType;
  to_address: string;
  user_id: number | null;
  invite_id: number | null;
  email_token_id: number | null;
  /** null: the language of the account, or `fallback_locale`. */
  locale: string | null;
  fallback_locale: string;
  params: Record<string, string | number | boolean>;
}

const insert = statement<{ id: number }>(
  'emailLogs.insert',
  `insert into email_logs (email_type, to_address, user_id, invite_id, email_token_id, locale, params, next_attempt_at, created_at)
   values ($1, $2, $3, $4, $5, coalesce($6, (select locale from users where id = $3), $7), $8, $9, $9) returning id`,
);

/** Queues a mail, due at once. @returns its id */
export async function insertEmailLog(db: Db, mail: NewEmail, now: Date): Promise<number> {
  const [row] = await db.query(insert, [
    mail.email_type,
    mail.to_address,
    mail.user_id,
    mail.invite_id,
    mail.email_token_id,
    mail.locale,
    mail.fallback_locale,
    mail.params,
    now,
  ]);
  return row!.id;
}

/** A mail with everything its text is made from, as it is now. */
export interface MailRow {
  id: number;
  email_type: EmailType;
  to_address: string;
  user_id: number | null;
  invite_id: number | null;
  email_token_id: number | null;
  locale: string;
  params: Record<string, unknown>;
  state: EmailState;
  attempts: number;
  next_attempt_at: Date | null;
  smtp_transaction_response: string | null;
  reason: string | null;
  created_at: Date;
  finished_at: Date | null;
  /** Account it is for. */
  username: string | null;
  name: string | null;
  staff: boolean;
  /** Of the invite: null when there is none (any more). */
  invite_secret_id: number | null;
  key_nonce: string | null;
  email_token_nonce: string | null;
  invite_email_key: string | null;
  custom_message: string | null;
  invite_expires_at: Date | null;
  redemption_count: number | null;
  max_redemptions_allowed: number | null;
  invalidated_at: Date | null;
  superseded_at: Date | null;
  deleted_at: Date | null;
  inviter_username: string | null;
  inviter_name: string | null;
  group_names: string[];
  /** Of the activation or password-reset token. */
  token_secret_id: number | null;
  token_nonce: string | null;
  token_email_key: string | null;
  token_expires_at: Date | null;
  token_used_at: Date | null;
}

const find = statement<MailRow>(
  'emailLogs.find',
  `select e.id, e.email_type, e.to_address, e.user_id, e.invite_id, e.email_token_id, e.locale, e.params, e.state, e.attempts,
     e.next_attempt_at, e.smtp_transaction_response, e.reason, e.created_at, e.finished_at,
     u.username, u.name, coalesce(u.admin or u.moderator, false) as staff,
     i.secret_id as invite_secret_id, i.key_nonce, i.email_token_nonce, i.email_key as invite_email_key, i.custom_message,
     i.expires_at as invite_expires_at, i.redemption_count, i.max_redemptions_allowed, i.invalidated_at, i.superseded_at,
     i.deleted_at, b.username as inviter_username, b.name as inviter_name,
     coalesce((select array_agg(coalesce(nullif(g.full_name, ''), g.name) order by array_position(i.group_ids, g.id))
       from groups g where g.id = any (i.group_ids)), '{}') as group_names,
     t.secret_id as token_secret_id, t.nonce as token_nonce, t.email_key as token_email_key, t.expires_at as token_expires_at,
     t.used_at as token_used_at
   from email_logs e
   left join users u on u.id = e.user_id
   left join invites i on i.id = e.invite_id
   left join users b on b.id = i.invited_by_id
   left join email_tokens t on t.id = e.email_token_id
   where e.id = $1`,
);

export const findMail = async (db: Db, id: number): Promise<MailRow | undefined> => (await db.query(find, [id]))[0];

export interface EmailLogFilter {
  states: readonly EmailState[];
  /** Substrings, '' for any. Case counts for nothing, `%` and `_` are ordinary characters. */
  username_key: string;
  address: string;
  email_type: string;
  smtp_transaction_response: string;
  /** Rows before this id; undefined: from the newest. */
  before_id?: number;
  /** Written not before, not after; undefined: at any time. */
  since?: Date | undefined;
  until?: Date | undefined;
  offset: number;
  limit: number;
}

export interface EmailLogRow {
  id: number;
  to_address: string;
  email_type: EmailType;
  user_id: number | null;
  state: EmailState;
  attempts: number;
  next_attempt_at: Date | null;
  created_at: Date;
  finished_at: Date | null;
  smtp_transaction_response: string | null;
  reason: string | null;
  username: string | null;
  name: string | null;
}

// Each state is read newest first from email_logs_by_state and only as far as the page needs; collation "C" folds ASCII
// the same on every server.
const list = statement<EmailLogRow>(
  'emailLogs.list',
  `select l.* from unnest($1::text[]) s (state) cross join lateral (
     select e.id, e.to_address, e.email_type, e.user_id, e.state, e.attempts, e.next_attempt_at, e.created_at, e.finished_at,
       e.smtp_transaction_response, e.reason, u.username, u.name
     from email_logs e left join users u on u.id = e.user_id
     where e.state = s.state and ($6::bigint is null or e.id < $6)
       and ($2::text = '' or position($2 in u.username_key) > 0)
       and ($3::text = '' or position($3 in lower(e.to_address collate "C")) > 0)
       and ($4::text = '' or position($4 in e.email_type) > 0)
       and ($5::text = '' or position($5 in lower(e.smtp_transaction_response collate "C")) > 0)
       and ($9::timestamptz is null or e.created_at >= $9) and ($10::timestamptz is null or e.created_at <= $10)
     order by e.id desc limit $7::bigint + $8::bigint) l
   order by l.id desc limit $8 offset $7`,
);

/** One page, newest first. */
export const listEmailLogs = (db: Db, filter: EmailLogFilter): Promise<EmailLogRow[]> =>
  db.query(list, [
    filter.states,
    filter.username_key,
    filter.address,
    filter.email_type,
    filter.smtp_transaction_response,
    filter.before_id ?? null,
    filter.offset,
    filter.limit,
    filter.since ?? null,
    filter.until ?? null,
  ]);

const purge = statement<never>(
  'emailLogs.purge',
  "delete from email_logs where created_at < $1 and state not in ('queued', 'sending')",
);

/** Removes what is over and older than `before`; mails that still wait stay. */
export const deleteOldEmailLogs = async (db: Db, before: Date): Promise<void> => {
  await db.query(purge, [before]);
};
