/** All routes of the API. */
import type { Route } from '../route.ts';
import { emailLogRoutes } from './email-logs.ts';
import { inviteRoutes } from './invites.ts';
import { notificationRoutes } from './notifications.ts';
import { sessionRoutes } from './sessions.ts';
import { settingRoutes } from './settings.ts';

export const routes: Route[] = [
  ...sessionRoutes,
  ...inviteRoutes,
  ...settingRoutes,
  ...emailLogRoutes,
  ...notificationRoutes,
];
