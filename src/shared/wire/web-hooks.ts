/**
 * Shapes of web hooks (reference: groups-and-users.md 9): their administration, their deliveries, and what is posted.
 * The reference names the parameters and headers; the keys of WebHook and WebHookEvent, `extras` and the totals are
 * those of Discourse's administration from general knowledge.
 */
import Type, { type Static } from 'typebox';
import { param } from './coerce.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.Union([Type.String(), Type.Null()]);
const Whole = Type.Union([Type.Integer(), Type.Null()]);

const EventType = Type.Object({ id: Type.Integer(), name: Type.String(), group: Type.String() }, closed);

export const WebHook = Type.Object(
  {
    id: Type.Integer(),
    payload_url: Type.String(),
    /** 1: JSON, 2: a form with the JSON in `payload`. */
    content_type: Type.Integer(),
    /** 1: nothing was delivered yet, 2: the last delivery failed, 3: it succeeded, 4: the receiver wants no more. */
    last_delivery_status: Type.Integer(),
    secret: Type.String(),
    wildcard_web_hook: Type.Boolean(),
    verify_certificate: Type.Boolean(),
    active: Type.Boolean(),
    web_hook_event_types: Type.Array(EventType),
    group_ids: Type.Array(Type.Integer()),
    /** Nothing in Usher has categories or tags; clients expect the keys. */
    category_ids: Type.Array(Type.Never()),
    tag_names: Type.Array(Type.Never()),
  },
  closed,
);
export type WebHook = Static<typeof WebHook>;

export const WebHookReply = Type.Object({ web_hook: WebHook }, closed);
export type WebHookReply = Static<typeof WebHookReply>;

const Named = Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }, closed));

export const WebHookList = Type.Object(
  {
    web_hooks: Type.Array(WebHook),
    extras: Type.Object(
      {
        default_event_types: Type.Array(EventType),
        grouped_event_types: Type.Record(Type.String(), Type.Array(EventType)),
        content_types: Named,
        delivery_statuses: Named,
      },
      closed,
    ),
    total_rows_web_hooks: Type.Integer(),
    load_more_web_hooks: Type.String(),
  },
  closed,
);
export type WebHookList = Static<typeof WebHookList>;

export const WebHookEvent = Type.Object(
  {
    id: Type.Integer(),
    web_hook_id: Type.Integer(),
    request_url: Text,
    /** JSON, as are response_headers and payload. */
    headers: Text,
    payload: Type.String(),
    /** HTTP status of the answer; -1: there was none; 0: nothing was tried yet. */
    status: Type.Integer(),
    response_headers: Text,
    response_body: Text,
    /** Milliseconds. */
    duration: Type.Integer(),
    created_at: Type.String(),
    redelivering: Type.Boolean(),
    /** From here on Usher's own. */
    state: Type.Union([
      Type.Literal('queued'),
      Type.Literal('sending'),
      Type.Literal('delivered'),
      Type.Literal('failed'),
    ]),
    attempts: Type.Integer(),
    next_attempt_at: Text,
    /** Why it failed, where the status does not say it. */
    error: Text,
  },
  closed,
);
export type WebHookEvent = Static<typeof WebHookEvent>;

export const WebHookEventList = Type.Object(
  {
    web_hook_events: Type.Array(WebHookEvent),
    total_rows_web_hook_events: Type.Integer(),
    load_more_web_hook_events: Type.String(),
    extras: Type.Object({ web_hook_id: Type.Integer() }, closed),
  },
  closed,
);
export type WebHookEventList = Static<typeof WebHookEventList>;

export const WebHookEventReply = Type.Object({ web_hook_event: WebHookEvent }, closed);
export type WebHookEventReply = Static<typeof WebHookEventReply>;

const fields = param.object({
  payload_url: param.text('Where events are posted to: http or https.'),
  content_type: param.integer('1: JSON; 2: a form with the JSON in payload. 1 without it.'),
  secret: param.text('Deliveries are signed with it: at least 12 characters; blank: not signed.'),
  wildcard_web_hook: param.boolean('Every event.'),
  active: param.boolean('false: nothing is told. true without it.'),
  verify_certificate: param.boolean('false: any certificate will do. true without it.'),
  web_hook_event_type_ids: param.list('Ids of the events wanted, unless it is every event.'),
  group_ids: param.list('Only what is about one of these groups; empty: everything.'),
});
export const CreateWebHookParams = Type.Object({ web_hook: fields });
export const UpdateWebHookParams = Type.Object({ id: param.text('Of the hook.'), web_hook: fields });

/** What is posted, under the event's type: `{"user": {…}}`. */
export const WebHookPayloads = {
  ping: Type.Literal('OK'),
  user: Type.Object(
    {
      id: Type.Integer(),
      username: Type.String(),
      name: Text,
      email: Text,
      title: Text,
      admin: Type.Boolean(),
      moderator: Type.Boolean(),
      trust_level: Type.Integer(),
      active: Type.Boolean(),
      approved: Type.Boolean(),
      staged: Type.Boolean(),
      suspended_till: Text,
      silenced_till: Text,
      primary_group_id: Whole,
      bio_raw: Text,
      location: Text,
      website: Text,
      locale: Text,
      created_at: Type.String(),
    },
    closed,
  ),
  group: Type.Object(
    {
      id: Type.Integer(),
      automatic: Type.Boolean(),
      name: Type.String(),
      full_name: Text,
      title: Text,
      bio_raw: Text,
      visibility_level: Type.Integer(),
      members_visibility_level: Type.Integer(),
      mentionable_level: Type.Integer(),
      messageable_level: Type.Integer(),
      primary_group: Type.Boolean(),
      grant_trust_level: Whole,
      automatic_membership_email_domains: Text,
      public_admission: Type.Boolean(),
      public_exit: Type.Boolean(),
      allow_membership_requests: Type.Boolean(),
      membership_request_template: Text,
      default_notification_level: Type.Integer(),
      created_at: Type.String(),
    },
    closed,
  ),
  group_user: Type.Object(
    {
      group_id: Type.Integer(),
      group_name: Type.String(),
      user_id: Type.Integer(),
      username: Type.String(),
      owner: Type.Boolean(),
      notification_level: Type.Integer(),
      created_at: Type.String(),
    },
    closed,
  ),
  invite: Type.Object(
    {
      id: Type.Integer(),
      email: Text,
      domain: Text,
      max_redemptions_allowed: Type.Integer(),
      redemption_count: Type.Integer(),
      group_ids: Type.Array(Type.Integer()),
      invited_by: Type.Union([Type.Object({ id: Type.Integer(), username: Type.String() }, closed), Type.Null()]),
      expires_at: Type.String(),
      created_at: Type.String(),
      /** With invite_redeemed. */
      redemption: Type.Optional(
        Type.Object(
          {
            user_id: Type.Integer(),
            username: Type.String(),
            made_account: Type.Boolean(),
            granted_group_ids: Type.Array(Type.Integer()),
            redeemed_at: Type.String(),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
};
