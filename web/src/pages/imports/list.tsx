import { useQuery } from '@tanstack/react-query';
import { Link, useRouteContext, useSearch } from '@tanstack/react-router';
import type { ImportListReply } from '../../../../src/shared/wire/imports.ts';
import { useLive } from '../../app/live.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UrlTabs } from '../../ui/UrlTabs.tsx';
import { importsQuery } from './data.ts';
import { ImportLine } from './ImportLine.tsx';
import './imports.css';
import { NewImport } from './NewImport.tsx';

/** `/imports`: invite from a list, and the lists of before (everybody's for admins). */
export default function Imports() {
  const { user } = useRouteContext({ from: '/with-user' });
  const search = useSearch({ from: '/with-user/imports' });
  const all = user.admin && search.all !== undefined;
  useLive(['imports'], [['imports', 'list']]);
  const { data, error } = useQuery({
    ...importsQuery(all),
    // Live updates tell of one's own lists only.
    refetchInterval: ({ state: { data } }) => all && data?.imports.some(({ state }) => state === 'running') && 2000,
  });
  return (
    <div className="stack imports">
      <div className="stack tight">
        <Link to="/invites" className="small">
          {t('imports.to_invites')}
        </Link>
        <Heading title={t('imports.title')} />
      </div>
      {error && <Problem problem={error} />}
      {!data && !error && <SkeletonRows />}
      {data && !all && (data.can_import ? <NewImport limits={data.limits} /> : <MayNot reply={data} />)}
      {data && (
        <section className="stack tight" aria-labelledby="history">
          <h2 id="history">{t('imports.history')}</h2>
          {user.admin && (
            <UrlTabs
              label={t('imports.history')}
              param="all"
              current={all ? 'yes' : ''}
              tabs={[
                { value: '', label: t('imports.mine') },
                { value: 'yes', label: t('imports.everybodys') },
              ]}
            />
          )}
          {data.imports.length === 0 ? (
            <EmptyState title={t('imports.none')} text={t('imports.none_text')} />
          ) : (
            <ul className="list" aria-labelledby="history">
              {data.imports.map((one) => (
                <ImportLine key={one.id} one={one} withPerson={all} />
              ))}
            </ul>
          )}
        </section>
      )}
    </div>
  );
}

function MayNot({ reply: { rule } }: { reply: ImportListReply }) {
  return (
    <div className="notice warn">
      <strong>{t('imports.may_not')}</strong>
      <p dir="auto">{rule ?? t('imports.may_not_text')}</p>
      <p>{t('imports.may_not_help')}</p>
    </div>
  );
}
