import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { Problem } from '../../components/Problem.tsx';
import { locale, t } from '../../i18n/index.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { columnsOf, stepOf } from './columns.ts';
import { isEnded, type RowState } from './data.ts';
import { GridRow } from './GridRow.tsx';
import { countOf } from './RowFilter.tsx';
import { useEdit } from './use-edit.ts';
import { useRows } from './use-rows.ts';

/** Browsers draw nothing below some 17 million pixels. Whoever has more rows looks at one kind of them, or at the file. */
const MOST_ROWS = 50_000;
const number = new Intl.NumberFormat(locale);
/** Heights until they are measured, in pixels. */
const ROW = 44;
const HEAD = 40;

/** Rows of a list, of which only those that show exist in the page. Cells are corrected in place while it waits. */
export function RowGrid({ one, kind }: { one: ImportReply; kind: RowState | '' }) {
  const total = Math.min(MOST_ROWS, countOf(one, kind));
  const columns = columnsOf(one);
  const scroller = useRef<HTMLDivElement>(null);
  const status = useRef<HTMLParagraphElement>(null);
  /** The one cell of the grid that Tab reaches; arrows move it. */
  const [active, setActive] = useState({ index: 0, column: 1 });
  const index = Math.max(0, Math.min(active.index, total - 1));
  const moved = useRef(false);
  const edit = useEdit(one, () => {
    moved.current = true;
  });
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    scrollPaddingStart: HEAD,
    scrollPaddingEnd: HEAD,
    useFlushSync: false,
    // The focus must not go with a row that is scrolled away.
    rangeExtractor: (range) => [...new Set([index, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  const place = { first: startIndex, last: endIndex, total, resting: !virtualizer.isScrolling };
  const { rowAt, error } = useRows(one.id, kind, place);

  useEffect(() => {
    if (!moved.current || edit.open) return;
    moved.current = false;
    const cell = scroller.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
    (cell ?? status.current)?.focus({ preventScroll: true });
  });

  const go = (to: { index: number; column: number }) => {
    moved.current = true;
    setActive(to);
    virtualizer.scrollToIndex(to.index);
  };
  const begin = (at: number, column: number) => {
    const row = rowAt(at);
    const cell = columns[column]!;
    setActive({ index: at, column });
    if (one.can_run && row && cell !== 'line' && cell !== 'state') edit.begin(row, cell);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (edit.open) return;
    if (event.key === 'Enter' || event.key === 'F2') begin(index, active.column);
    else {
      const to = stepOf(event, { index, column: active.column }, { rows: total, columns: columns.length });
      if (!to) return;
      go(to);
    }
    event.preventDefault();
  };

  return (
    <>
      <p ref={status} role="status" tabIndex={-1} className="small grid-status">
        {edit.said}
      </p>
      {error && <Problem problem={error} />}
      {total === 0 ? (
        <EmptyState title={t('imports.no_rows')} />
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a table of which only the rows in sight exist, at places of their own.
        <div
          ref={scroller}
          role="grid"
          tabIndex={-1}
          className="row-grid"
          aria-label={t('imports.rows_title')}
          aria-rowcount={total + 1}
          aria-colcount={columns.length}
          aria-readonly={!one.can_run}
          style={{ '--columns': columns.map((column) => `var(--column-${column})`).join(' ') } as React.CSSProperties}
          onKeyDown={onKeyDown}
        >
          {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
          <div role="row" className="grid-head" aria-rowindex={1} tabIndex={-1}>
            {columns.map((column) => (
              // biome-ignore lint/a11y/useSemanticElements: see above.
              <div key={column} role="columnheader" tabIndex={-1}>
                {t(`import_column.${column === 'state' && isEnded(one) ? 'result' : column}`)}
              </div>
            ))}
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
          <div role="rowgroup" className="grid-body" style={{ blockSize: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => (
              <GridRow
                key={item.key}
                measure={virtualizer.measureElement}
                index={item.index}
                start={item.start}
                row={rowAt(item.index)}
                columns={columns}
                activeColumn={item.index === index ? active.column : undefined}
                edit={edit}
                onActivate={begin}
              />
            ))}
          </div>
        </div>
      )}
      {one.can_run && total > 0 && <p className="soft small">{t('imports.edit_hint')}</p>}
      {countOf(one, kind) > total && (
        <p className="soft small">
          {t('imports.most_rows', { shown: number.format(total), all: number.format(countOf(one, kind)) })}
        </p>
      )}
    </>
  );
}
