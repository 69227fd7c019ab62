/** Puts the areas' routes together. A screen is a file in ../pages and a line in its area's file in ./routes. */
import { createRouter } from '@tanstack/react-router';
import { awaitHeading } from '../components/Heading.tsx';
import { PageFailed, PageMissing, PagePending } from './fallbacks.tsx';
import { accountRoutes } from './routes/account.tsx';
import { adminRoutes } from './routes/admin.tsx';
import { explainRoutes } from './routes/explain.tsx';
import { groupRoutes } from './routes/groups.tsx';
import { inviteRoutes } from './routes/invites.tsx';
import { root, withUser } from './routes/root.tsx';
import { visitorRoutes } from './routes/visitors.tsx';

const personal = withUser.addChildren([
  ...accountRoutes,
  ...inviteRoutes,
  ...groupRoutes,
  ...explainRoutes,
  ...adminRoutes,
]);

export const router = createRouter({
  routeTree: root.addChildren([...visitorRoutes, personal]),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: PageMissing,
  scrollRestoration: true,
});

// Another screen: whoever listens hears its heading, wherever the focus was. Tabs and filters leave the focus alone.
router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) awaitHeading();
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
