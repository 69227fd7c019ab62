/** One's own pages. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { withUser } from './root.tsx';

export const home = createRoute({
  getParentRoute: () => withUser,
  path: '/',
  component: lazyRouteComponent(() => import('../../pages/account/home.tsx')),
});

export const profile = createRoute({
  getParentRoute: () => withUser,
  path: '/u/$username',
  component: lazyRouteComponent(() => import('../../pages/account/profile.tsx')),
});

const preferences = createRoute({
  getParentRoute: () => withUser,
  path: '/preferences',
  component: lazyRouteComponent(() => import('../../pages/account/preferences.tsx')),
});

const notifications = createRoute({
  getParentRoute: () => withUser,
  path: '/notifications',
  component: lazyRouteComponent(() => import('../../pages/account/notifications.tsx')),
});

export const accountRoutes = [home, profile, preferences, notifications] as const;
