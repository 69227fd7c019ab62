import { useState } from 'react';
import type { ImportReply, ImportRow } from '../../../../src/shared/wire/imports.ts';
import { t } from '../../i18n/index.tsx';
import { tellProblem } from '../../ui/notices.tsx';
import { type CellName, editCell, rowState } from './data.ts';

interface CellPlace {
  line: number;
  cell: CellName;
}

export interface Edit {
  /** A cell is being written in. */
  open: boolean;
  /** What came of the last correction, to be read out. */
  said: string;
  begin: (row: ImportRow, cell: CellName) => void;
  isOpen: (row: ImportRow, cell: CellName) => boolean;
  /** What was written into the cell and is on its way. */
  saving: (row: ImportRow, cell: CellName) => string | undefined;
  /** @param back to the grid goes the focus */
  save: (row: ImportRow, cell: CellName, text: string, back: boolean) => Promise<void>;
  leave: (back: boolean) => void;
}

/** Correcting one cell after the other. @param onBack the cell that was left takes the focus again */
export function useEdit(one: ImportReply, onBack: () => void): Edit {
  const [open, setOpen] = useState<CellPlace>();
  const [sent, setSent] = useState<CellPlace & { text: string }>();
  const [said, setSaid] = useState('');
  const is = (place: CellPlace | undefined, row: ImportRow, cell: CellName) =>
    place?.line === row.line && place.cell === cell;
  const close = (place: CellPlace) =>
    setOpen((now) => (now?.line === place.line && now.cell === place.cell ? undefined : now));
  return {
    open: open !== undefined,
    said,
    begin: ({ line }, cell) => setOpen({ line, cell }),
    isOpen: (row, cell) => is(open, row, cell),
    saving: (row, cell) => (is(sent, row, cell) ? sent?.text : undefined),
    async save({ line }, cell, text, back) {
      close({ line, cell });
      setSent({ line, cell, text });
      if (back) onBack();
      try {
        const { problems, state } = await editCell(one, line, cell, text);
        setSaid(
          problems.length === 0
            ? t('imports.fixed', { line, state: t(rowState(state).label) })
            : t('imports.still', { line, problems: problems.map(({ message }) => message).join(' ') }),
        );
      } catch (problem) {
        tellProblem(problem);
      }
      // The row may be elsewhere now, and the focus must not be nowhere.
      if (back && document.activeElement === document.body) onBack();
      setSent(undefined);
    },
    leave(back) {
      setOpen(undefined);
      if (back) onBack();
    },
  };
}
