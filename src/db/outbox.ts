/**
 * The steps of a delivery. There are two lines of waiting mail, each with a delivery of its own: single mails, and those
 * of which many were caused at once (`bulk`). All but `hasDueMail` are for the one delivery of a line that runs at a
 * time; `attempts` tells one try of a row from the next, so that a process that lost its turn without noticing cannot
 * overwrite what its successor wrote.
 */

import { invitesChanged } from './changes.ts';
import type { EmailState } from './email-logs.ts';
import { type Db, statement } from './open.ts';

/** An invite that has another address since, or is not mailed any more, is not told what became of an old mail. */
const STILL_MAILED = (mail: string) => `i.emailed_status <> 0 and i.email = ${mail}.to_address`;

const due = statement<{ due: boolean }>(
  'outbox.hasDue',
  "select exists (select 1 from email_logs where bulk = $2 and state in ('queued', 'sending') and next_attempt_at <= $1) as due",
);

/** Whether mail waits to leave, mails left in `sending` by a process that died included. */
export const hasDueMail = async (db: Db, now: Date, bulk: boolean): Promise<boolean> =>
  (await db.query(due, [now, bulk]))[0]!.due;

const next = statement<{ at: Date | null }>(
  'outbox.next',
  "select min(next_attempt_at) as at from email_logs where bulk = $1 and state = 'queued'",
);

/** When the next waiting mail is due; undefined: none waits. */
export const findNextDue = async (db: Db, bulk: boolean): Promise<Date | undefined> =>
  (await db.query(next, [bulk]))[0]?.at ?? undefined;

const recover = statement<{ id: number }>(
  'outbox.recover',
  "update email_logs set state = 'queued' where bulk = $1 and state = 'sending' returning id",
);

/** Puts back mails whose delivery was interrupted. Only whoever delivers alone may call it. @returns their ids */
export const requeueInterruptedMails = async (db: Db, bulk: boolean): Promise<number[]> =>
  (await db.query(recover, [bulk])).map((row) => row.id);

const claim = statement<{ id: number; attempts: number }>(
  'outbox.claim',
  // Materialized: joined as it is, a plan may ask for "the first one" again and again, and take another each time.
  `with due as materialized (
     select id from email_logs where bulk = $2 and state = 'queued' and next_attempt_at <= $1
     order by next_attempt_at, id limit 1 for update skip locked),
   claimed as (
     update email_logs e set state = 'sending', attempts = e.attempts + 1 from due
     where e.id = due.id returning e.id, e.attempts, e.invite_id, e.to_address),
   told as (update invites i set emailed_status = 3 from claimed where i.id = claimed.invite_id and ${STILL_MAILED('claimed')})
   select id, attempts from claimed`,
);

export interface Claim {
  id: number;
  attempts: number;
}

/** Takes the mail that has been due longest. */
export const claimDueMail = async (db: Db, now: Date, bulk: boolean): Promise<Claim | undefined> =>
  (await db.query(claim, [now, bulk], ['email_logs:*']))[0];

const record = statement<{ id: number; invited_by_id: number | null; group_ids: number[] | null }>(
  'outbox.record',
  `with done as (
     update email_logs set state = $3, attempts = attempts - $4, next_attempt_at = coalesce($5, next_attempt_at),
       smtp_transaction_response = coalesce($6, smtp_transaction_response), reason = $7, finished_at = $8
     where id = $1 and state = 'sending' and attempts = $2 returning id, invite_id, to_address, bulk),
   told as (update invites i set emailed_status = case when $3 = 'sent' then 4 when done.bulk then 2 else 1 end from done
     where i.id = done.invite_id and ${STILL_MAILED('done')} returning i.invited_by_id, i.group_ids)
   select done.id, told.invited_by_id, told.group_ids from done left join told on true`,
);

export interface MailResult {
  state: Exclude<EmailState, 'sending'>;
  /** False: this was no try (nothing was said to the mail server about this mail). */
  charged: boolean;
  next_attempt_at?: Date;
  /** Last answer of the mail server. */
  response?: string;
  /** Code of the sentence `reason_<code>` in src/shared/i18n/en/mail.ts. */
  reason?: string;
}

/** Writes down what became of a claimed mail. @returns false when another process has taken the mail over since */
export async function recordMail(db: Db, claimed: Claim, result: MailResult, now: Date): Promise<boolean> {
  const values = [
    claimed.id,
    claimed.attempts,
    result.state,
    result.charged ? 0 : 1,
    result.next_attempt_at ?? null,
    result.response ?? null,
    result.reason ?? null,
    result.state === 'queued' ? null : now,
  ];
  const rows = await db.query(record, values, ([row]) => [
    'email_logs:*',
    ...invitesChanged(row?.invited_by_id ?? null, row?.group_ids ?? []),
  ]);
  return rows.length > 0;
}
