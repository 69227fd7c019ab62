/** Shapes of what the site tells about itself (reference: groups-and-users.md, section 6; clients.md 4 and 6). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.Union([Type.String(), Type.Null()]);

/** `GET /site.json` */
export const SiteReply = Type.Object(
  {
    /** Those the caller may be told of. */
    groups: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          automatic: Type.Boolean(),
          name: Type.String(),
          full_name: Text,
          flair_url: Text,
          flair_bg_color: Text,
          flair_color: Text,
        },
        closed,
      ),
    ),
    /** Name -> number, as in notifications and accounts. */
    notification_types: Type.Record(Type.String(), Type.Integer()),
    trust_levels: Type.Record(Type.String(), Type.Integer()),
    /** Usher asks people for nothing beyond their profile. */
    user_fields: Type.Array(Type.Never()),
  },
  closed,
);
export type SiteReply = Static<typeof SiteReply>;

/** `GET /site/basic-info.json`: known to everybody, even while the site is closed to visitors. */
export const BasicInfo = Type.Object(
  {
    title: Type.String(),
    description: Type.String(),
    locale: Type.String(),
    login_required: Type.Boolean(),
    /** Usher keeps no pictures. */
    logo_url: Type.Null(),
    favicon_url: Type.Null(),
  },
  closed,
);
export type BasicInfo = Static<typeof BasicInfo>;

/** `GET /site/settings.json`: the settings a page needs to know, by name; `mail_leaves` is none, but known only here. */
export const ClientSettings = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]));
export type ClientSettings = Static<typeof ClientSettings>;

/** `GET /about.json` */
export const AboutReply = Type.Object(
  {
    /** Everybody named below; nobody while the caller may not see profiles. */
    users: Type.Array(BasicUser),
    about: Type.Object(
      {
        title: Type.String(),
        description: Type.String(),
        locale: Type.String(),
        https: Type.Boolean(),
        contact_email: Text,
        contact_url: Type.Null(),
        admin_ids: Type.Array(Type.Integer()),
        moderator_ids: Type.Array(Type.Integer()),
      },
      closed,
    ),
  },
  closed,
);
export type AboutReply = Static<typeof AboutReply>;
