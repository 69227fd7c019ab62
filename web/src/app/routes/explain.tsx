/** Why / why not: `/explain`. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '../search.ts';
import { withUser } from './root.tsx';

export const explain = createRoute({
  getParentRoute: () => withUser,
  path: '/explain',
  // `all`: may they invite at all; without any of the three nothing is asked yet.
  validateSearch: textSearch('group', 'username', 'all'),
  component: lazyRouteComponent(() => import('../../pages/explain/explain.tsx')),
});

export const explainRoutes = [explain] as const;
