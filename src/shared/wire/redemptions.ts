/** Shapes of using an invite: what its page shows and what using it gives (reference: invites.md 2.10, 2.11, D13). */
import Type, { type Static } from 'typebox';
import { PasswordPolicy } from './session.ts';

/** A group an invite leads to, with what joining it does. */
export const LandingGroup = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  full_name: Type.Union([Type.String(), Type.Null()]),
  grant_trust_level: Type.Union([Type.Integer(), Type.Null()]),
  title: Type.Union([Type.String(), Type.Null()]),
  primary_group: Type.Boolean(),
});
export type LandingGroup = Static<typeof LandingGroup>;

/** `GET /invites/:key.json` of an invite that can be used. */
export const InviteLanding = Type.Object({
  invited_by: Type.Object({
    id: Type.Integer(),
    username: Type.String(),
    name: Type.Union([Type.String(), Type.Null()]),
    avatar_template: Type.String(),
  }),
  /** Masked while `hidden_email`; null for links. */
  email: Type.Union([Type.String(), Type.Null()]),
  hidden_email: Type.Boolean(),
  /** A free username to suggest, or the one of the person logged in. */
  username: Type.String(),
  is_invite_link: Type.Boolean(),
  email_verified_by_link: Type.Boolean(),
  /** The next three only for a person who is logged in. */
  existing_user_id: Type.Optional(Type.Integer()),
  existing_user_can_redeem: Type.Optional(Type.Boolean()),
  existing_user_can_redeem_error: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  site_title: Type.String(),
  /** Only addresses of this domain may use the invite. */
  domain: Type.Union([Type.String(), Type.Null()]),
  expires_at: Type.String(),
  groups: Type.Array(LandingGroup),
  default_trust_level: Type.Integer(),
  requires_approval: Type.Boolean(),
  password: PasswordPolicy,
});
export type InviteLanding = Static<typeof InviteLanding>;

/** `PUT /invites/show/:key.json` */
export const RedemptionRequest = Type.Object({
  email: Type.Optional(Type.String()),
  username: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  password: Type.Optional(Type.String()),
  timezone: Type.Optional(Type.String()),
  email_token: Type.Optional(Type.String()),
});
export type RedemptionRequest = Static<typeof RedemptionRequest>;

const ReceiptGroup = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  full_name: Type.Union([Type.String(), Type.Null()]),
});

/** What one redemption gave: each group granted, held already, or withheld and why. */
export const Receipt = Type.Object({
  success: Type.Literal('OK'),
  message: Type.Optional(Type.String()),
  redirect_to: Type.Optional(Type.String()),
  state: Type.Union([Type.Literal('joined'), Type.Literal('confirm_email'), Type.Literal('await_approval')]),
  username: Type.String(),
  groups: Type.Object({
    granted: Type.Array(ReceiptGroup),
    already: Type.Array(ReceiptGroup),
    withheld: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), reason: Type.String() })),
  }),
});
export type Receipt = Static<typeof Receipt>;
