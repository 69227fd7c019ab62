/** One's own pages. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { withUser } from './root.tsx';

export const home = createRoute({
  getParentRoute: () => withUser,
  path: '/',
  component: lazyRouteComponent(() => import('../../pages/account/home.tsx')),
});

export const accountRoutes = [home] as const;
