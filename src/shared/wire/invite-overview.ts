/** Usher's own lists of invites: everybody's for staff, those that touch a group for whoever decides who is in it. */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';
import { EmailInviteReply, LinkReply, RedeemedReply } from './invites.ts';
import { MailState } from './mail-states.ts';

const closed = { additionalProperties: false };
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const more = {
  /** null: the account is gone, and the invite dead. */
  inviter: nullable(BasicUser),
  mail: MailState,
  locale: nullable(Type.String()),
  state: Type.Union([Type.Literal('pending'), Type.Literal('expired'), Type.Literal('revoked')]),
  can_update_invite: Type.Boolean(),
  /** When it was withdrawn. */
  revoked_at: nullable(Type.String()),
};
export const ListedInvite = Type.Union([
  Type.Object({ ...EmailInviteReply.properties, ...more }, closed),
  Type.Object({ ...LinkReply.properties, ...more }, closed),
]);
export type ListedInvite = Static<typeof ListedInvite>;

export const ListedRedemption = Type.Object(
  {
    ...RedeemedReply.properties,
    /** Address invited; null: they came by a link. */
    email: nullable(Type.String()),
    inviter: nullable(BasicUser),
  },
  closed,
);
export type ListedRedemption = Static<typeof ListedRedemption>;

export const OverviewReply = Type.Object(
  {
    /** With the filter `redeemed` who came by an invite, else invites. */
    invites: Type.Array(Type.Union([ListedInvite, ListedRedemption])),
    counts: Type.Object(
      {
        pending: Type.Integer(),
        expired: Type.Integer(),
        redeemed: Type.Integer(),
        /** Of a group always 0: what was withdrawn is its inviter's affair. */
        revoked: Type.Integer(),
      },
      closed,
    ),
    /** Send it as `after` for the next page; null: this is the last. */
    next: nullable(Type.String()),
  },
  closed,
);
export type OverviewReply = Static<typeof OverviewReply>;

/** `DELETE /groups/:name/invites/:id.json` */
export const GroupPartReply = Type.Object(
  {
    success: Type.Literal('OK'),
    /** True: nothing its inviter may give was left, so the whole invite was withdrawn. */
    revoked: Type.Boolean(),
  },
  closed,
);
