import './account.css';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Notification } from '../../../../src/shared/wire/notifications.ts';
import { request } from '../../api.ts';
import { notificationsQuery } from '../../app/queries.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { When } from '../../components/When.tsx';
import { t } from '../../i18n/index.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { NotificationText } from './NotificationText.tsx';

/** `/notifications`: what happened that concerns oneself, newest first. */
export default function Notifications() {
  const client = useQueryClient();
  const { data, error } = useQuery(notificationsQuery);
  const marking = useAction<void>();
  const markAll = () =>
    marking.run(async () => {
      await request('PUT', '/notifications/mark-read.json');
      await client.invalidateQueries({ queryKey: ['notifications'] });
    });
  const unread = data?.some((one) => !one.read) ?? false;
  return (
    <div className="card">
      <div className="page-head">
        <Heading title={t('notifications.title')} />
        {unread && (
          <Button variant="default" aria-disabled={marking.busy} onClick={markAll}>
            {t('notifications.mark_all')}
          </Button>
        )}
      </div>
      {(error ?? marking.problem) !== undefined && <Problem problem={error ?? marking.problem} />}
      {data === undefined && !error && <SkeletonRows rows={4} />}
      {data?.length === 0 && (
        <EmptyState title={t('notifications.none')} text={t('notifications.none_hint')}>
          <Button variant="default" component={Link} to="/invites">
            {t('nav.invites')}
          </Button>
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <ul className="list">
          {data.map((one) => (
            <Entry key={one.id} notification={one} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Entry({ notification }: { notification: Notification }) {
  return (
    <li className={notification.read ? '' : 'unread'}>
      <span>
        {!notification.read && <span className="chip">{t('notifications.new')}</span>}{' '}
        <NotificationText notification={notification} />
      </span>
      <span className="soft small">
        <When at={notification.created_at} />
      </span>
    </li>
  );
}
