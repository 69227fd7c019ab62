/** The routes that the areas' routes hang on. */
import { createRootRoute, createRoute, redirect } from '@tanstack/react-router';
import { currentUserQuery, queryClient } from '../queries.ts';
import { Shell } from '../Shell.tsx';

export const root = createRootRoute({ component: Shell });

/** For screens that need a person: visitors log in first and come back. Its context has the `user`. */
export const withUser = createRoute({
  getParentRoute: () => root,
  id: 'with-user',
  beforeLoad: async ({ location }) => {
    const user = await queryClient.ensureQueryData(currentUserQuery);
    if (!user) throw redirect({ to: '/login', search: { to: location.href } });
    return { user };
  },
});
