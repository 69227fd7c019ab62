import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import type { RequestersReply } from '../../../../src/shared/wire/members.ts';
import { ApiError, request } from '../../api.ts';
import { PageMissing } from '../../app/fallbacks.tsx';
import { useLive } from '../../app/live.ts';
import { group as route } from '../../app/routes/groups.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { type Tab, UrlTabs } from '../../ui/UrlTabs.tsx';
import { InviteRequests } from '../invites/InviteRequests.tsx';
import { waitingQuery } from '../invites/requests.ts';
import { GroupHead } from './GroupHead.tsx';
import './groups.css';
import { Members } from './Members.tsx';
import { MembershipRequests } from './MembershipRequests.tsx';
import { decidesMembers, groupQuery, pathOf } from './requests.ts';

// What most people never open is fetched when it is.
const GroupInvites = lazy(() => import('./GroupInvites.tsx'));
const GroupLogs = lazy(() => import('./GroupLogs.tsx'));
const Manage = lazy(() => import('./Manage.tsx'));

/** `/groups/$name`: one group. `?tab=` is the part of it, and the words of that part's search and filters are beside it. */
export default function GroupPage() {
  const { name } = route.useParams();
  const { data: group, error } = useQuery(groupQuery(name));
  if (error instanceof ApiError && error.status === 404) return <PageMissing />;
  return (
    <div className="stack" key={name}>
      <GroupHead name={name} group={group} />
      {group && <Parts group={group} />}
      {!group && (error ? <Problem problem={error} /> : <SkeletonRows />)}
    </div>
  );
}

function Parts({ group }: { group: Group }) {
  const { tab } = route.useSearch();
  const decides = decidesMembers(group);
  const key = (part: string) => ['group', group.name, part];
  useLive([`group:${group.id}`], [key('show'), key('members'), key('logs')]);
  // That it is hidden now, whoever may not see its members learns from this alone.
  useLive(['groups'], [key('show')]);
  useLive(['session'], [key('may-invite')]);
  useLive([`group_invites:${group.id}`], [key('invites')]);
  useLive([`group_requests:${group.id}`], [key('requests'), ['requests', group.name]]);
  const asking = useQuery({
    queryKey: ['group', group.name, 'requests', 'count'],
    queryFn: async () =>
      (await request<RequestersReply>('GET', pathOf(group.name, 'members', { requesters: true, limit: 0 }))).meta.total,
    enabled: decides,
  });
  const inviting = useQuery({ ...waitingQuery(group.name), enabled: decides });
  const tabs: Tab[] = [
    ...(group.can_see_members ? [{ value: 'members', label: t('group_page.members'), count: group.user_count }] : []),
    ...(decides
      ? [
          { value: 'invites', label: t('group_page.invites') },
          {
            value: 'requests',
            label: t('group_page.requests'),
            count: asking.data === undefined ? undefined : asking.data + (inviting.data ?? 0),
          },
        ]
      : []),
    ...(group.can_edit_group
      ? [
          { value: 'logs', label: t('group_page.logs') },
          { value: 'manage', label: t('group_page.manage') },
        ]
      : []),
  ];
  // An address from somebody who sees more leads to what is there for this reader.
  const current = tabs.find(({ value }) => value === tab)?.value ?? tabs[0]?.value;
  if (!current) return <p className="soft">{t('group_page.members_hidden')}</p>;
  return (
    <>
      {tabs.length > 1 && <UrlTabs label={t('group_page.parts')} tabs={tabs} current={current} />}
      {current === 'members' && <Members group={group} />}
      {current === 'requests' && (
        <>
          {!(asking.data === 0 && inviting.data) && <MembershipRequests group={group} />}
          <InviteRequests group={group.name} />
        </>
      )}
      <Suspense fallback={<SkeletonRows />}>
        {current === 'invites' && <GroupInvites group={group} />}
        {current === 'logs' && <GroupLogs group={group} />}
        {current === 'manage' && <Manage group={group} />}
      </Suspense>
    </>
  );
}
