import { Button, NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { StaffActionLog } from '../../../../src/shared/wire/logs.ts';
import { useLive } from '../../app/live.ts';
import { audit as route } from '../../app/routes/admin.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ExportButton } from '../../ui/ExportButton.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { useTypedText } from '../../ui/use-typed-text.ts';
import { actionWord, fetchAudit, linesOf } from './audit-query.ts';
import './admin.css';

const PAGE = 50;
/** In a file, at once. */
const LARGE_PAGE = 200;
const COLUMNS = [
  'created_at',
  'acting_user',
  'action_name',
  'target_user',
  'subject',
  'previous_value',
  'new_value',
  'details',
  'context',
  'email',
  'ip_address',
] as const;

/** `/admin/audit`: what staff did. */
export default function Audit() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Record<string, string | undefined>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const logs = useInfiniteQuery({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam }) => fetchAudit(filter, pageParam, PAGE),
    initialPageParam: 0,
    getNextPageParam: (last, _, page) => (last.staff_action_logs.length < PAGE ? undefined : page + 1),
    placeholderData: keepPreviousData,
  });
  const fetchPage = async (page: number) => {
    const { staff_action_logs: lines } = await fetchAudit(filter, page, LARGE_PAGE);
    return { lines, last: lines.length < LARGE_PAGE };
  };
  useLive(['audit'], [['audit', 'list']]);
  const rows = logs.data?.pages.flatMap((page) => page.staff_action_logs);
  const actions = logs.data?.pages[0]?.extras.user_history_actions ?? [];
  return (
    <div className="card">
      <div className="page-head">
        <Heading title={t('audit.title')} />
        <ExportButton name="audit" columns={COLUMNS} fetchPage={fetchPage} />
      </div>
      <div className="filters audit-filters">
        <Filter label={t('audit.actor')} value={filter.actor} onChange={(actor) => set({ actor })} />
        <Filter label={t('audit.target')} value={filter.target} onChange={(target) => set({ target })} />
        <Filter label={t('audit.group')} value={filter.group} onChange={(group) => set({ group })} />
        <NativeSelect
          label={t('audit.action')}
          value={filter.action ?? ''}
          onChange={(event) => set({ action: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('audit.all_actions') },
            ...actions
              .map(({ id }) => ({ value: id, label: actionWord(id) }))
              .sort((a, b) => a.label.localeCompare(b.label)),
          ]}
        />
        <TextInput
          label={t('mails.since')}
          type="date"
          value={filter.since ?? ''}
          onChange={(event) => set({ since: event.currentTarget.value || undefined })}
        />
        <TextInput
          label={t('mails.until')}
          type="date"
          value={filter.until ?? ''}
          onChange={(event) => set({ until: event.currentTarget.value || undefined })}
        />
      </div>
      {filter.group && (
        <p className="small">
          <Link to="/groups/$name" params={{ name: filter.group }} search={{ tab: 'logs' }}>
            {t('audit.group_log')}
          </Link>
        </p>
      )}
      {logs.error ? <Problem problem={logs.error} /> : !rows && <SkeletonRows />}
      {rows?.length === 0 && (
        <EmptyState title={t('audit.none')} text={t('audit.none_text')}>
          {Object.values(filter).some(Boolean) ? (
            <ClearFilters words={Object.keys(filter)} />
          ) : (
            <Button variant="default" component={Link} to="/admin/users">
              {t('nav.users')}
            </Button>
          )}
        </EmptyState>
      )}
      {rows && rows.length > 0 && (
        <ul className="list">
          {rows.map((log) => (
            <Line key={log.id} log={log} />
          ))}
        </ul>
      )}
      <LoadMore query={logs} />
    </div>
  );
}

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Filter({ label, value, onChange }: FilterProps) {
  const text = useTypedText(value, onChange);
  return <TextInput label={label} dir="auto" autoCapitalize="none" spellCheck={false} {...text} />;
}

function Line({ log }: { log: StaffActionLog }) {
  return (
    <li className="audit-line">
      <div>
        <p>
          <span className="strong">{actionWord(log.action_name)}</span>
          {log.subject && (
            <>
              {': '}
              <bdi>{log.subject}</bdi>
            </>
          )}
          {log.target_user && (
            <>
              {' · '}
              <Link to="/admin/users/$id" params={{ id: String(log.target_user.id) }}>
                <bdi>{log.target_user.username}</bdi>
              </Link>
            </>
          )}
          {log.email && (
            <span className="soft">
              {' '}
              <bdi>{log.email}</bdi>
            </span>
          )}
        </p>
        {linesOf(log).map((line) => (
          <p key={line} className="small audit-change" dir="auto">
            {line}
          </p>
        ))}
      </div>
      <p className="soft small">
        {/* The server itself, and its command line, have no page. */}
        {log.acting_user && log.acting_user.id > 0 ? (
          <Link to="/admin/users/$id" params={{ id: String(log.acting_user.id) }}>
            <bdi>{log.acting_user.username}</bdi>
          </Link>
        ) : (
          (log.acting_user?.username ?? t('audit.nobody'))
        )}
        {' · '}
        <When at={log.created_at} />
        {log.ip_address && (
          <>
            {' · '}
            <bdi dir="ltr">{log.ip_address}</bdi>
          </>
        )}
      </p>
    </li>
  );
}
