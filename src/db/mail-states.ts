/** What became of the mail of invites: the row of the outbox that was written last for each. */
import type { EmailState } from './email-logs.ts';
import { type Db, statement } from './open.ts';

export interface MailStateRow {
  invite_id: number;
  id: number;
  state: EmailState;
  attempts: number;
  next_attempt_at: Date | null;
  smtp_transaction_response: string | null;
  reason: string | null;
  created_at: Date;
  finished_at: Date | null;
}
const list = statement<MailStateRow>(
  'mailStates.list',
  `select w.invite_id, e.id, e.state, e.attempts, e.next_attempt_at, e.smtp_transaction_response, e.reason, e.created_at, e.finished_at
   from unnest($1::bigint[], $2::text[]) w (invite_id, address) cross join lateral (
     select * from email_logs l where l.invite_id = w.invite_id order by l.id desc limit 1) e
   where e.to_address = w.address`,
);
/** By invite; one that was never mailed to its present address is not in it. */
export async function listMailStates(
  db: Db,
  invites: readonly { id: number; email: string | null; emailed_status: number }[],
): Promise<ReadonlyMap<number, MailStateRow>> {
  const mailed = invites.filter((invite) => invite.email !== null && invite.emailed_status !== 0);
  if (mailed.length === 0) return new Map();
  const rows = await db.query(list, [mailed.map((invite) => invite.id), mailed.map((invite) => invite.email)]);
  return new Map(rows.map((row) => [row.invite_id, row]));
}
