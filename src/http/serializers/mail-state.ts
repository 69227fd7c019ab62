/** What became of the mail of an invite -> wire. */
import type { Ctx } from '../../context.ts';
import type { MailStateRow } from '../../db/mail-states.ts';
import type { MailState } from '../../shared/wire/mail-states.ts';
import { explainReason } from './email-log.ts';

export function serializeMailState(ctx: Ctx, row: MailStateRow | undefined): MailState {
  return {
    state: row?.state ?? 'none',
    smtp_transaction_response: row?.smtp_transaction_response ?? null,
    reason: row?.reason ?? null,
    explanation: row ? explainReason(row, ctx.locale) : null,
    attempts: row?.attempts ?? 0,
    next_attempt_at: row?.state === 'queued' ? (row.next_attempt_at?.toISOString() ?? null) : null,
    finished_at: row?.finished_at?.toISOString() ?? null,
    email_log_id: ctx.actor.admin ? (row?.id ?? null) : null,
  };
}
