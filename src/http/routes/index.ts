/** All routes of the API. */

import type { Route } from '../route.ts';
import { accountChangeRoutes } from './account-changes.ts';
import { accountRoutes } from './accounts.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { emailLogRoutes } from './email-logs.ts';
import { eventRoutes } from './events.ts';
import { groupDirectoryRoutes } from './group-directory.ts';
import { groupRoutes } from './groups.ts';
import { importRoutes } from './imports.ts';
import { inviteDraftRoutes } from './invite-drafts.ts';
import { inviteFunnelRoutes } from './invite-funnel.ts';
import { inviteOverviewRoutes } from './invite-overview.ts';
import { inviteRequestRoutes } from './invite-requests.ts';
import { inviteRuleRoutes } from './invite-rules.ts';
import { inviteRoutes } from './invites.ts';
import { memberRoutes } from './members.ts';
import { membershipRoutes } from './membership.ts';
import { notificationRoutes } from './notifications.ts';
import { openApiRoutes } from './openapi.ts';
import { overviewRoutes } from './overview.ts';
import { restrictionRoutes } from './restrictions.ts';
import { sessionRoutes } from './sessions.ts';
import { settingRoutes } from './settings.ts';
import { setupRoutes } from './setup.ts';
import { siteRoutes } from './site.ts';
import { staffActionLogRoutes } from './staff-action-logs.ts';
import { staffUserRoutes } from './staff-users.ts';
import { userRoutes } from './users.ts';
import { webHookRoutes } from './web-hooks.ts';

export const routes: Route[] = [
  ...setupRoutes,
  ...sessionRoutes,
  ...accountRoutes,
  ...accountChangeRoutes,
  ...userRoutes,
  ...apiKeyRoutes,
  ...inviteRoutes,
  ...inviteOverviewRoutes,
  ...inviteDraftRoutes,
  ...inviteFunnelRoutes,
  ...inviteRequestRoutes,
  ...inviteRuleRoutes,
  ...importRoutes,
  ...settingRoutes,
  ...siteRoutes,
  ...staffUserRoutes,
  ...restrictionRoutes,
  ...staffActionLogRoutes,
  ...memberRoutes,
  ...membershipRoutes,
  ...groupDirectoryRoutes,
  ...groupRoutes,
  ...emailLogRoutes,
  ...overviewRoutes,
  ...notificationRoutes,
  ...eventRoutes,
  ...openApiRoutes,
  ...webHookRoutes,
];
