/** Shapes of the calls about groups (reference: groups-and-users.md 3.4 to 3.6). */
import Type, { type Static, type TSchema } from 'typebox';
import { BasicUser } from './basic-user.ts';

const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const text = orNull(Type.String());

const basic = {
  id: Type.Integer(),
  automatic: Type.Boolean(),
  name: Type.String(),
  /** Automatic groups only. */
  display_name: Type.Optional(Type.String()),
  full_name: text,
  user_count: Type.Integer(),
  /** 0 nobody, 1 admins, 2 moderators too, 3 members too, 4 owners too, 99 everyone. */
  mentionable_level: Type.Integer(),
  messageable_level: Type.Integer(),
  /** 0 everyone, 1 logged on, 2 members, 3 staff, 4 owners. */
  visibility_level: Type.Integer(),
  members_visibility_level: Type.Integer(),
  primary_group: Type.Boolean(),
  title: text,
  grant_trust_level: orNull(Type.Integer()),
  has_messages: Type.Boolean(),
  flair_url: text,
  flair_bg_color: text,
  flair_color: text,
  flair_group_id: orNull(Type.Integer()),
  /** HTML made from the description, everything in it escaped. */
  bio_cooked: text,
  bio_excerpt: text,
  public_admission: Type.Boolean(),
  public_exit: Type.Boolean(),
  allow_membership_requests: Type.Boolean(),
  default_notification_level: Type.Integer(),
  membership_request_template: text,
  publish_read_state: Type.Boolean(),
  can_see_members: Type.Boolean(),
  can_admin_group: Type.Boolean(),
  can_edit_group: Type.Boolean(),
  is_group_user: Type.Optional(Type.Boolean()),
  /** Only when true. */
  is_group_owner: Type.Optional(Type.Boolean()),
  /** Staff and owners. */
  incoming_email: Type.Optional(text),
  bio_raw: Type.Optional(text),
  /** Admins. */
  automatic_membership_email_domains: Type.Optional(text),
};

export const BasicGroup = Type.Object(basic, { additionalProperties: false });
export type BasicGroup = Static<typeof BasicGroup>;

/** `POST /admin/groups.json` */
export const CreateGroupReply = Type.Object({ basic_group: BasicGroup }, { additionalProperties: false });
export type CreateGroupReply = Static<typeof CreateGroupReply>;

const noCategories = Type.Optional(Type.Array(Type.Integer(), { maxItems: 0 }));
export const Group = Type.Object(
  {
    ...basic,
    /** Usher's own: names of the attributes the caller may change (`PUT /groups/:id.json`). */
    editable_attributes: Type.Array(Type.String()),
    /** Usher's own: the rule that keeps the others from the caller, and who can help; null: there are no others. */
    edit_refusal: orNull(
      Type.Object(
        {
          reason: Type.String(),
          rule: Type.String(),
          who_can_help: Type.Array(
            Type.Object(
              { role: Type.String(), usernames: Type.Optional(Type.Array(Type.String())) },
              { additionalProperties: false },
            ),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    /** Usher's own: the caller has asked to join and waits for the answer. */
    membership_requested: Type.Boolean(),
    is_group_user: Type.Boolean(),
    is_group_owner_display: Type.Boolean(),
    mentionable: Type.Boolean(),
    messageable: Type.Boolean(),
    flair_icon: text,
    flair_type: text,
    /** Admins and owners; Usher has no categories, so always empty. */
    watching_category_ids: noCategories,
    tracking_category_ids: noCategories,
    watching_first_post_category_ids: noCategories,
    regular_category_ids: noCategories,
    muted_category_ids: noCategories,
  },
  { additionalProperties: false },
);
export type Group = Static<typeof Group>;

/** `GET /groups/:name.json` */
export const GroupReply = Type.Object(
  {
    group: Group,
    extras: Type.Object({ visible_group_names: Type.Array(Type.String()) }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);
export type GroupReply = Static<typeof GroupReply>;

/** `GET /groups/:name/effects.json` (Usher's own): numbers of members. */
export const GroupEffectsReply = Type.Object(
  {
    user_count: Type.Integer(),
    /** Saving changes the title, or the primary group, of so many. */
    title_changes: Type.Integer(),
    primary_group_changes: Type.Integer(),
    /** So many wear the group's title, or have it as primary group, and lose that when they leave. */
    title_holders: Type.Integer(),
    primary_group_holders: Type.Integer(),
    /** So many are below the trust level; saving does not raise them. */
    below_trust_level: Type.Integer(),
    /** So many have their trust level from this group alone, and lose it when they leave. */
    trust_level_holders: Type.Integer(),
  },
  { additionalProperties: false },
);
export type GroupEffectsReply = Static<typeof GroupEffectsReply>;

const GroupLog = Type.Object(
  {
    action: Type.String(),
    subject: text,
    prev_value: text,
    new_value: text,
    created_at: Type.String(),
    acting_user: orNull(BasicUser),
    target_user: orNull(BasicUser),
    /** Usher's own: the invite it happened through. */
    invite_id: orNull(Type.Integer()),
  },
  { additionalProperties: false },
);
/** `GET /groups/:name/logs.json` */
export const GroupLogsReply = Type.Object(
  { logs: Type.Array(GroupLog), all_loaded: Type.Boolean() },
  { additionalProperties: false },
);
export type GroupLogsReply = Static<typeof GroupLogsReply>;

/** `GET /groups.json`: `total_rows_groups` counts what the caller may see, on all pages. */
export const GroupListReply = Type.Object(
  {
    groups: Type.Array(BasicGroup),
    extras: Type.Object({ type_filters: Type.Array(Type.String()) }, { additionalProperties: false }),
    total_rows_groups: Type.Integer(),
    /** Address of the next page, whether or not there is anything on it. */
    load_more_groups: Type.String(),
  },
  { additionalProperties: false },
);
export type GroupListReply = Static<typeof GroupListReply>;

/** `GET /groups/search.json` */
export const GroupSearchReply = Type.Array(BasicGroup);
export type GroupSearchReply = Static<typeof GroupSearchReply>;

/** `GET /groups/check-name.json` */
export const GroupNameReply = Type.Object(
  {
    available: Type.Optional(Type.Boolean()),
    suggestion: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(Type.String())),
  },
  { additionalProperties: false },
);
export type GroupNameReply = Static<typeof GroupNameReply>;

/** `GET /groups/:name/mentionable.json` and `messageable.json` */
export const MentionableReply = Type.Object({ mentionable: Type.Boolean() }, { additionalProperties: false });
export const MessageableReply = Type.Object({ messageable: Type.Boolean() }, { additionalProperties: false });
/** `GET /groups/:name/permissions.json`: categories the group may use, of which there are none. */
export const PermissionsReply = Type.Array(Type.Integer(), { maxItems: 0 });
