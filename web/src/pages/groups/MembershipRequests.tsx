import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type MouseEvent, useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import type { RequestersReply } from '../../../../src/shared/wire/members.ts';
import { request } from '../../api.ts';
import { Person } from '../../components/Person.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { keepFocus } from '../../ui/keep-focus.ts';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { tell, tellProblem } from '../../ui/notices.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { pathOf, useRefreshGroup } from './requests.ts';

const PAGE = 30;
type Requester = RequestersReply['members'][number];

/** Who asks to join, the longest waiting first; one click answers. */
export function MembershipRequests({ group }: { group: Group }) {
  const list = useInfiniteQuery({
    queryKey: ['group', group.name, 'requests', 'list'],
    queryFn: ({ pageParam }) =>
      request<RequestersReply>(
        'GET',
        pathOf(group.name, 'members', { requesters: true, limit: PAGE, offset: pageParam }),
      ),
    initialPageParam: 0,
    getNextPageParam: ({ members, meta }) => (members.length === PAGE ? meta.offset + PAGE : undefined),
  });
  const found = list.data?.pages.flatMap(({ members }) => members) ?? [];
  return (
    <section className="stack" aria-label={t('group_page.requests')}>
      {list.error && <Problem problem={list.error} />}
      {list.isPending && <SkeletonRows rows={3} />}
      {list.data && found.length === 0 && (
        <EmptyState
          title={t('group_requests.none')}
          text={t(group.allow_membership_requests ? 'group_requests.none_text' : 'group_requests.none_closed')}
        >
          <ClearFilters words={['tab']} label={t('group_requests.show_members')} />
        </EmptyState>
      )}
      {found.length > 0 && (
        <ul className="list">
          {found.map((asker) => (
            <Entry key={asker.id} group={group} asker={asker} />
          ))}
        </ul>
      )}
      <div>
        <LoadMore query={list} />
      </div>
    </section>
  );
}

function Entry({ group, asker }: { group: Group; asker: Requester }) {
  const [busy, setBusy] = useState(false);
  const refresh = useRefreshGroup(group.name);
  const name = asker.name || asker.username;
  const answer = (accept: boolean) => async (event: MouseEvent) => {
    if (busy) return;
    keepFocus(event.currentTarget);
    setBusy(true);
    try {
      await request('PUT', pathOf(group.id, 'handle_membership_request'), { user_id: asker.id, accept });
      tell(t(accept ? 'group_requests.accepted' : 'group_requests.declined', { name }));
    } catch (problem) {
      tellProblem(problem);
    }
    await refresh();
    setBusy(false);
  };
  return (
    <li>
      <div className="group-entry stack tight">
        <Person username={asker.username} name={asker.name}>
          <UserLink user={asker} />
        </Person>
        {asker.reason ? (
          <blockquote className="plain-text">
            <bdi>{asker.reason}</bdi>
          </blockquote>
        ) : (
          <p className="soft">{t('group_requests.by_invite')}</p>
        )}
        <p className="soft small">
          <T k="group_requests.asked" when={<When at={asker.requested_at} />} />
        </p>
      </div>
      <div className="row">
        <Button size="sm" aria-disabled={busy} onClick={answer(true)}>
          {t('group_requests.accept')}
          <span className="visually-hidden">: {name}</span>
        </Button>
        <Button size="sm" variant="default" aria-disabled={busy} onClick={answer(false)}>
          {t('group_requests.decline')}
          <span className="visually-hidden">: {name}</span>
        </Button>
      </div>
    </li>
  );
}
