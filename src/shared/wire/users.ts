/** Shapes of accounts: profiles, search, making one (reference: groups-and-users.md 5.2 and 5.3). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';
import { param } from './coerce.ts';

const closed = { additionalProperties: false } as const;
const nullable = <S extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: S) =>
  Type.Union([schema, Type.Null()]);
const Text = nullable(Type.String());

const ProfileGroup = Type.Object(
  {
    id: Type.Integer(),
    automatic: Type.Boolean(),
    name: Type.String(),
    full_name: Text,
    title: Text,
    primary_group: Type.Boolean(),
    visibility_level: Type.Integer(),
    members_visibility_level: Type.Integer(),
  },
  closed,
);

export const Profile = Type.Object(
  {
    id: Type.Integer(),
    username: Type.String(),
    name: Text,
    avatar_template: Type.String(),
    title: Text,
    trust_level: Type.Integer(),
    admin: Type.Boolean(),
    moderator: Type.Boolean(),
    created_at: Type.String(),
    last_seen_at: Text,
    last_posted_at: Type.Null(),
    bio_raw: Text,
    location: Text,
    website: Text,
    primary_group_id: nullable(Type.Integer()),
    primary_group_name: Text,
    flair_group_id: nullable(Type.Integer()),
    flair_name: Text,
    /** Only groups whose members the caller may see. */
    groups: Type.Array(ProfileGroup),
    group_users: Type.Array(
      Type.Object(
        {
          group_id: Type.Integer(),
          user_id: Type.Integer(),
          notification_level: Type.Integer(),
          owner: Type.Boolean(),
        },
        closed,
      ),
    ),
    invited_by: Type.Union([BasicUser, Type.Null()]),
    can_edit: Type.Boolean(),
    can_edit_username: Type.Boolean(),
    can_edit_email: Type.Boolean(),
    can_delete_account: Type.Boolean(),
    can_send_private_messages: Type.Literal(false),
    can_send_private_message_to_user: Type.Literal(false),
    /** The next three only for who may see the address, the rest only for oneself and staff. */
    email: Type.Optional(Text),
    secondary_emails: Type.Optional(Type.Array(Type.String())),
    unconfirmed_emails: Type.Optional(Type.Array(Type.String())),
    active: Type.Optional(Type.Boolean()),
    approved: Type.Optional(Type.Boolean()),
    suspended_till: Type.Optional(Text),
    locale: Type.Optional(Text),
  },
  closed,
);
export type Profile = Static<typeof Profile>;

/** `GET /u/:username.json` */
export const ProfileReply = Type.Object({ user: Profile, user_badges: Type.Array(Type.Never()) }, closed);
export type ProfileReply = Static<typeof ProfileReply>;

/** `PUT /u/:username.json` */
export const UpdateProfileParams = Type.Object({
  username: param.text('Whose.'),
  name: param.text('Full name; blank clears.'),
  title: param.text('One of the titles of one’s groups, or blank; staff may give any.'),
  bio_raw: param.text('About oneself, up to 3000 characters.'),
  location: param.text('Place.'),
  website: param.text('An http(s) address.'),
  locale: param.text('en, he, or blank for the site’s language.'),
  primary_group_id: param.text('A group one belongs to; blank clears.'),
  flair_group_id: param.text('A group one belongs to; blank clears.'),
});
export const UpdateProfileReply = Type.Object({ success: Type.Literal('OK'), user: Profile }, closed);
export type UpdateProfileReply = Static<typeof UpdateProfileReply>;

/** `PUT /u/:username/preferences/username.json` */
export const RenamedReply = Type.Object({ id: Type.Integer(), username: Type.String() }, closed);
export type RenamedReply = Static<typeof RenamedReply>;

/** `GET /u/confirm-new-email/:token.json`: which account is to have which address. */
export const EmailChangePage = Type.Object({ username: Type.String(), new_email: Type.String() }, closed);
export type EmailChangePage = Static<typeof EmailChangePage>;

/** `GET /u/:username/emails.json` */
export const EmailsReply = Type.Object(
  {
    email: Text,
    secondary_emails: Type.Array(Type.String()),
    unconfirmed_emails: Type.Array(Type.String()),
    associated_accounts: Type.Array(Type.Never()),
  },
  closed,
);
export type EmailsReply = Static<typeof EmailsReply>;

/** `GET /u/search/users.json` */
export const SearchReply = Type.Object(
  {
    users: Type.Array(BasicUser),
    groups: Type.Optional(Type.Array(Type.Object({ name: Type.String(), full_name: Text }, closed))),
  },
  closed,
);
export type SearchReply = Static<typeof SearchReply>;

/** `GET /u/check_username.json` */
export const UsernameReply = Type.Object(
  {
    success: Type.Optional(Type.Literal('OK')),
    available: Type.Optional(Type.Boolean()),
    suggestion: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(Type.String())),
  },
  closed,
);
export type UsernameReply = Static<typeof UsernameReply>;

/** `GET /u/check_email.json` */
export const EmailReply = Type.Object(
  {
    success: Type.Optional(Type.Literal('OK')),
    failed: Type.Optional(Type.Literal('FAILED')),
    errors: Type.Optional(Type.Array(Type.String())),
  },
  closed,
);
export type EmailReply = Static<typeof EmailReply>;

/** `POST /u.json`: `active`, `approved` and `staged` only from an admin's key. */
export const CreateUserParams = Type.Object({
  username: param.text('Required.'),
  email: param.text('Required.'),
  name: param.text('Full name.'),
  password: param.text('Needed from visitors.'),
  active: param.boolean('Usable at once.'),
  approved: param.boolean('Let in by staff.'),
  staged: param.boolean('Only a place-holder for whoever signs up with the address.'),
  invite_code: param.text('When the site asks for one.'),
  timezone: param.text('Time zone of the browser.'),
  password_confirmation: param.text('Visitors: `value` of /session/hp.json.'),
  challenge: param.text('Visitors: `challenge` of /session/hp.json, reversed.'),
});

/** Reply of `POST /u.json`: a refusal is a 200 with `success: false`. */
export const CreateUserReply = Type.Object(
  {
    success: Type.Boolean(),
    active: Type.Optional(Type.Boolean()),
    message: Type.String(),
    user_id: Type.Optional(Type.Integer()),
    errors: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    values: Type.Optional(Type.Object({ name: Text, username: Type.String(), email: Type.String() }, closed)),
    is_developer: Type.Optional(Type.Literal(false)),
  },
  closed,
);
export type CreateUserReply = Static<typeof CreateUserReply>;
