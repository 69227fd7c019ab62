import { Link } from '@tanstack/react-router';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { locale, t } from '../../i18n/index.tsx';
import { isEnded, RESULTS, type RowState, rowState, STATES } from './data.ts';

const number = new Intl.NumberFormat(locale);
const kindsOf = (one: ImportReply): readonly RowState[] => (isEnded(one) ? RESULTS : STATES);

/** How many rows are of a kind; '': all. */
export const countOf = (one: ImportReply, kind: string): number =>
  kind === '' ? one.rows : ((isEnded(one) ? one.results : one.counts)[kind] ?? 0);

/** What the address asks for, where there is such a kind at this stage. */
export const shownKind = (one: ImportReply, asked = ''): RowState | '' =>
  kindsOf(one).find((kind) => kind === asked) ?? '';

/** How many rows are of which kind; each number shows those rows below. */
export function RowFilter({ one, current }: { one: ImportReply; current: RowState | '' }) {
  const kinds = kindsOf(one).filter((kind) => kind === current || countOf(one, kind) > 0);
  return (
    <nav className="row-filter" aria-label={t('imports.kinds')}>
      {(['', ...kinds] as const).map((kind) => (
        <Link
          key={kind}
          to="/imports/$id"
          params={{ id: String(one.id) }}
          search={{ rows: kind || undefined } as never}
          replace
          resetScroll={false}
          activeProps={{}}
          aria-current={kind === current ? 'true' : undefined}
          className={kind === '' ? 'plain' : rowState(kind).tone}
        >
          <strong>{number.format(countOf(one, kind))}</strong>{' '}
          {t(kind === '' ? 'imports.all_rows' : rowState(kind).label)}
        </Link>
      ))}
    </nav>
  );
}
