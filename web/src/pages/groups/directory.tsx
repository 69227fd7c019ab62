import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BasicGroup, GroupListReply } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { useLive } from '../../app/live.ts';
import { groups as route } from '../../app/routes/groups.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import './groups.css';
import { plainText } from './requests.ts';

const TYPES = ['my', 'owner', 'public', 'close', 'automatic'] as const;

/** A page follows only so many topics (MOST_TOPICS of live.ts); a longer list is asked for again when it is looked at. */
const MOST_FOLLOWED = 80;

/** `/groups`: every group one may know of. `?q=` searches, `?type=` filters. */
export default function Groups() {
  const { user } = route.useRouteContext();
  const { q, type } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    queryKey: ['groups', 'list', q, type],
    queryFn: ({ pageParam }) => {
      const words = new URLSearchParams({ page: String(pageParam), ...(q && { filter: q }), ...(type && { type }) });
      return request<GroupListReply>('GET', `/groups.json?${words}`);
    },
    initialPageParam: 0,
    // How long a page is, only the server knows.
    getNextPageParam: (_, pages) =>
      pages.reduce((sum, { groups }) => sum + groups.length, 0) < pages.at(-1)!.total_rows_groups &&
      pages.at(-1)!.groups.length > 0
        ? pages.length
        : undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: ({ state: { data } }) =>
      data && data.pages.flatMap(({ groups }) => groups).length > MOST_FOLLOWED ? 'always' : true,
  });
  const found = list.data?.pages.flatMap(({ groups }) => groups) ?? [];
  const followed = found.slice(0, MOST_FOLLOWED).map(({ id }) => `group:${id}` as const);
  useLive(['groups', ...followed], [['groups', 'list']]);
  const offered = list.data?.pages[0]?.extras.type_filters ?? [];
  const create = user.can_create_group && (
    <Button component={Link} to="/groups/custom/new">
      {t('groups.new')}
    </Button>
  );
  return (
    <div className="stack">
      <div className="page-head">
        <Heading title={t('groups.title')} />
        {create}
      </div>
      <div className="filters">
        <SearchField
          label={t('groups.search')}
          value={q}
          onSearch={(q) => navigate({ search: (before) => ({ ...before, q }), replace: true })}
        />
        <NativeSelect
          aria-label={t('groups.filter')}
          value={type ?? ''}
          onChange={({ currentTarget: { value } }) =>
            navigate({ search: (before) => ({ ...before, type: value || undefined }), replace: true })
          }
          data={[
            { value: '', label: t('group_type.all') },
            ...TYPES.filter((one) => one === type || offered.includes(one)).map((one) => ({
              value: one,
              label: t(`group_type.${one}`),
            })),
          ]}
        />
      </div>
      {list.error && <Problem problem={list.error} />}
      {list.isPending && <SkeletonRows />}
      {list.data && (
        <>
          <p className="soft small" role="status">
            {t('groups.count', { count: list.data.pages[0]!.total_rows_groups })}
          </p>
          {found.length > 0 ? <List groups={found} /> : <Nothing filtered={Boolean(q || type)}>{create}</Nothing>}
          <div>
            <LoadMore query={list} />
          </div>
        </>
      )}
    </div>
  );
}

function Nothing({ filtered, children }: { filtered: boolean; children: React.ReactNode }) {
  if (!filtered)
    return (
      <EmptyState title={t('groups.empty')} text={t('groups.empty_text')}>
        {children}
      </EmptyState>
    );
  return (
    <EmptyState title={t('groups.nothing_found')}>
      <Button variant="default" component={Link} to="/groups">
        {t('groups.show_all')}
      </Button>
    </EmptyState>
  );
}

const List = ({ groups }: { groups: BasicGroup[] }) => (
  <ul className="list">
    {groups.map((group) => (
      <li key={group.id}>
        <div className="group-entry">
          <p>
            <Link className="strong" to="/groups/$name" params={{ name: group.name }}>
              <bdi>{group.full_name || group.name}</bdi>
            </Link>{' '}
            {group.full_name && (
              <span className="soft small">
                <bdi>{group.name}</bdi>
              </span>
            )}
          </p>
          {group.bio_excerpt && (
            <p className="soft small">
              <bdi>{plainText(group.bio_excerpt)}</bdi>
            </p>
          )}
        </div>
        <div className="row chips">
          {group.can_see_members && (
            <span className="soft small">{t('groups.members', { count: group.user_count })}</span>
          )}
          {group.automatic && <StatusChip>{t('groups.automatic')}</StatusChip>}
          {group.visibility_level >= 2 && <StatusChip>{t('groups.hidden')}</StatusChip>}
          {group.is_group_owner ? (
            <StatusChip tone="good">{t('groups.yours')}</StatusChip>
          ) : (
            group.is_group_user && <StatusChip tone="good">{t('groups.in')}</StatusChip>
          )}
        </div>
      </li>
    ))}
  </ul>
);
