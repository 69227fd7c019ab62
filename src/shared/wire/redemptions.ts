/** Shapes of using an invite: what its page shows and what using it gives (reference: invites.md 2.10, 2.11, D13). */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false };
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const person = {
  id: Type.Integer(),
  username: Type.String(),
  name: nullable(Type.String()),
  avatar_template: Type.String(),
};

/** `GET /invites/:key.json` of an invite that can be used. */
export const LandingReply = Type.Object(
  {
    invited_by: Type.Object(person, closed),
    email: nullable(Type.String()),
    hidden_email: Type.Boolean(),
    username: Type.String(),
    is_invite_link: Type.Boolean(),
    email_verified_by_link: Type.Boolean(),
    existing_user_id: Type.Optional(Type.Integer()),
    existing_user_can_redeem: Type.Optional(Type.Boolean()),
    existing_user_can_redeem_error: Type.Optional(nullable(Type.String())),
    // From here on Usher's own: what the page shows before anybody decides.
    site_title: Type.String(),
    domain: nullable(Type.String()),
    expires_at: Type.String(),
    default_trust_level: Type.Integer(),
    requires_approval: Type.Boolean(),
    /** False: the site sends no mail, so nobody can be told to look for one. */
    mail_leaves: Type.Boolean(),
    password: Type.Object({ min_length: Type.Integer(), unique_characters: Type.Integer() }, closed),
    groups: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          name: Type.String(),
          full_name: nullable(Type.String()),
          grant_trust_level: nullable(Type.Integer()),
          title: nullable(Type.String()),
          primary_group: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type LandingReply = Static<typeof LandingReply>;

const receiptGroup = Type.Object(
  { id: Type.Integer(), name: Type.String(), full_name: nullable(Type.String()) },
  closed,
);

/** `PUT /invites/show/:key.json`: what one redemption gave, each group granted, held already, or withheld and why. */
export const RedemptionReply = Type.Object(
  {
    success: Type.Literal('OK'),
    redirect_to: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    // Usher's own: the receipt.
    state: Type.Union([Type.Literal('joined'), Type.Literal('confirm_email'), Type.Literal('await_approval')]),
    username: Type.String(),
    /** What joining raised the account's trust level to; null: it did not. */
    trust_level: nullable(Type.Integer()),
    groups: Type.Object(
      {
        granted: Type.Array(receiptGroup),
        already: Type.Array(receiptGroup),
        withheld: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), reason: Type.String() }, closed)),
      },
      closed,
    ),
  },
  closed,
);
export type RedemptionReply = Static<typeof RedemptionReply>;

/** What the page sends. */
export interface RedemptionRequest {
  email?: string;
  username?: string;
  name?: string;
  password?: string;
  timezone?: string;
  email_token?: string;
}
export type LandingGroup = LandingReply['groups'][number];
