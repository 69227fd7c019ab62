/** Shapes of the calls about sessions, passwords and activation (reference: groups-and-users.md 2.3 and 5.4). */
import Type, { type Static } from 'typebox';
import { Profile } from './users.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.Union([Type.String(), Type.Null()]);

export const Csrf = Type.Object({ csrf: Type.String() }, closed);
export type Csrf = Static<typeof Csrf>;

/** The pair a person's browser has to answer with: `password_confirmation` = value, `challenge` = challenge reversed. */
export const Honeypot = Type.Object(
  { value: Type.String(), challenge: Type.String(), expires_in: Type.Integer() },
  closed,
);
export type Honeypot = Static<typeof Honeypot>;

const CurrentUserGroup = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    full_name: Text,
    automatic: Type.Boolean(),
    has_messages: Type.Literal(false),
    owner: Type.Boolean(),
  },
  closed,
);

/** `GET /session/current.json` */
export const CurrentUserReply = Type.Object(
  {
    current_user: Type.Object(
      {
        id: Type.Integer(),
        username: Type.String(),
        name: Text,
        avatar_template: Type.String(),
        email: Text,
        title: Text,
        admin: Type.Boolean(),
        moderator: Type.Boolean(),
        staff: Type.Boolean(),
        trust_level: Type.Integer(),
        locale: Text,
        primary_group_id: Type.Union([Type.Integer(), Type.Null()]),
        groups: Type.Array(CurrentUserGroup),
        can_invite_to_forum: Type.Boolean(),
        can_create_group: Type.Boolean(),
      },
      closed,
    ),
  },
  closed,
);
export type CurrentUserReply = Static<typeof CurrentUserReply>;
export type CurrentUser = CurrentUserReply['current_user'];

/** `POST /session.json`: every outcome about the credentials is a 200. */
export const LoginReply = Type.Object(
  {
    user: Type.Optional(Profile),
    users: Type.Optional(Type.Array(Type.Never())),
    error: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    sent_to_email: Type.Optional(Text),
    current_email: Type.Optional(Text),
  },
  closed,
);
export type LoginReply = Static<typeof LoginReply>;

/** `DELETE /session/:username.json` */
export const LogoutReply = Type.Object({ redirect_url: Type.String() }, closed);
export type LogoutReply = Static<typeof LogoutReply>;

/** `POST /session/forgot_password.json`; `user_found` only while addresses are no secret. */
export const ForgotPasswordReply = Type.Object(
  { success: Type.Literal('OK'), user_found: Type.Optional(Type.Boolean()) },
  closed,
);
export type ForgotPasswordReply = Static<typeof ForgotPasswordReply>;

/** What a password must be like, beside the rules every password obeys (not common, not one's own name or address). */
export const PasswordPolicy = Type.Object({ min_length: Type.Integer(), unique_characters: Type.Integer() }, closed);
export type PasswordPolicy = Static<typeof PasswordPolicy>;

/** `GET /u/password-reset/:token.json`: only `message` when the token is no good. */
export const PasswordResetPage = Type.Object(
  {
    message: Type.Optional(Type.String()),
    is_developer: Type.Optional(Type.Literal(false)),
    admin: Type.Optional(Type.Boolean()),
    second_factor_required: Type.Optional(Type.Literal(false)),
    password: Type.Optional(PasswordPolicy),
  },
  closed,
);
export type PasswordResetPage = Static<typeof PasswordResetPage>;

/** `PUT /u/password-reset/:token.json`: a refused password is a 200 with `success: false`. */
export const PasswordResetReply = Type.Object(
  {
    success: Type.Boolean(),
    message: Type.Optional(Type.String()),
    requires_approval: Type.Optional(Type.Boolean()),
    redirect_to: Type.Optional(Type.Null()),
    errors: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    is_developer: Type.Optional(Type.Literal(false)),
    admin: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type PasswordResetReply = Static<typeof PasswordResetReply>;

/** `PUT /u/activate-account/:token.json` */
export const ActivationReply = Type.Object(
  { success: Type.Literal('OK'), redirect_to: Type.Null(), needs_approval: Type.Boolean() },
  closed,
);
export type ActivationReply = Static<typeof ActivationReply>;
