import { useQuery } from '@tanstack/react-query';
import { Link, useRouteContext } from '@tanstack/react-router';
import type { AdminOverview } from '../../../../src/shared/wire/admin-overview.ts';
import { useLive } from '../../app/live.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { locale, t } from '../../i18n/index.tsx';
import { FunnelLater } from '../../ui/FunnelLater.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { DeliveryState } from './DeliveryState.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { ModeratorRights } from './ModeratorRights.tsx';
import { overviewQuery } from './overview-query.ts';
import './admin.css';

/** `/admin`: what waits to be looked after, what to do first on a new site, and how much there is of everything. */
export default function AdminStart() {
  const { user } = useRouteContext({ from: '/with-user' });
  const { data, error } = useQuery(overviewQuery);
  useLive(['users', 'groups', 'all_invites', 'email_logs'], [overviewQuery.queryKey]);
  return (
    <div className="card">
      <Heading title={t('admin.title')} />
      {error ? <Problem problem={error} /> : !data && <SkeletonRows rows={3} />}
      {data && (
        <>
          <Waiting overview={data} />
          {user.admin && <DeliveryState />}
          {user.admin && <FirstSteps />}
          {!user.admin && <ModeratorRights />}
          <Counts overview={data} />
          <FunnelLater scope="all" />
        </>
      )}
    </div>
  );
}

/** What somebody has to decide. */
function Waiting({ overview: { pending_users, mails } }: { overview: AdminOverview }) {
  return (
    <>
      {pending_users !== null && pending_users > 0 && (
        <p className="notice">
          <Link to="/admin/users" search={{ tab: 'pending' }}>
            {t('admin.pending', { count: pending_users })}
          </Link>
        </p>
      )}
      {mails !== null && mails.failed > 0 && (
        <p className="notice warn">
          <Link to="/admin/email-logs" search={{ tab: 'failed' }}>
            {t('admin.failed', { count: mails.failed })}
          </Link>
        </p>
      )}
      {mails !== null && mails.kept > 0 && (
        <p className="notice">
          <Link to="/admin/email-logs" search={{ tab: 'kept' }}>
            {t('admin.kept', { count: mails.kept })}
          </Link>
        </p>
      )}
    </>
  );
}

function Counts({ overview }: { overview: AdminOverview }) {
  const number = (count: number) =>
    count > overview.counted_up_to
      ? t('admin.more_than', { number: overview.counted_up_to.toLocaleString(locale) })
      : count.toLocaleString(locale);
  return (
    <section className="stack" aria-labelledby="counts">
      <h2 id="counts">{t('admin.counts')}</h2>
      <dl className="tiles">
        {(['users', 'groups', 'invites', 'redemptions'] as const).map((one) => (
          <div key={one}>
            <dt className="soft small">{t(`admin_count.${one}`)}</dt>
            <dd>{number(overview[one])}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
