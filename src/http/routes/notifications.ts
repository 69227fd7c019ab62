/** One's own notifications: `/notifications`. */
import Type from 'typebox';
import { listNotifications } from '../../db/notifications.ts';
import { markNotificationsRead } from '../../domain/notifications/mark-read.ts';
import { idOf, param } from '../../shared/wire/coerce.ts';
import { NotificationList } from '../../shared/wire/notifications.ts';
import { Success } from '../../shared/wire/success.ts';
import { OK, route } from '../route.ts';
import { serializeNotification } from '../serializers/notification.ts';

/** The contract's page. */
const SHOWN = 60;

export const notificationRoutes = [
  route({
    method: 'GET',
    path: '/notifications',
    access: 'user',
    summary: 'Lists one’s own latest notifications.',
    reply: NotificationList,
    params: Type.Object({}),
    async handle({ ctx }): Promise<NotificationList> {
      const rows = await listNotifications(ctx.db, ctx.actor.id, SHOWN);
      return { notifications: rows.map(serializeNotification) };
    },
  }),

  route({
    method: 'PUT',
    path: '/notifications/mark-read',
    access: 'user',
    summary: 'Marks one’s own notifications as read.',
    reply: Success,
    params: Type.Object({ id: param.integer('One notification; left out: all.') }),
    async handle({ ctx, input }) {
      // An id that cannot be one belongs to nothing: nothing is marked.
      const id = input.id === undefined ? undefined : idOf(input.id);
      if (input.id === undefined || id !== undefined) await markNotificationsRead(ctx, id);
      return OK;
    },
  }),
];
