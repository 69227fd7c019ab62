/**
 * What web hooks can be told. Id and name are those that Discourse's administration lists; `event` is what the header
 * X-Discourse-Event says where that is another word. Ids from 10001 on are Usher's own. The events themselves arise in
 * src/db/migrations/0002-web-hooks.ts.
 */
const types = {
  user: [
    [303, 'user_confirmed_email'],
    [304, 'user_created'],
    [305, 'user_approved'],
    [306, 'user_updated'],
    [307, 'user_destroyed'],
    [308, 'user_suspended'],
    [309, 'user_unsuspended'],
  ],
  group: [
    [401, 'group_created'],
    [402, 'group_updated'],
    [403, 'group_destroyed'],
  ],
  group_user: [
    [1401, 'group_user_added', 'user_added_to_group'],
    [1402, 'group_user_removed', 'user_removed_from_group'],
  ],
  invite: [
    [10001, 'invite_created'],
    [10002, 'invite_redeemed'],
    [10003, 'invite_revoked'],
  ],
} as const;

export interface WebHookEventType {
  id: number;
  name: string;
  /** Value of X-Discourse-Event. */
  event: string;
  /** Value of X-Discourse-Event-Type, and the key of the payload. */
  group: string;
}

export const webHookEventTypes: readonly WebHookEventType[] = Object.entries(types).flatMap(([group, list]) =>
  list.map(([id, name, event]) => ({ id, name, event: event ?? name, group })),
);

/** Values of `content_type`. */
export const webHookContentTypes = { 1: 'application/json', 2: 'application/x-www-form-urlencoded' } as const;
export type WebHookContentType = keyof typeof webHookContentTypes;

/** Values of `last_delivery_status`. */
export const webHookDeliveryStatuses = { inactive: 1, failed: 2, successful: 3, disabled: 4 } as const;
