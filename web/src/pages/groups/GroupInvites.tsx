import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import type { OverviewReply } from '../../../../src/shared/wire/invite-overview.ts';
import { request } from '../../api.ts';
import { group as route } from '../../app/routes/groups.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FunnelLater } from '../../ui/FunnelLater.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UrlTabs } from '../../ui/UrlTabs.tsx';
import { type InviteSearch, isFiltered, isOpenTab } from '../invites/data.ts';
import InviteDialog from '../invites/InviteDialog.tsx';
import { InviteFilters } from '../invites/InviteFilters.tsx';
import { GroupInvite, JoinedByInvite } from './GroupInvite.tsx';
import { refusedButton, useInviteRefusal } from './may-invite.ts';
import { pathOf, useRefreshGroup } from './requests.ts';

const STATES = ['pending', 'expired', 'redeemed'] as const;

/** Every invite that leads into the group, whoever made it. */
export default function GroupInvites({ group }: { group: Group }) {
  const { state: asked, q, inviter, mail } = route.useSearch();
  const navigate = route.useNavigate();
  const [inviting, setInviting] = useState(false);
  const refresh = useRefreshGroup(group.name);
  const refusal = useInviteRefusal(group);
  const state = STATES.find((one) => one === asked) ?? 'pending';
  const list = useInfiniteQuery({
    queryKey: ['group', group.name, 'invites', state, q, inviter, mail],
    queryFn: ({ pageParam }) => {
      const filters = { search: q, inviter, mail: isOpenTab(state) ? mail : undefined };
      return request<OverviewReply>(
        'GET',
        pathOf(group.name, 'invites', { filter: state, ...filters, after: pageParam }),
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const filtered = isFiltered({ q, inviter, mail: isOpenTab(state) ? mail : undefined });
  const change = (changes: InviteSearch) =>
    navigate({ search: (before) => ({ ...before, ...changes }), replace: true });
  const rows = list.data?.pages.flatMap(({ invites }) => invites) ?? [];
  const counts = list.data?.pages[0]?.counts;
  return (
    <section className="stack" aria-label={t('group_page.invites')}>
      <UrlTabs
        label={t('group_page.invites')}
        param="state"
        current={state}
        tabs={STATES.map((value) => ({ value, label: t(`group_invite_state.${value}`), count: counts?.[value] }))}
      />
      <div className="filters">
        <SearchField label={t('group_invites.search')} value={q} onSearch={(q) => change({ q })} />
        <InviteFilters search={{ inviter, mail }} by={['inviter']} tab={state} onChange={change} />
      </div>
      {list.error && <Problem problem={list.error} />}
      {list.isPending && <SkeletonRows rows={3} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          title={t(filtered ? 'group_invites.none_found' : 'group_invites.none')}
          text={t('group_invites.none_text')}
        >
          {filtered ? (
            <ClearFilters words={['q', 'inviter', 'mail']} />
          ) : (
            <Button {...refusedButton(refusal)} onClick={() => !refusal && setInviting(true)}>
              {t('group_page.invite')}
            </Button>
          )}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className="list">
          {rows.map((row) =>
            'redeemed_at' in row ? (
              <JoinedByInvite key={`${row.id}-${row.user.id}`} group={group} joined={row} />
            ) : (
              <GroupInvite key={row.id} group={group} invite={row} />
            ),
          )}
        </ul>
      )}
      <div>
        <LoadMore query={list} />
      </div>
      <FunnelLater scope="all" group={group.name} />
      {inviting && (
        <InviteDialog
          group={group}
          onClose={() => {
            setInviting(false);
            void refresh();
          }}
        />
      )}
    </section>
  );
}
