/** The app's table of contents: a screen is a file in ../pages and a line here. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { PageFailed, PageMissing, PagePending } from './fallbacks.tsx';
import { currentUserQuery, queryClient } from './queries.ts';
import { Shell } from './Shell.tsx';

const root = createRootRoute({ component: Shell });

/** For screens that need a person: visitors log in first and come back. */
const withUser = createRoute({
  getParentRoute: () => root,
  id: 'with-user',
  beforeLoad: async ({ location }) => {
    const user = await queryClient.ensureQueryData(currentUserQuery);
    if (!user) throw redirect({ to: '/login', search: { to: location.href } });
    return { user };
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../pages/setup.tsx')),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } => (typeof to === 'string' ? { to } : {}),
  component: lazyRouteComponent(() => import('../pages/login.tsx')),
});

export const home = createRoute({
  getParentRoute: () => withUser,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/home.tsx')),
});

export const router = createRouter({
  routeTree: root.addChildren([setup, login, withUser.addChildren([home])]),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: PageMissing,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
