/** Shapes of the calls about sessions, passwords and activation (reference: groups-and-users.md 2.3 and 5.4). */
import Type, { type Static } from 'typebox';

export const Csrf = Type.Object({ csrf: Type.String() });
export type Csrf = Static<typeof Csrf>;

/** The pair a person's browser has to answer with: `password_confirmation` = value, `challenge` = challenge reversed. */
export const Honeypot = Type.Object({ value: Type.String(), challenge: Type.String(), expires_in: Type.Integer() });
export type Honeypot = Static<typeof Honeypot>;

export const CurrentUserGroup = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  full_name: Type.Union([Type.String(), Type.Null()]),
  automatic: Type.Boolean(),
  owner: Type.Boolean(),
});
export type CurrentUserGroup = Static<typeof CurrentUserGroup>;

/** `GET /session/current.json` */
export const CurrentUserReply = Type.Object({
  current_user: Type.Object({
    id: Type.Integer(),
    username: Type.String(),
    name: Type.Union([Type.String(), Type.Null()]),
    title: Type.Union([Type.String(), Type.Null()]),
    admin: Type.Boolean(),
    moderator: Type.Boolean(),
    staff: Type.Boolean(),
    trust_level: Type.Integer(),
    groups: Type.Array(CurrentUserGroup),
    can_invite_to_forum: Type.Boolean(),
    can_create_group: Type.Boolean(),
  }),
});
export type CurrentUser = Static<typeof CurrentUserReply>['current_user'];

/** `POST /session.json`: every outcome about the credentials is a 200. */
export const LoginReply = Type.Object({
  error: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  sent_to_email: Type.Optional(Type.String()),
  current_email: Type.Optional(Type.String()),
});
export type LoginReply = Static<typeof LoginReply>;

/** What a password must be like, beside the rules every password obeys (not common, not one's own name or address). */
export const PasswordPolicy = Type.Object({ min_length: Type.Integer(), unique_characters: Type.Integer() });
export type PasswordPolicy = Static<typeof PasswordPolicy>;

/** `GET /u/password-reset/:token.json`: only `message` when the token is no good. */
export const PasswordResetPage = Type.Object({
  message: Type.Optional(Type.String()),
  admin: Type.Optional(Type.Boolean()),
  password: Type.Optional(PasswordPolicy),
});
export type PasswordResetPage = Static<typeof PasswordResetPage>;

/** `PUT /u/password-reset/:token.json`: a refused password is a 200 with `success: false`. */
export const PasswordResetReply = Type.Object({
  success: Type.Boolean(),
  message: Type.Optional(Type.String()),
  requires_approval: Type.Optional(Type.Boolean()),
  errors: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
});
export type PasswordResetReply = Static<typeof PasswordResetReply>;

/** `PUT /u/activate-account/:token.json` */
export const ActivationReply = Type.Object({ success: Type.String(), needs_approval: Type.Boolean() });
export type ActivationReply = Static<typeof ActivationReply>;
