/** Shapes of the calls about site settings (reference: groups-and-users.md, section 6). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';

export const SiteSetting = Type.Object(
  {
    setting: Type.String(),
    /** What it is called, in the reader's language. */
    humanized_name: Type.String(),
    /** What it does, in the reader's language. */
    description: Type.String(),
    keywords: Type.Array(Type.String()),
    /** Whatever the type, default and value are text. */
    default: Type.String(),
    value: Type.String(),
    category: Type.String(),
    preview: Type.Null(),
    secret: Type.Boolean(),
    type: Type.Union([
      Type.Literal('bool'),
      Type.Literal('integer'),
      Type.Literal('string'),
      Type.Literal('email'),
      Type.Literal('enum'),
      Type.Literal('list'),
      Type.Literal('host_list'),
      Type.Literal('group_list'),
    ]),
    placeholder: Type.Null(),
    /** Integers only. */
    min: Type.Optional(Type.Integer()),
    max: Type.Optional(Type.Integer()),
    /** Enums only. */
    valid_values: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), value: Type.String() }, { additionalProperties: false })),
    ),
    /** Lists only. */
    list_type: Type.Optional(Type.String()),
    /** Usher's own, when asked for: the last change, null for none; `by` is null for who has no account (any more). */
    last_change: Type.Optional(
      Type.Union([
        Type.Object({ at: Type.String(), by: Type.Union([BasicUser, Type.Null()]) }, { additionalProperties: false }),
        Type.Null(),
      ]),
    ),
  },
  { additionalProperties: false },
);
export type SiteSetting = Static<typeof SiteSetting>;

/** `GET /admin/site_settings.json` */
export const SiteSettingsReply = Type.Object(
  { site_settings: Type.Array(SiteSetting) },
  { additionalProperties: false },
);
export type SiteSettingsReply = Static<typeof SiteSettingsReply>;
