/** What happened that somebody wants to know. */
import type { Change } from './changes.ts';
import { type Db, statement } from './open.ts';

export interface NotificationRow {
  id: number;
  notification_type: number;
  read: boolean;
  data: Record<string, unknown>;
  created_at: Date;
}

const list = statement<NotificationRow>(
  'notifications.list',
  `select id, notification_type, read, data, created_at from notifications where user_id = $1 order by id desc limit $2`,
);

const of = (userIds: readonly number[]): Change[] => userIds.map((id) => `notifications:${id}` as const);

/** A person's notifications, newest first. */
export const listNotifications = (db: Db, userId: number, limit: number): Promise<NotificationRow[]> =>
  db.query(list, [userId, limit]);

const insert = statement<never>(
  'notifications.insert',
  `insert into notifications (user_id, notification_type, data, created_at)
   select u, $2, $3::jsonb, $4 from unnest($1::integer[]) u`,
);
/** Tells several people the same. */
export async function insertNotifications(
  db: Db,
  userIds: readonly number[],
  { type, data }: { type: number; data: Record<string, unknown> },
  now: Date,
): Promise<void> {
  await db.query(insert, [userIds, type, JSON.stringify(data), now], of(userIds));
}

const mark = statement<never>(
  'notifications.markRead',
  'update notifications set read = true where user_id = $1 and ($2::bigint is null or id = $2) and not read',
);

/** Marks one, or all, of a person's notifications as read; somebody else's stay as they are. */
export async function updateNotificationsRead(db: Db, userId: number, id: number | undefined): Promise<void> {
  await db.query(mark, [userId, id ?? null], of([userId]));
}
