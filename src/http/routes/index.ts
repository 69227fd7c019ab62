/** All routes of the API. */

import type { Route } from '../route.ts';
import { accountRoutes } from './accounts.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { emailLogRoutes } from './email-logs.ts';
import { groupRoutes } from './groups.ts';
import { inviteRoutes } from './invites.ts';
import { memberRoutes } from './members.ts';
import { notificationRoutes } from './notifications.ts';
import { sessionRoutes } from './sessions.ts';
import { settingRoutes } from './settings.ts';
import { setupRoutes } from './setup.ts';
import { staffActionLogRoutes } from './staff-action-logs.ts';
import { staffUserRoutes } from './staff-users.ts';
import { userRoutes } from './users.ts';

export const routes: Route[] = [
  ...setupRoutes,
  ...sessionRoutes,
  ...accountRoutes,
  ...userRoutes,
  ...apiKeyRoutes,
  ...inviteRoutes,
  ...settingRoutes,
  ...staffUserRoutes,
  ...staffActionLogRoutes,
  ...memberRoutes,
  ...groupRoutes,
  ...emailLogRoutes,
  ...notificationRoutes,
];
