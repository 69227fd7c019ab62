/**
 * Invites: `/invites`, the address that Discourse has for a person's, and lists of people to invite. Those are at
 * `/imports`, because `/invites/…` are the addresses of single invites.
 */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { textSearch } from '../search.ts';
import { withUser } from './root.tsx';

const invites = createRoute({
  getParentRoute: () => withUser,
  path: '/invites',
  validateSearch: textSearch('tab', 'q', 'all', 'group', 'inviter', 'mail'),
  component: lazyRouteComponent(() => import('../../pages/invites/list.tsx')),
});

const invited = createRoute({
  getParentRoute: () => withUser,
  path: '/u/$username/invited',
  beforeLoad: ({ params: { username }, context: { user } }) => {
    const own = username.toLowerCase() === user.username.toLowerCase();
    throw redirect({ to: '/invites', search: own ? {} : { all: 'yes', inviter: username } });
  },
});

const imports = createRoute({
  getParentRoute: () => withUser,
  path: '/imports',
  validateSearch: textSearch('all'),
  component: lazyRouteComponent(() => import('../../pages/imports/list.tsx')),
});

const oneImport = createRoute({
  getParentRoute: () => withUser,
  path: '/imports/$id',
  validateSearch: textSearch('rows'),
  component: lazyRouteComponent(() => import('../../pages/imports/import.tsx')),
});

export const inviteRoutes = [invites, invited, imports, oneImport] as const;
