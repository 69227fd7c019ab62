import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { t } from '../i18n/index.tsx';
import { notificationsQuery } from './queries.ts';

/** The bell: how many notifications are unread, and the way to them. */
export function NotificationsLink() {
  const { data = [] } = useQuery(notificationsQuery);
  const count = data.filter(({ read }) => !read).length;
  const to: string = '/notifications';
  if (!(to in useRouter().routesByPath)) return null;
  const label = count === 0 ? t('nav.notifications') : t('nav.notifications_unread', { count });
  return (
    <Link className="app-bell" to={to} title={label}>
      <span className="visually-hidden">{label}</span>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path
          d="M12 3a6 6 0 0 0-6 6v4l-2 4h16l-2-4V9a6 6 0 0 0-6-6Zm-2.5 16a2.5 2.5 0 0 0 5 0"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinejoin="round"
        />
      </svg>
      {/* Drawn, not written: the link's name says it in words. */}
      {count > 0 && <span className="app-bell-count" data-count={count} aria-hidden="true" />}
    </Link>
  );
}
