/** Invites on the wire: what is sent and what comes back. Keys and spelling are Discourse's; Usher's own are marked. */
import Type, { type Static } from 'typebox';
import { param } from './coerce.ts';
import { MailState } from './mail-states.ts';

const closed = { additionalProperties: false };
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Parameters of POST /invites; create-multiple has `email` as a list. */
const shared = {
  domain: param.text('Only addresses at exactly this domain may use the link.'),
  skip_email: param.boolean('Make the invite without a mail.'),
  custom_message: param.text('For the mail; at most 1000 characters.'),
  description: param.text('Note for yourself; at most 100 characters.'),
  max_redemptions_allowed: param.integer('Uses of a link.'),
  topic_id: param.text('Landing topic, kept for clients.'),
  group_ids: param.list('Groups to join: "1,2,3", an array, or group_ids[]=.'),
  group_names: param.list('The same by exact names; with both lists only groups in both count.'),
  expires_at: param.raw('ISO time or date; without a zone UTC.'),
  locale: param.text('Language of the mail, en or he; left out: the site’s. (Usher’s own.)'),
};
export const CreateInviteParams = Type.Object({ email: param.text('Absent or blank: a link.'), ...shared });
export const CreateManyParams = Type.Object({ email: param.list('Addresses.'), ...shared });
export const UpdateInviteParams = Type.Object({
  id: param.text(),
  email: param.text('Blank makes it a link.'),
  send_email: param.boolean('Mail it again now.'),
  ...shared,
});
export const RedeemParams = Type.Object({
  key: param.text(),
  email: param.text('Links only: the address of the new account.'),
  username: param.text('Used if well-formed and free.'),
  name: param.text(),
  password: param.text('Without one, a link to set it is mailed.'),
  timezone: param.text(),
  email_token: param.text('The t of the mailed link: proves the mailbox.'),
});

const InviteGroupReply = Type.Object(
  {
    id: Type.Integer(),
    automatic: Type.Boolean(),
    name: Type.String(),
    full_name: nullable(Type.String()),
    user_count: Type.Integer(),
  },
  closed,
);

const common = {
  id: Type.Integer(),
  invite_key: Type.String(),
  link: Type.String(),
  description: nullable(Type.String()),
  domain: nullable(Type.String()),
  can_delete_invite: Type.Boolean(),
  created_at: Type.String(),
  updated_at: Type.String(),
  expires_at: Type.String(),
  expired: Type.Boolean(),
  topics: Type.Array(Type.Object({ id: Type.Integer(), title: Type.String() }, closed)),
  groups: Type.Array(InviteGroupReply),
  grants_admin: Type.Literal(false),
  grants_moderator: Type.Literal(false),
  /** Usher's own: what was left out, in words. */
  warnings: Type.Optional(Type.Array(Type.String())),
  /** Usher's own, in lists that were asked for it. */
  mail: Type.Optional(MailState),
  /** Usher's own, beside `mail`: language of the mail; null: the site's. */
  locale: Type.Optional(nullable(Type.String())),
};
export const EmailInviteReply = Type.Object(
  {
    ...common,
    email: Type.Optional(nullable(Type.String())),
    emailed: Type.Boolean(),
    custom_message: nullable(Type.String()),
  },
  closed,
);
export const LinkReply = Type.Object(
  {
    ...common,
    email: Type.Optional(Type.Null()),
    max_redemptions_allowed: Type.Integer(),
    redemption_count: Type.Integer(),
  },
  closed,
);
export const InviteReply = Type.Union([EmailInviteReply, LinkReply]);
export type InviteReply = Static<typeof InviteReply>;

const person = {
  id: Type.Integer(),
  username: Type.String(),
  name: nullable(Type.String()),
  avatar_template: Type.String(),
};

export const RedeemedReply = Type.Object(
  {
    id: Type.Integer(),
    redeemed_at: Type.String(),
    invite_source: Type.Union([Type.Literal('email'), Type.Literal('link')]),
    user: Type.Object({ ...person, last_seen_at: nullable(Type.String()) }, closed),
    /** Usher's own: what it gave, as far as the reader may see it. */
    groups: Type.Array(InviteGroupReply),
  },
  closed,
);
export type RedeemedReply = Static<typeof RedeemedReply>;

export const InvitedReply = Type.Object(
  {
    /** Redeemed ones with the filter `redeemed`, else invites. */
    invites: Type.Array(Type.Union([InviteReply, RedeemedReply])),
    can_see_invite_details: Type.Boolean(),
    counts: Type.Object(
      { pending: Type.Integer(), expired: Type.Integer(), redeemed: Type.Integer(), total: Type.Integer() },
      closed,
    ),
  },
  closed,
);
export type InvitedReply = Static<typeof InvitedReply>;

export const CreateManyReply = Type.Object(
  {
    num_successfully_created_invitations: Type.Integer(),
    num_failed_invitations: Type.Integer(),
    failed_invitations: Type.Array(Type.Object({ email: Type.String(), error: Type.String() }, closed)),
    successful_invitations: Type.Array(Type.Object({ invite: InviteReply }, closed)),
  },
  closed,
);
