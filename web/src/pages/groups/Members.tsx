import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import type { Member, MembersReply } from '../../../../src/shared/wire/members.ts';
import { request } from '../../api.ts';
import { group as route } from '../../app/routes/groups.tsx';
import { Avatar } from '../../components/Person.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { AddUsers } from './AddUsers.tsx';
import { MemberMenu } from './MemberMenu.tsx';
import { decidesMembers, pathOf } from './requests.ts';

const PAGE = 30;
/** What stands in the address -> what the server is asked for. */
const ORDERS = {
  name: { asc: true },
  newest: { order: 'added_at', asc: false },
  oldest: { order: 'added_at', asc: true },
  seen: { order: 'last_seen_at', asc: false },
} as const;
type Order = keyof typeof ORDERS;
const isOrder = (text: string | undefined): text is Order => text !== undefined && text in ORDERS;

/** Who is in the group, a page at a time, however many there are. */
export function Members({ group }: { group: Group }) {
  const { q, order: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const [adding, setAdding] = useState(false);
  const order = isOrder(asked) ? asked : 'name';
  const decides = decidesMembers(group);
  const list = useInfiniteQuery({
    queryKey: ['group', group.name, 'members', q, order],
    queryFn: ({ pageParam }) =>
      request<MembersReply>(
        'GET',
        pathOf(group.name, 'members', {
          ...ORDERS[order],
          filter: q,
          limit: PAGE,
          offset: pageParam,
          joined_through: decides || undefined,
        }),
      ),
    initialPageParam: 0,
    // How many a search finds is not told: a full page may have another behind it.
    getNextPageParam: ({ members, meta }) => (members.length === PAGE ? meta.offset + PAGE : undefined),
    placeholderData: keepPreviousData,
  });
  const found = list.data?.pages.flatMap(({ members }) => members) ?? [];
  const owners = new Set(list.data?.pages.at(-1)?.owners.map(({ id }) => id));
  return (
    <section className="stack" aria-label={t('group_page.members')}>
      <div className="filters">
        <SearchField
          label={t('group_members.search')}
          value={q}
          onSearch={(q) => navigate({ search: (before) => ({ ...before, q }), replace: true })}
        />
        <NativeSelect
          aria-label={t('group_members.order')}
          value={order}
          onChange={({ currentTarget: { value } }) =>
            navigate({ search: (before) => ({ ...before, order: value }), replace: true })
          }
          data={Object.keys(ORDERS).map((one) => ({ value: one, label: t(`member_order.${one as Order}`) }))}
        />
      </div>
      {list.error && <Problem problem={list.error} />}
      {list.isPending && <SkeletonRows />}
      {list.data && found.length === 0 && (
        <EmptyState
          title={t(q ? 'group_members.nobody_found' : 'group_members.nobody')}
          {...(!q && decides && { text: t('group_members.nobody_text') })}
        >
          {q ? (
            <ClearFilters words={['q']} />
          ) : (
            decides && <Button onClick={() => setAdding(true)}>{t('group_page.add_users')}</Button>
          )}
        </EmptyState>
      )}
      {found.length > 0 && (
        <ul className="list">
          {found.map((member) => (
            <li key={member.id}>
              <MemberEntry member={member} owner={owners.has(member.id)} automatic={group.automatic} />
              {decides && <MemberMenu group={group} member={member} owner={owners.has(member.id)} />}
            </li>
          ))}
        </ul>
      )}
      <div>
        <LoadMore query={list} />
      </div>
      {decides && <AddUsers group={group} opened={adding} onClose={() => setAdding(false)} />}
    </section>
  );
}

function MemberEntry({ member, owner, automatic }: { member: Member; owner: boolean; automatic: boolean }) {
  return (
    <div className="person member">
      <Avatar of={member.username} shown={member.name || member.username} />
      <div>
        <p className="row chips">
          <span className="strong">
            <UserLink user={member} />
          </span>
          {owner && <StatusChip tone="good">{t('group.owner')}</StatusChip>}
          {member.confirmed === false && <StatusChip tone="warn">{t('group_members.unconfirmed')}</StatusChip>}
          {member.title && (
            <span className="soft small">
              <bdi>{member.title}</bdi>
            </span>
          )}
        </p>
        <p className="soft small">
          <bdi>@{member.username}</bdi>
          {!automatic && (
            <>
              {' · '}
              <T k="group_members.joined" when={<When at={member.added_at} />} />
            </>
          )}
          {member.joined_through && (
            <>
              {' · '}
              <HowJoined member={member} through={member.joined_through} />
            </>
          )}
        </p>
      </div>
    </div>
  );
}

function HowJoined({ member, through }: { member: Member; through: NonNullable<Member['joined_through']> }) {
  const { invite_id, by } = through;
  if (!by) return t(invite_id === null ? 'group_members.added' : 'group_members.by_invite');
  if (invite_id !== null) return <T k="group_members.by_invite_of" name={<UserLink user={by} />} />;
  if (by.id === member.id) return t('group_members.by_themselves');
  // The site itself, by the group's e-mail domains.
  if (by.id < 0) return t('group_members.by_domain');
  return <T k="group_members.added_by" name={<UserLink user={by} />} />;
}
