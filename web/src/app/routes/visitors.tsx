/** Screens that need nobody: the first run and logging in. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '../search.ts';
import { root } from './root.tsx';

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../../pages/visitors/setup.tsx')),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: textSearch('to'),
  component: lazyRouteComponent(() => import('../../pages/visitors/login.tsx')),
});

export const visitorRoutes = [setup, login] as const;
