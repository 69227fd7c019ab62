/** The admin area: `/admin/…`. Each screen hangs on `admin`, which shows it to staff only and tells others why not. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '../search.ts';
import { withUser } from './root.tsx';

const admin = createRoute({
  getParentRoute: () => withUser,
  path: '/admin',
  component: lazyRouteComponent(() => import('../../pages/admin/area.tsx')),
});

const start = createRoute({
  getParentRoute: () => admin,
  path: '/',
  component: lazyRouteComponent(() => import('../../pages/admin/start.tsx')),
});

export const settings = createRoute({
  getParentRoute: () => admin,
  path: '/settings',
  validateSearch: textSearch('q', 'category', 'changed'),
  component: lazyRouteComponent(() => import('../../pages/admin/settings.tsx')),
});

export const emailLogs = createRoute({
  getParentRoute: () => admin,
  path: '/email-logs',
  validateSearch: textSearch('tab', 'address', 'type', 'since', 'until'),
  component: lazyRouteComponent(() => import('../../pages/admin/email-logs.tsx')),
});

export const emailLog = createRoute({
  getParentRoute: () => admin,
  path: '/email-logs/$id',
  component: lazyRouteComponent(() => import('../../pages/admin/email-log.tsx')),
});

export const users = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: textSearch('tab', 'q', 'order', 'asc'),
  component: lazyRouteComponent(() => import('../../pages/admin/users.tsx')),
});

/** `$id` may be a username too. */
export const userPage = createRoute({
  getParentRoute: () => admin,
  path: '/users/$id',
  component: lazyRouteComponent(() => import('../../pages/admin/user.tsx')),
});

const apiKeys = createRoute({
  getParentRoute: () => admin,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../../pages/admin/api-keys.tsx')),
});

export const audit = createRoute({
  getParentRoute: () => admin,
  path: '/audit',
  validateSearch: textSearch('actor', 'target', 'group', 'action', 'subject', 'since', 'until'),
  component: lazyRouteComponent(() => import('../../pages/admin/audit.tsx')),
});

export const adminRoutes = [
  admin.addChildren([start, settings, emailLogs, emailLog, users, userPage, apiKeys, audit]),
] as const;
