import { Link, Outlet, useLocation, useRouteContext, useRouter } from '@tanstack/react-router';
import { ApiError } from '../../api.ts';
import { adminPlaces, placesFor } from '../../app/navigation.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { TabRow } from '../../ui/TabRow.tsx';

/** `/admin`: what the screens of the area share. Whoever is not staff is told so in place of any of them. */
export default function AdminArea() {
  const { user } = useRouteContext({ from: '/with-user' });
  const router = useRouter();
  const { pathname } = useLocation();
  if (!user.staff) return <StaffOnly />;
  return (
    <div className="stack">
      <TabRow className="sub-nav" label={t('admin.title')} at={pathname}>
        {placesFor(user, adminPlaces, router.routesByPath).map(({ to, label }) => (
          <Link key={to} to={to}>
            {t(label)}
          </Link>
        ))}
      </TabRow>
      <Outlet />
    </div>
  );
}

function StaffOnly() {
  const refusal = new ApiError(403, [t('admin.refused_text')], { who_can_help: [{ role: 'admin' }] });
  return (
    <div className="card">
      <Heading title={t('admin.refused')} />
      <Problem problem={refusal} untitled />
      <p>
        <Link to="/">{t('not_found.home')}</Link>
      </p>
    </div>
  );
}
