/** Shapes of `/notifications.json` (reference: invites.md 2.14) and the kinds of notifications. */
import Type, { type Static } from 'typebox';

/** What a notification is about. 8 and 22 are numbers of the Discourse API, the others are Usher's own. */
export const notificationTypes = {
  invitee_accepted: 8,
  membership_request_accepted: 22,
  bulk_report: 10_001,
  groups_withheld: 10_002,
  membership_request: 10_003,
  invite_requested: 10_004,
  membership_request_declined: 10_005,
  invite_request_answered: 10_006,
  group_removed_from_invite: 10_007,
  added_to_group: 10_008,
  made_group_owner: 10_009,
} as const;

export const Notification = Type.Object(
  {
    id: Type.Integer(),
    notification_type: Type.Integer(),
    read: Type.Boolean(),
    created_at: Type.String(),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);
export type Notification = Static<typeof Notification>;

export const NotificationList = Type.Object(
  { notifications: Type.Array(Notification) },
  { additionalProperties: false },
);
export type NotificationList = Static<typeof NotificationList>;
