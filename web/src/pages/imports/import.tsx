import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouteContext, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { ApiError } from '../../api.ts';
import { PageMissing } from '../../app/fallbacks.tsx';
import { useLive } from '../../app/live.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { importQuery, importState, isEnded } from './data.ts';
import { FileFacts } from './FileFacts.tsx';
import './imports.css';
import { Outcome } from './Outcome.tsx';
import { RowFilter, shownKind } from './RowFilter.tsx';
import { RowGrid } from './RowGrid.tsx';
import { RunForm } from './RunForm.tsx';
import { Running } from './Running.tsx';

/** `/imports/ID`: one list, from the dry run to its results. */
export default function Import() {
  const { id } = useParams({ from: '/with-user/imports/$id' });
  const { user } = useRouteContext({ from: '/with-user' });
  useLive(['imports'], [['imports', id]]);
  const { data: one, error } = useQuery({
    ...importQuery(id),
    // Live updates tell of one's own lists only.
    refetchInterval: ({ state: { data } }) => data?.state === 'running' && data.created_by.id !== user.id && 1000,
  });
  if (error instanceof ApiError && error.status === 404) return <PageMissing />;
  const title = one ? one.file_name || t('imports.pasted') : t('imports.title');
  return (
    <div className="stack imports">
      <div className="stack tight">
        <Link to="/imports" className="small">
          {t('imports.back')}
        </Link>
        <Heading key={id} title={title}>
          <bdi>{title}</bdi>
        </Heading>
        {one && <Facts one={one} mine={one.created_by.id === user.id} />}
      </div>
      {error && <Problem problem={error} />}
      {!one && !error && <SkeletonRows />}
      {one && <Stage key={one.id} one={one} />}
    </div>
  );
}

function Facts({ one, mine }: { one: ImportReply; mine: boolean }) {
  const { label, tone } = importState(one.state);
  return (
    <div className="row soft small">
      <StatusChip tone={tone}>{t(label)}</StatusChip>
      {!mine && <T k="imports.by" who={<UserLink user={one.created_by} />} />}
      <T k="imports.uploaded" when={<When at={one.created_at} />} />
      {one.finished_at && <T k="imports.ended" when={<When at={one.finished_at} />} />}
    </div>
  );
}

/** What stands below the heading, by how far it is. */
function Stage({ one }: { one: ImportReply }) {
  const search = useSearch({ from: '/with-user/imports/$id' });
  const head = useRef<HTMLDivElement>(null);
  const before = useRef(one.state);
  // The button that was pressed is gone with the stage before; the focus goes on with what it led to.
  useEffect(() => {
    if (before.current !== one.state && document.activeElement === document.body) head.current?.focus();
    before.current = one.state;
  }, [one.state]);
  const kind = shownKind(one, search.rows);
  const Head = one.state === 'running' ? Running : isEnded(one) ? Outcome : FileFacts;
  return (
    <>
      <div ref={head} tabIndex={-1}>
        <Head one={one} />
      </div>
      {one.state !== 'running' && <Rows one={one} kind={kind} />}
      {one.state === 'ready' && <RunForm one={one} />}
    </>
  );
}

/** What a kind of rows means, where its name does not say it all. */
const HINTS = {
  duplicate: 'row_hint.duplicate',
  merged: 'row_hint.duplicate',
  already_invited: 'row_hint.already_invited',
  refreshed: 'row_hint.already_invited',
  existing_account: 'row_hint.existing_account',
} as const;
const isHinted = (kind: string): kind is keyof typeof HINTS => Object.hasOwn(HINTS, kind);

function Rows({ one, kind }: { one: ImportReply; kind: ReturnType<typeof shownKind> }) {
  if (!one.rows_kept) return <p className="soft">{t('imports.rows_gone')}</p>;
  return (
    <section className="stack tight" aria-label={t('imports.rows_title')}>
      <RowFilter one={one} current={kind} />
      {isHinted(kind) && <p className="soft small">{t(HINTS[kind])}</p>}
      <RowGrid key={kind} one={one} kind={kind} />
    </section>
  );
}
