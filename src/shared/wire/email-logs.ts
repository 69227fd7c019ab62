/** Shapes of the e-mail log (reference: groups-and-users.md section 7) and of Usher's own calls beside it. */
import Type, { type Static, type TSchema } from 'typebox';
import { BasicUser } from './basic-user.ts';

const closed = { additionalProperties: false };
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const common = {
  id: Type.Integer(),
  to_address: Type.String(),
  email_type: Type.String(),
  user_id: nullable(Type.Integer()),
  created_at: Type.String(),
  /** Usher has no posts: always null. */
  post_url: Type.Null(),
  post_description: Type.Null(),
  /** Absent for a stranger. */
  user: Type.Optional(BasicUser),
};

const sent = {
  ...common,
  reply_key: Type.Null(),
  bounced: Type.Boolean(),
  bounce_key: Type.Null(),
  smtp_transaction_response: nullable(Type.String()),
  cc_addresses: Type.Null(),
};

/** `sent`, and `kept`: mails of a server that has no way to send them. */
export const SentEmail = Type.Object(sent, closed);
export type SentEmail = Static<typeof SentEmail>;

/** `skipped`: not to be sent, or given up; `skipped_reason` is a sentence, `reason` its stable code. */
export const SkippedEmail = Type.Object(
  { ...common, skipped_reason: Type.String(), state: Type.String(), reason: nullable(Type.String()) },
  closed,
);
export type SkippedEmail = Static<typeof SkippedEmail>;

/** `queued` (Usher's own): waiting to leave. */
export const QueuedEmail = Type.Object(
  {
    ...sent,
    state: Type.String(),
    attempts: Type.Integer(),
    next_attempt_at: nullable(Type.String()),
    /** Why it still waits, after a first try. */
    waiting_reason: nullable(Type.String()),
  },
  closed,
);
export type QueuedEmail = Static<typeof QueuedEmail>;

const fate = {
  state: Type.Union([
    Type.Literal('queued'),
    Type.Literal('sending'),
    Type.Literal('sent'),
    Type.Literal('failed'),
    Type.Literal('skipped'),
    Type.Literal('kept'),
  ]),
  attempts: Type.Integer(),
  next_attempt_at: nullable(Type.String()),
  /** Stable code of why it was not sent, or waits after a first try. */
  reason: nullable(Type.String()),
  /** `reason` in words. */
  explanation: nullable(Type.String()),
};

/** `all` (Usher's own): whatever became of them. */
export const AnyEmail = Type.Object({ ...sent, ...fate }, closed);
export type AnyEmail = Static<typeof AnyEmail>;

/** `GET /admin/email-logs/:id.json` (Usher's own). The text is made anew; null when what it was about is gone. */
export const EmailView = Type.Object(
  {
    ...sent,
    ...fate,
    finished_at: nullable(Type.String()),
    /** True: the secret part of the link is not shown. */
    masked: Type.Boolean(),
    subject: nullable(Type.String()),
    text: nullable(Type.String()),
    html: nullable(Type.String()),
    /** The invite it carries, as long as there is one. */
    invite: nullable(
      Type.Object(
        {
          id: Type.Integer(),
          invited_by: nullable(Type.String()),
          /** Which of the lists of invites it is in. */
          state: Type.Union([
            Type.Literal('pending'),
            Type.Literal('expired'),
            Type.Literal('redeemed'),
            Type.Literal('revoked'),
          ]),
        },
        closed,
      ),
    ),
    can_resend: Type.Boolean(),
    /** Why it cannot be sent again, in words. */
    why_not_resend: nullable(Type.String()),
  },
  closed,
);
export type EmailView = Static<typeof EmailView>;

/** `GET /admin/email.json`; `warning` says why mail does not leave. */
export const EmailSettings = Type.Object(
  {
    delivery_method: Type.Union([Type.Literal('smtp'), Type.Literal('none')]),
    settings: Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, closed)),
    warning: Type.Optional(Type.String()),
  },
  closed,
);
export type EmailSettings = Static<typeof EmailSettings>;

/** `POST /admin/email-logs/:id/resend.json` (Usher's own): the new mail's line in the log. */
export const ResentReply = Type.Object({ success: Type.Literal('OK'), id: Type.Integer() }, closed);
export type ResentReply = Static<typeof ResentReply>;
