import { useEffect, useRef } from 'react';
import type { ImportRow } from '../../../../src/shared/wire/imports.ts';
import { t } from '../../i18n/index.tsx';
import type { CellName } from './data.ts';
import type { Edit } from './use-edit.ts';

/** A cell while it is written in: Enter checks it, Escape leaves it as it was, going elsewhere keeps what was written. */
export function CellEditor({ row, cell, edit }: { row: ImportRow; cell: CellName; edit: Edit }) {
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const save = (back: boolean) => {
    if (ended.current || !input.current) return;
    ended.current = true;
    void edit.save(row, cell, input.current.value, back);
  };
  const leave = (back: boolean) => {
    if (ended.current) return;
    ended.current = true;
    edit.leave(back);
  };
  return (
    <input
      ref={input}
      className="cell-editor"
      dir="ltr"
      spellCheck={false}
      autoComplete="off"
      inputMode={cell === 'email' ? 'email' : 'text'}
      aria-label={t('imports.edit_cell', { column: t(`import_column.${cell}`), line: row.line })}
      defaultValue={row[cell]}
      // The cell around it would begin anew.
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') save(true);
        if (event.key === 'Escape') leave(true);
      }}
      onBlur={(event) => (event.currentTarget.value === row[cell] ? leave(false) : save(false))}
    />
  );
}
