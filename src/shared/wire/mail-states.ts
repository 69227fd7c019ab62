/** What became of the mail of an invite (Usher's own). */
import Type, { type Static } from 'typebox';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Codes; `none`: there is no mail, because it is a link or was made without one. */
export const MailState = Type.Object(
  {
    state: Type.Union([
      Type.Literal('none'),
      Type.Literal('queued'),
      Type.Literal('sending'),
      Type.Literal('sent'),
      Type.Literal('failed'),
      Type.Literal('skipped'),
      Type.Literal('kept'),
    ]),
    /** Last answer of the mail server. */
    smtp_transaction_response: nullable(Type.String()),
    /** Why it failed, waits or was kept: a stable code, and the same in words. */
    reason: nullable(Type.String()),
    explanation: nullable(Type.String()),
    attempts: Type.Integer(),
    /** queued: when it is tried (again). */
    next_attempt_at: nullable(Type.String()),
    /** When it was sent, given up, left out or kept. */
    finished_at: nullable(Type.String()),
    /** Number in the e-mail log, for admins. */
    email_log_id: nullable(Type.Integer()),
  },
  { additionalProperties: false },
);
export type MailState = Static<typeof MailState>;
