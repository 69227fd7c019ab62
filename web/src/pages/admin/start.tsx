import { Link, useRouteContext, useRouter } from '@tanstack/react-router';
import { adminPlaces, placesFor } from '../../app/navigation.ts';
import { Heading } from '../../components/Heading.tsx';
import { t } from '../../i18n/index.tsx';

/** `/admin`: where to go from here. */
export default function AdminStart() {
  const { user } = useRouteContext({ from: '/with-user' });
  const router = useRouter();
  return (
    <div className="card">
      <Heading title={t('admin.title')} />
      <ul className="list">
        {placesFor(user, adminPlaces, router.routesByPath).map(({ to, label }) => (
          <li key={to}>
            <Link to={to}>{t(label)}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
