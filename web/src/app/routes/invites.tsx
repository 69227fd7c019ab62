/** Invites: `/invites`, and the address that Discourse has for a person's. */
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

export const inviteRoutes = [invites, invited] as const;
