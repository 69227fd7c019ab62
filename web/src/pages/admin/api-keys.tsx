import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ApiKeyList, NewApiKeyReply } from '../../../../src/shared/wire/api-keys.ts';
import { request } from '../../api.ts';
import { useLive } from '../../app/live.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { CopyLine } from '../../ui/CopyLine.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LoadMore } from '../../ui/LoadMore.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { useShortcut } from '../../ui/shortcuts.tsx';
import { AdminsOnly } from './AdminsOnly.tsx';
import { ApiKeyLine } from './ApiKeyLine.tsx';
import { NewApiKey } from './NewApiKey.tsx';
import './admin.css';

const PAGE = 50;

/** `/admin/api-keys`: keys for scripts. */
export default function ApiKeys() {
  return (
    <AdminsOnly title={t('keys.title')}>
      <Keys />
    </AdminsOnly>
  );
}

function Keys() {
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewApiKeyReply['key']>();
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key takes the focus, to be copied now or never.
  useEffect(() => box.current?.focus(), [made]);
  const keys = useInfiniteQuery({
    queryKey: ['api-keys', 'list'],
    queryFn: ({ pageParam }) => request<ApiKeyList>('GET', `/admin/api/keys.json?limit=${PAGE}&offset=${pageParam}`),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.keys.length < PAGE ? undefined : last.offset + PAGE),
  });
  useLive(['api_keys'], [['api-keys', 'list']]);
  const rows = keys.data?.pages.flatMap((page) => page.keys);
  useShortcut('c', t('keys.new'), () => setMaking(true));
  return (
    <div className="card">
      <div className="page-head">
        <Heading title={t('keys.title')} />
        <Button onClick={() => setMaking(true)}>{t('keys.new')}</Button>
      </div>
      <p className="soft">{t('keys.text')}</p>
      {made && (
        <div ref={box} className="notice" role="status" tabIndex={-1}>
          <strong>{t('keys.made')}</strong>
          <p>{t('keys.made_text')}</p>
          <CopyLine text={made.key} about={t('keys.made')} />
          <div>
            <Button variant="default" size="sm" onClick={() => setMade(undefined)}>
              {t('keys.made_done')}
            </Button>
          </div>
        </div>
      )}
      {keys.error ? <Problem problem={keys.error} /> : !rows && <SkeletonRows />}
      {rows?.length === 0 && (
        <EmptyState title={t('keys.none')} text={t('keys.none_text')}>
          <Button onClick={() => setMaking(true)}>{t('keys.new')}</Button>
        </EmptyState>
      )}
      {rows && rows.length > 0 && (
        <ul className="list">
          {rows.map((key) => (
            <ApiKeyLine key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      <LoadMore query={keys} />
      {making && <NewApiKey onClose={() => setMaking(false)} onMade={setMade} />}
    </div>
  );
}
