import type { NotificationRow } from '../../db/notifications.ts';
import type { Notification } from '../../shared/wire/notifications.ts';

export const serializeNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  notification_type: row.notification_type,
  read: row.read,
  created_at: row.created_at.toISOString(),
  data: row.data,
});
