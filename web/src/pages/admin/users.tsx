import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StaffUser } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { useLive } from '../../app/live.ts';
import { queryClient } from '../../app/queries.ts';
import { users as route } from '../../app/routes/admin.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { tell } from '../../ui/notices.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UrlTabs } from '../../ui/UrlTabs.tsx';
import { UserLine } from './UserLine.tsx';
import './admin.css';

const TABS = ['active', 'new', 'staff', 'pending', 'suspended', 'silenced', 'staged'] as const;
type Tab = (typeof TABS)[number];
const ORDERS = ['created', 'username', 'last_seen', 'trust_level'] as const;
const PAGE = 100;

/** `/admin/users`: accounts, and the way to each. */
export default function Users() {
  const { tab, q, order, asc } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Record<string, string | undefined>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const current: Tab = TABS.find((one) => one === tab) ?? 'active';
  const query = new URLSearchParams({ filter: q ?? '', order: order ?? 'created', asc: asc ?? '' });
  const users = useInfiniteQuery({
    queryKey: ['users', 'staff', current, query.toString()],
    queryFn: ({ pageParam }) =>
      request<StaffUser[]>('GET', `/admin/users/list/${current}.json?${query}&page=${pageParam}`),
    initialPageParam: 1,
    getNextPageParam: (last, _, page) => (last.length < PAGE ? undefined : page + 1),
    placeholderData: keepPreviousData,
  });
  const rows = users.data?.pages.flat();
  useLive(['users'], [['users', 'staff']]);
  return (
    <div className="card">
      <Heading title={t('users.title')} />
      <UrlTabs
        label={t('users.kinds')}
        current={current}
        tabs={TABS.map((value) => ({ value, label: t(`user_tab.${value}`) }))}
      />
      <div className="filters">
        <SearchField label={t('users.search')} value={q} onSearch={(words) => set({ q: words })} />
        <NativeSelect
          label={t('users.order')}
          value={`${order ?? 'created'} ${asc ?? ''}`}
          onChange={(event) => {
            const [by, up] = event.currentTarget.value.split(' ');
            set({ order: by === 'created' && !up ? undefined : by, asc: up || undefined });
          }}
          data={ORDERS.flatMap((by) => [
            { value: `${by} `, label: t(`user_order.${by}_down`) },
            { value: `${by} true`, label: t(`user_order.${by}_up`) },
          ])}
        />
      </div>
      {current === 'pending' && rows && rows.length > 1 && <ApproveAll users={rows} />}
      {current === 'staged' && <p className="soft">{t('users.staged_text')}</p>}
      {users.error ? <Problem problem={users.error} /> : !rows && <SkeletonRows />}
      {rows?.length === 0 && (
        <EmptyState title={t('users.none')} text={t(q ? 'users.none_found' : `user_none.${current}`)}>
          {q ? <ClearFilters words={['q']} /> : <ClearFilters words={['tab']} label={t('users.show_active')} />}
        </EmptyState>
      )}
      {rows && rows.length > 0 && (
        <ul className="list">
          {rows.map((user) => (
            <UserLine key={user.id} user={user} waiting={current === 'pending'} />
          ))}
        </ul>
      )}
      <LoadMore query={users} />
    </div>
  );
}

function ApproveAll({ users }: { users: StaffUser[] }) {
  const [asked, setAsked] = useState(false);
  const approve = async () => {
    await request('PUT', '/admin/users/approve-bulk.json', { users: users.map(({ id }) => id) });
    await queryClient.invalidateQueries({ queryKey: ['users'] });
    queryClient.invalidateQueries({ queryKey: ['admin-overview'] });
    tell(t('users.approved_all', { count: users.length }));
  };
  return (
    <div>
      <Button variant="default" onClick={() => setAsked(true)}>
        {t('users.approve_all', { count: users.length })}
      </Button>
      <ConfirmDialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('users.approve_all_title', { count: users.length })}
        action={t('users.approve')}
        run={approve}
      >
        <p>{t('users.approve_all_text')}</p>
      </ConfirmDialog>
    </div>
  );
}
