import { NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Group, GroupLogsReply } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { group as route } from '../../app/routes/groups.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ExportButton } from '../../ui/ExportButton.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { useTypedText } from '../../ui/use-typed-text.ts';
import { attributeName, attributeValue } from './attributes.ts';
import { pathOf } from './requests.ts';

const ACTIONS = [
  'add_user_to_group',
  'remove_user_from_group',
  'make_user_group_owner',
  'remove_user_as_group_owner',
  'change_group_setting',
  'remove_group_from_invite',
  'restore_group_to_invite',
  'approve_invite_request',
  'decline_invite_request',
] as const;
/** About an invite: its address or domain is the subject; links have none. */
const ABOUT_INVITES: readonly string[] = ACTIONS.slice(5);
const PAGE = 25;
/** In a file, at once. */
const LARGE_PAGE = 200;
const COLUMNS = [
  'created_at',
  'acting_user',
  'action',
  'target_user',
  'subject',
  'prev_value',
  'new_value',
  'invite_id',
] as const;
type Line = GroupLogsReply['logs'][number];

/** What happened to the group, newest first. */
export default function GroupLogs({ group }: { group: Group }) {
  const { action, actor, target } = route.useSearch();
  const navigate = route.useNavigate();
  const filter = (words: { action?: string | undefined; actor?: string | undefined; target?: string | undefined }) =>
    navigate({ search: (before) => ({ ...before, ...words }), replace: true });
  /** @param page from 0 */
  const fetchLogs = (page: number, limit: number) =>
    request<GroupLogsReply>(
      'GET',
      pathOf(group.name, 'logs', {
        offset: page,
        limit,
        'filters[action]': action,
        'filters[acting_user]': actor,
        'filters[target_user]': target,
      }),
    );
  const fetchPage = async (page: number) => {
    const { logs, all_loaded } = await fetchLogs(page, LARGE_PAGE);
    return { lines: logs, last: all_loaded };
  };
  const list = useInfiniteQuery({
    queryKey: ['group', group.name, 'logs', action, actor, target],
    queryFn: ({ pageParam }) => fetchLogs(pageParam, PAGE),
    initialPageParam: 0,
    getNextPageParam: ({ all_loaded }, pages) => (all_loaded ? undefined : pages.length),
    placeholderData: keepPreviousData,
  });
  const lines = list.data?.pages.flatMap(({ logs }) => logs) ?? [];
  return (
    <section className="stack" aria-label={t('group_page.logs')}>
      <div className="filters">
        <NativeSelect
          label={t('group_logs.action')}
          value={action ?? ''}
          onChange={({ currentTarget: { value } }) => filter({ action: value || undefined })}
          data={[
            { value: '', label: t('group_logs.all') },
            ...ACTIONS.map((one) => ({ value: one, label: t(`group_log_of.${one}`) })),
          ]}
        />
        <NameFilter label={t('group_logs.actor')} value={actor} onChange={(actor) => filter({ actor })} />
        <NameFilter label={t('group_logs.target')} value={target} onChange={(target) => filter({ target })} />
        <ExportButton name={`group-${group.name}`} columns={COLUMNS} fetchPage={fetchPage} />
      </div>
      {list.error && <Problem problem={list.error} />}
      {list.isPending && <SkeletonRows />}
      {list.data && lines.length === 0 && (
        <EmptyState title={t('group_logs.none')}>
          {action || actor || target ? (
            <ClearFilters words={['action', 'actor', 'target']} />
          ) : (
            <ClearFilters words={['tab']} label={t('group_requests.show_members')} />
          )}
        </EmptyState>
      )}
      {lines.length > 0 && (
        <ul className="list">
          {lines.map((line, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no ids, and a page never changes.
            <li key={place}>
              <span className="group-entry">
                <Sentence line={line} />
              </span>
              <span className="soft small">
                <When at={line.created_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div>
        <LoadMore query={list} />
      </div>
    </section>
  );
}

interface NameFilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

const withoutAt = (text: string) => text.trim().replace(/^@/, '');

function NameFilter({ label, value, onChange }: NameFilterProps) {
  const text = useTypedText(value, onChange, withoutAt);
  return <TextInput label={label} dir="auto" autoCapitalize="none" {...text} />;
}

function Sentence({ line }: { line: Line }) {
  const someone = (person: Line['acting_user']) => (person ? <UserLink user={person} /> : t('group_logs.gone'));
  const actor = someone(line.acting_user);
  const target = someone(line.target_user);
  const action = ACTIONS.find((one) => one === line.action);
  if (action === 'change_group_setting') {
    const subject = attributeName(line.subject ?? '');
    const value = attributeValue(line.subject ?? '', line.new_value);
    return value === null ? (
      <T k="group_logs.cleared" actor={actor} subject={subject} />
    ) : (
      <T k="group_logs.changed" actor={actor} subject={subject} value={value} />
    );
  }
  if (action && ABOUT_INVITES.includes(action))
    return <T k={`group_logs.${action}`} actor={actor} target={line.subject ?? t('group_logs.a_link')} />;
  if (action === 'add_user_to_group' && line.invite_id !== null)
    return <T k="group_logs.by_invite" actor={actor} target={target} />;
  if (action && line.acting_user && line.acting_user.id === line.target_user?.id) {
    if (action === 'add_user_to_group') return <T k="group_logs.joined" actor={actor} />;
    if (action === 'remove_user_from_group') return <T k="group_logs.left" actor={actor} />;
  }
  if (action) return <T k={`group_logs.${action}`} actor={actor} target={target} />;
  return <T k="group_logs.other" actor={actor} action={line.action} />;
}
