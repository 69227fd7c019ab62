import { Button, NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AnyEmail } from '../../../../src/shared/wire/email-logs.ts';
import { request } from '../../api.ts';
import { emailLogs as route } from '../../app/routes/admin.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { t } from '../../i18n/index.tsx';
import { ClearFilters } from '../../ui/ClearFilters.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UrlTabs } from '../../ui/UrlTabs.tsx';
import { AdminsOnly } from './AdminsOnly.tsx';
import { DeliveryState } from './DeliveryState.tsx';
import { dayEnd, dayStart } from './day.ts';
import { EMAIL_TYPES, emailState, emailType } from './email-state.ts';
import { TestMail } from './TestMail.tsx';
import './admin.css';

/** What each tab asks for. */
const TABS = {
  all: '',
  sent: 'sent',
  queued: 'queued,sending',
  skipped: 'skipped',
  failed: 'failed',
  kept: 'kept',
} as const;
type Tab = keyof typeof TABS;
const isTab = (text: string | undefined): text is Tab => text !== undefined && Object.hasOwn(TABS, text);
const PAGE = 50;

/** `/admin/email-logs`: every mail, and what became of it. */
export default function EmailLogs() {
  return (
    <AdminsOnly title={t('mails.title')}>
      <Log />
    </AdminsOnly>
  );
}

function Log() {
  const { tab, address, type, since, until } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Record<string, string | undefined>) =>
    navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const current = isTab(tab) ? tab : 'all';
  const [testing, setTesting] = useState(false);
  const filters = new URLSearchParams({
    states: TABS[current],
    address: address ?? '',
    type: type ?? '',
    since: dayStart(since),
    until: dayEnd(until),
  });
  const mails = useInfiniteQuery({
    queryKey: ['email-logs', 'list', filters.toString()],
    queryFn: ({ pageParam }) =>
      request<AnyEmail[]>('GET', `/admin/email-logs/all.json?${filters}${pageParam ? `&before_id=${pageParam}` : ''}`),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)!.id),
    placeholderData: keepPreviousData,
  });
  const rows = mails.data?.pages.flat();
  return (
    <div className="card">
      <div className="page-head">
        <Heading title={t('mails.title')} />
        <Button variant="default" onClick={() => setTesting(true)}>
          {t('mails.test')}
        </Button>
      </div>
      <DeliveryState />
      <UrlTabs
        label={t('mails.states')}
        current={current}
        tabs={Object.keys(TABS).map((value) => ({ value, label: t(`mail_tab.${value as Tab}`) }))}
      />
      <div className="filters">
        <SearchField label={t('mails.search')} value={address} onSearch={(words) => set({ address: words })} />
        <NativeSelect
          label={t('mails.type')}
          value={type ?? ''}
          onChange={(event) => set({ type: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('mails.all_types') },
            ...EMAIL_TYPES.map((value) => ({ value, label: emailType(value) })),
          ]}
        />
        <TextInput
          label={t('mails.since')}
          type="date"
          value={since ?? ''}
          onChange={(event) => set({ since: event.currentTarget.value || undefined })}
        />
        <TextInput
          label={t('mails.until')}
          type="date"
          value={until ?? ''}
          onChange={(event) => set({ until: event.currentTarget.value || undefined })}
        />
      </div>
      {mails.error ? <Problem problem={mails.error} /> : !rows && <SkeletonRows />}
      {rows?.length === 0 && (
        <EmptyState title={t('mails.none')} text={t('mails.none_text')}>
          {address || type || since || until ? (
            <ClearFilters words={['address', 'type', 'since', 'until']} />
          ) : current === 'all' ? (
            <Button onClick={() => setTesting(true)}>{t('mails.test')}</Button>
          ) : (
            <ClearFilters words={['tab']} label={t('mails.show_all')} />
          )}
        </EmptyState>
      )}
      {rows && rows.length > 0 && (
        <ul className="list">
          {rows.map((mail) => (
            <MailLine key={mail.id} mail={mail} />
          ))}
        </ul>
      )}
      <LoadMore query={mails} />
      <TestMail opened={testing} onClose={() => setTesting(false)} />
    </div>
  );
}

function MailLine({ mail }: { mail: AnyEmail }) {
  const { word, tone } = emailState(mail);
  const why = mail.explanation ?? mail.smtp_transaction_response;
  return (
    <li className="mail-line">
      <span className="mail-to">
        <Link to="/admin/email-logs/$id" params={{ id: String(mail.id) }}>
          <bdi>{mail.to_address}</bdi>
        </Link>
        <span className="soft small"> {emailType(mail.email_type)}</span>
        {why && (
          <span className="soft small line clip" dir="auto">
            {why}
          </span>
        )}
      </span>
      <span className="row end">
        <StatusChip tone={tone}>{word}</StatusChip>
        <span className="soft small">
          <When at={mail.created_at} />
        </span>
      </span>
    </li>
  );
}
