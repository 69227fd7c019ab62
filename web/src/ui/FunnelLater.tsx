import { type ComponentProps, lazy, Suspense } from 'react';
import { SkeletonRows } from './SkeletonRows.tsx';

const InviteFunnel = lazy(() => import('./InviteFunnel.tsx'));

/** The chart of invites, fetched when it is shown: the rest of the screen does not wait for it. */
export function FunnelLater(props: ComponentProps<typeof InviteFunnel>) {
  return (
    <Suspense fallback={<SkeletonRows rows={2} />}>
      <InviteFunnel {...props} />
    </Suspense>
  );
}
