/** Groups: `/groups`, `/groups/$name`. A new one is made at `/groups/custom/new`, because no group can be called `custom`. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textSearch } from '../search.ts';
import { withUser } from './root.tsx';

export const groups = createRoute({
  getParentRoute: () => withUser,
  path: '/groups',
  validateSearch: textSearch('q', 'type'),
  component: lazyRouteComponent(() => import('../../pages/groups/directory.tsx')),
});

export const newGroup = createRoute({
  getParentRoute: () => withUser,
  path: '/groups/custom/new',
  component: lazyRouteComponent(() => import('../../pages/groups/new-group.tsx')),
});

export const group = createRoute({
  getParentRoute: () => withUser,
  path: '/groups/$name',
  validateSearch: textSearch('tab', 'q', 'order', 'state', 'inviter', 'mail', 'part', 'action', 'actor', 'target'),
  component: lazyRouteComponent(() => import('../../pages/groups/group.tsx')),
});

export const groupRoutes = [groups, newGroup, group] as const;
