import './invites.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouteContext, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../api.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { useShortcut } from '../../ui/shortcuts.tsx';
import { UrlTabs } from '../../ui/UrlTabs.tsx';
import { ImportsLink } from '../imports/ImportsLink.tsx';
import { BulkBar } from './BulkBar.tsx';
import {
  FILTERS,
  type Invite,
  type InviteSearch,
  isFiltered,
  isOpenTab,
  type Joined,
  TABS,
  useInvites,
} from './data.ts';
import InviteDialog from './InviteDialog.tsx';
import { InviteFilters } from './InviteFilters.tsx';
import { InviteRequests } from './InviteRequests.tsx';
import { InviteRow, JoinedRow } from './InviteRow.tsx';
import { waitingQuery } from './requests.ts';
import { StaffTools } from './StaffTools.tsx';
import { WhoseInvites } from './WhoseInvites.tsx';

/** One’s own list is refused to who may not invite at all. */
const isRefusal = (problem: unknown): problem is ApiError =>
  problem instanceof ApiError && problem.extras.rule !== undefined;

/** There is no group of the name that stands in the filter, at least while it is being typed. */
const isNoGroup = (problem: unknown, { group }: InviteSearch): boolean =>
  group !== undefined && problem instanceof ApiError && problem.status === 404;

const isJoined = (row: Invite | Joined): row is Joined => 'redeemed_at' in row;

const REQUESTS = 'requests';

/** `/invites`: one's own invites, and everybody's for staff. */
export default function Invites() {
  const { user } = useRouteContext({ from: '/with-user' });
  const search = useSearch({ from: '/with-user/invites' });
  const navigate = useNavigate({ from: '/invites' });
  const [dialog, setDialog] = useState<{ invite?: Invite; asking?: boolean }>();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const all = user.staff && search.all !== undefined;
  const tab = TABS.find((one) => one === search.tab && (all || one !== 'revoked')) ?? 'pending';
  const answering = search.tab === REQUESTS;
  const waiting = useQuery(waitingQuery());
  const list = useInvites(user, tab, all ? search : { ...search, all: undefined });
  const noGroup = isNoGroup(list.error, search);
  const rows = list.data?.pages.flatMap((page) => page.invites) ?? [];
  const counts = list.data?.pages.at(-1)?.counts;
  const chosen = rows.filter((row): row is Invite => !isJoined(row) && selected.has(row.id));
  const editable = (invite: Invite) => invite.can_update_invite ?? true;

  const change = (changes: Partial<InviteSearch>, replace = true) => {
    setSelected(new Set());
    navigate({ search: (before) => ({ ...before, ...changes }), replace });
  };
  const select = (id: number, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    setSelected(next);
  };
  const create = () => setDialog({});
  useShortcut('c', t('invites.create'), create);

  return (
    <div className="stack">
      <div className="page-head">
        <Heading title={t(all ? 'invites.title_all' : 'invites.title')} />
        <div className="row">
          <ImportsLink />
          <Button onClick={create}>{t('invites.create')}</Button>
        </div>
      </div>
      <UrlTabs
        label={t('invites.title')}
        current={answering ? REQUESTS : tab}
        tabs={[
          ...TABS.filter((one) => all || one !== 'revoked').map((value) => ({
            value,
            label: t(`invite_tab.${value}`),
            count: counts?.[value],
          })),
          { value: REQUESTS, label: t('invite_tab.requests'), count: waiting.data },
        ]}
      />
      {answering ? (
        <InviteRequests />
      ) : (
        <>
          <div className="filters">
            <SearchField label={t('invites.search')} value={search.q} onSearch={(q) => change({ q })} />
            {user.staff && <WhoseInvites all={all} onChange={change} />}
            <InviteFilters search={search} by={all ? ['group', 'inviter'] : ['group']} tab={tab} onChange={change} />
          </div>
          {user.staff && !all && counts && <StaffTools tab={tab} counts={counts} />}
          {chosen.length > 0 && <BulkBar selected={chosen} editable={editable} onDone={() => setSelected(new Set())} />}
          {list.error &&
            !noGroup &&
            (isRefusal(list.error) ? (
              <EmptyState title={t('invites.may_not')} text={`${list.error.extras.rule} ${t('invites.may_ask')}`}>
                <Button onClick={() => setDialog({ asking: true })}>{t('invites.ask')}</Button>
              </EmptyState>
            ) : (
              <Problem problem={list.error} />
            ))}
          {list.isPending && <SkeletonRows />}
          {rows.length > 0 && (
            <ul className="list invites" aria-label={t(`invite_tab.${tab}`)}>
              {rows.map((row) =>
                isJoined(row) ? (
                  <JoinedRow key={`${row.id}-${row.user.id}`} joined={row} />
                ) : (
                  <InviteRow
                    key={row.id}
                    invite={row}
                    editable={editable(row)}
                    selected={selected.has(row.id)}
                    onSelect={(on) => select(row.id, on)}
                    onEdit={() => setDialog({ invite: row })}
                  />
                ),
              )}
            </ul>
          )}
          {(noGroup || (list.data && rows.length === 0)) && <NoInvites search={search} tab={tab} onCreate={create} />}
          <LoadMore query={list} />
        </>
      )}
      {dialog && <InviteDialog {...dialog} onClose={() => setDialog(undefined)} />}
    </div>
  );
}

function NoInvites({ search, tab, onCreate }: { search: InviteSearch; tab: string; onCreate: () => void }) {
  if (isFiltered({ ...search, mail: isOpenTab(tab) ? search.mail : undefined }))
    return (
      <EmptyState title={t('invites.none_found')} text={t('invites.none_found_text')}>
        <ClearFilters words={['q', ...FILTERS]} />
      </EmptyState>
    );
  const pending = tab === 'pending';
  return (
    <EmptyState
      title={t(pending ? 'invites.none_pending' : 'invites.none')}
      text={t(pending ? 'invites.none_pending_text' : 'invites.none_text')}
    >
      <Button onClick={onCreate}>{t('invites.create')}</Button>
    </EmptyState>
  );
}
