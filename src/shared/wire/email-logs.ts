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

/** `GET /admin/email-logs/:id.json` (Usher's own). The text is made anew; null when what it was about is gone. */
export const EmailView = Type.Object(
  {
    ...sent,
    state: Type.String(),
    attempts: Type.Integer(),
    next_attempt_at: nullable(Type.String()),
    finished_at: nullable(Type.String()),
    reason: nullable(Type.String()),
    /** `reason` in words. */
    explanation: nullable(Type.String()),
    /** True: the secret part of the link is not shown. */
    masked: Type.Boolean(),
    subject: nullable(Type.String()),
    text: nullable(Type.String()),
    html: nullable(Type.String()),
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
