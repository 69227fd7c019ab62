/** Shapes of the calls by which staff look after accounts (reference: groups-and-users.md, sections 4 and 5.5). */
import Type, { type Static, type TSchema } from 'typebox';
import { BasicUser } from './basic-user.ts';
import { BasicGroup } from './groups.ts';

const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const text = orNull(Type.String());
const closed = { additionalProperties: false };

const listed = {
  ...BasicUser.properties,
  active: Type.Boolean(),
  /** Usher's own: what is not active and was confirmed, staff have deactivated. */
  email_confirmed: Type.Boolean(),
  admin: Type.Boolean(),
  moderator: Type.Boolean(),
  trust_level: Type.Integer(),
  manual_locked_trust_level: orNull(Type.Integer()),
  title: text,
  created_at: Type.String(),
  /** Seconds. */
  created_at_age: Type.Number(),
  last_seen_at: text,
  last_seen_age: orNull(Type.Number()),
  /** Not kept. */
  last_emailed_at: Type.Null(),
  last_emailed_age: Type.Null(),
  /** Usher has no topics and posts: always 0. */
  days_visited: Type.Literal(0),
  posts_read_count: Type.Literal(0),
  topics_entered: Type.Literal(0),
  post_count: Type.Literal(0),
  time_read: Type.Literal(0),
  staged: Type.Boolean(),
  suspended: Type.Boolean(),
  suspended_at: text,
  suspended_till: text,
  silenced: Type.Boolean(),
  silenced_till: text,
  /** Only while accounts need approval. */
  approved: Type.Optional(Type.Boolean()),
  /** Only when asked for, by who may see addresses. */
  email: Type.Optional(text),
  secondary_emails: Type.Optional(Type.Array(Type.String())),
};

/** `GET /admin/users/list/:query.json` is a bare array of these. */
export const StaffUser = Type.Object(listed, closed);
export type StaffUser = Static<typeof StaffUser>;

/** `GET /admin/users/:id.json`, without a root key. */
export const StaffUserDetails = Type.Object(
  {
    ...listed,
    approved: Type.Boolean(),
    approved_by: orNull(BasicUser),
    ip_address: text,
    groups: Type.Array(BasicGroup),
    primary_group_id: orNull(Type.Integer()),
    suspend_reason: text,
    silence_reason: text,
    can_be_deleted: Type.Boolean(),
    can_be_anonymized: Type.Boolean(),
    can_send_activation_email: Type.Boolean(),
    can_grant_admin: Type.Boolean(),
    can_revoke_admin: Type.Boolean(),
    can_grant_moderation: Type.Boolean(),
    can_revoke_moderation: Type.Boolean(),
    can_activate: Type.Boolean(),
    can_deactivate: Type.Boolean(),
    can_suspend: Type.Boolean(),
    can_change_trust_level: Type.Boolean(),
    single_sign_on_record: Type.Null(),
    api_key_count: Type.Integer(),
    invited_by: orNull(BasicUser),
    /** Usher's own: for each `can_…` that is false because of a rule, that rule in words. */
    why_not: Type.Record(Type.String(), Type.String()),
  },
  closed,
);
export type StaffUserDetails = Static<typeof StaffUserDetails>;

/** `PUT /admin/users/:id/anonymize.json`: the name it goes by from now on. */
export const AnonymizedReply = Type.Object({ success: Type.Literal('OK'), username: Type.String() }, closed);

/** `DELETE /admin/users/:id.json` */
export const DeletedReply = Type.Object({ deleted: Type.Literal(true) }, closed);
export type DeletedReply = Static<typeof DeletedReply>;

/** `PUT /admin/users/:id/trust_level.json` */
export const TrustLevelReply = Type.Object({ admin_user: StaffUserDetails }, closed);
export type TrustLevelReply = Static<typeof TrustLevelReply>;

/** `PUT /admin/users/:id/suspend.json` */
export const SuspendReply = Type.Object(
  {
    suspension: Type.Object(
      {
        suspend_reason: Type.String(),
        full_suspend_reason: Type.String(),
        suspended_till: Type.String(),
        suspended_at: Type.String(),
        suspended_by: BasicUser,
      },
      closed,
    ),
  },
  closed,
);
export type SuspendReply = Static<typeof SuspendReply>;

/** `PUT /admin/users/:id/unsuspend.json` */
export const UnsuspendReply = Type.Object(
  { suspension: Type.Object({ suspended_till: Type.Null(), suspended_at: Type.Null() }, closed) },
  closed,
);

/** `PUT /admin/users/:id/silence.json` */
export const SilenceReply = Type.Object(
  {
    silence: Type.Object(
      {
        silenced: Type.Literal(true),
        silence_reason: text,
        full_silence_reason: text,
        silenced_till: Type.String(),
        silenced_at: Type.String(),
        silenced_by: BasicUser,
      },
      closed,
    ),
  },
  closed,
);
export type SilenceReply = Static<typeof SilenceReply>;

/** `PUT /admin/users/:id/unsilence.json` */
export const UnsilenceReply = Type.Object(
  {
    unsilence: Type.Object(
      {
        silenced: Type.Boolean(),
        silence_reason: Type.Null(),
        silenced_till: Type.Null(),
        silenced_at: Type.Null(),
      },
      closed,
    ),
  },
  closed,
);
