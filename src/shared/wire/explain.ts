/** Usher's own answers to "may I invite?": the chain of rules, and the groups to choose from. */
import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false };
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const HelperReply = Type.Object(
  {
    /** admin, staff, owner, inviter or self. */
    role: Type.String(),
    usernames: Type.Optional(Type.Array(Type.String())),
  },
  closed,
);

/** A refusal; all null where there is none. `rule` is the sentence of `reason`. */
const refusal = {
  can_invite: Type.Boolean(),
  reason: nullable(Type.String()),
  rule: nullable(Type.String()),
  who_can_help: Type.Array(HelperReply),
};

/** `GET /invites/explain.json` */
export const ExplainReply = Type.Object(
  {
    username: Type.String(),
    /** null: may they invite at all. */
    group: nullable(
      Type.Object({ id: Type.Integer(), name: Type.String(), full_name: nullable(Type.String()) }, closed),
    ),
    ...refusal,
    /** In the order they are asked; the first of each kind that does not pass decides. */
    steps: Type.Array(
      Type.Object(
        {
          about: Type.Union([Type.Literal('inviting'), Type.Literal('group')]),
          /** Stable code, e.g. group_owner. */
          rule: Type.String(),
          outcome: Type.Union([Type.Literal('allows'), Type.Literal('refuses'), Type.Literal('passes')]),
          text: Type.String(),
          /** The site setting the rule is, if it is one. */
          setting: nullable(Type.String()),
          who_can_change: Type.Array(HelperReply),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type ExplainReply = Static<typeof ExplainReply>;

export const GroupChoiceReply = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    full_name: nullable(Type.String()),
    /** Its members follow roles and trust levels: nobody may invite to it. They come last. */
    automatic: Type.Boolean(),
    user_count: Type.Integer(),
    is_group_user: Type.Boolean(),
    is_group_owner: Type.Boolean(),
    ...refusal,
    /** May ask the owners to invite (POST /groups/NAME/invite_requests). */
    can_ask: Type.Boolean(),
    /** What joining does. */
    grant_trust_level: nullable(Type.Integer()),
    title: nullable(Type.String()),
    primary_group: Type.Boolean(),
  },
  closed,
);
export type GroupChoiceReply = Static<typeof GroupChoiceReply>;

/** `GET /invites/groups.json` */
export const GroupChoicesReply = Type.Object(
  {
    groups: Type.Array(GroupChoiceReply),
    /** On all pages. */
    total: Type.Integer(),
    /** Whether one may invite without naming a group. */
    without_groups: Type.Object(refusal, closed),
  },
  closed,
);
export type GroupChoicesReply = Static<typeof GroupChoicesReply>;

/** `GET /admin/site_settings/moderators_manage_groups/effect.json` */
export const ModeratorsEffectReply = Type.Object(
  {
    /** The setting as it is now. */
    enabled: Type.Boolean(),
    /** With the setting on, each decides about these groups besides; off, not. `groups` names the first ten. */
    moderators: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          username: Type.String(),
          group_count: Type.Integer(),
          groups: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }, closed)),
        },
        closed,
      ),
    ),
    more: Type.Boolean(),
  },
  closed,
);
export type ModeratorsEffectReply = Static<typeof ModeratorsEffectReply>;
