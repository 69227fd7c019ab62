import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Problem } from '../components/Problem.tsx';
import { useAction } from '../components/use-action.ts';
import { t } from '../i18n/index.tsx';
import { Dialog } from './Dialog.tsx';

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  /** A question: "Remove this group?" */
  title: string;
  /** What will happen, and that it cannot be undone. What can be undone needs no question (`offerUndo`). */
  children: ReactNode;
  /** The button's word: the verb of the question, never "OK". */
  action: string;
  /** What leaving everything as it is is called here; else "Cancel". */
  cancel?: string;
  danger?: boolean;
  /** Does it; the dialog closes afterwards, or tells what was thrown. */
  run: () => Promise<unknown>;
}

export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  action,
  cancel,
  danger = false,
  run,
}: ConfirmDialogProps) {
  const doing = useAction<unknown>();
  const confirm = () =>
    doing.run(async () => {
      await run();
      onClose();
    });
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <div className="stack">
        {children}
        {doing.problem !== undefined && <Problem problem={doing.problem} />}
        <div className="row end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {cancel ?? t('dialog.cancel')}
          </Button>
          <Button className={danger ? 'danger' : ''} aria-disabled={doing.busy} onClick={confirm}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
