import type { ImportRow } from '../../../../src/shared/wire/imports.ts';
import { t } from '../../i18n/index.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { CellEditor } from './CellEditor.tsx';
import type { ColumnName } from './columns.ts';
import { rowState } from './data.ts';
import type { Edit } from './use-edit.ts';

interface GridRowProps {
  /** Tells how high it became. */
  measure: (row: HTMLDivElement | null) => void;
  index: number;
  /** Pixels from the top of the list. */
  start: number;
  row: ImportRow | undefined;
  columns: readonly ColumnName[];
  /** The cell that Tab reaches, if it is in this row. */
  activeColumn: number | undefined;
  edit: Edit;
  onActivate: (index: number, column: number) => void;
}

/** One row of the list, on a narrow screen a small card. */
export function GridRow({ measure, index, start, row, columns, activeColumn, edit, onActivate }: GridRowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a virtual list cannot be those of a table.
    <div
      ref={measure}
      role="row"
      tabIndex={-1}
      className={`grid-row ${(row?.problems.length ?? 0) > 0 ? 'wrong' : ''}`}
      data-index={index}
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${start}px)` }}
    >
      {columns.map((column, place) => (
        <Cell
          key={column}
          row={row}
          column={column}
          active={place === activeColumn}
          edit={edit}
          onActivate={() => onActivate(index, place)}
        />
      ))}
    </div>
  );
}

interface CellProps {
  row: ImportRow | undefined;
  column: ColumnName;
  active: boolean;
  edit: Edit;
  onActivate: () => void;
}

function Cell({ row, column, active, edit, onActivate }: CellProps) {
  const fixed = column === 'line' || column === 'state';
  const wrong = row !== undefined && !fixed && row.problems.some((problem) => problem.column === column);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row. The grid hears the keys.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div
      role="gridcell"
      tabIndex={active ? 0 : -1}
      className={`grid-cell ${column}`}
      data-label={t(`import_column.${column}`)}
      aria-readonly={fixed || undefined}
      aria-invalid={wrong || undefined}
      aria-describedby={wrong ? `problems-${row.line}` : undefined}
      onClick={onActivate}
    >
      <CellContent row={row} column={column} edit={edit} />
    </div>
  );
}

function CellContent({ row, column, edit }: Pick<CellProps, 'row' | 'column' | 'edit'>) {
  if (!row) return <span className="skeleton">{column === 'line' && t('shell.loading')}</span>;
  if (column === 'line') return row.line;
  if (column === 'state') return <State row={row} />;
  if (edit.isOpen(row, column)) return <CellEditor row={row} cell={column} edit={edit} />;
  const saving = edit.saving(row, column);
  return (
    <bdi aria-busy={saving !== undefined || undefined} className={saving === undefined ? '' : 'soft'}>
      {saving ?? row[column]}
    </bdi>
  );
}

function State({ row }: { row: ImportRow }) {
  const { label, tone } = rowState(row.result ?? row.state);
  return (
    <>
      <StatusChip tone={tone}>{t(label)}</StatusChip>
      {row.problems.length > 0 && (
        <ul id={`problems-${row.line}`} className="small">
          {row.problems.map(({ column, code, value, message }) => (
            <li key={`${column} ${code} ${value}`} dir="auto">
              {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
