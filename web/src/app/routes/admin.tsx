/** The admin area: `/admin/…`. Each screen hangs on `admin`, which shows it to staff only and tells others why not. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
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

export const adminRoutes = [admin.addChildren([start])] as const;
