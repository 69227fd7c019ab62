import { Button } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useAction } from '../../components/use-action.ts';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tellProblem } from '../../ui/notices.tsx';

interface DeedProps {
  label: string;
  /** What it does, beside the button. */
  text?: ReactNode;
  allowed: boolean;
  /** The server's rule, where it is not allowed. */
  why?: string | undefined;
  danger?: boolean;
  run: () => Promise<unknown>;
  /** Asked first, for what cannot be undone or is grave. Left out: done at once. */
  confirm?: { title: string; text: ReactNode };
}

/** Something that can be done to an account: a button, what it does, and why it is not possible, if so. */
export function Deed({ label, text, allowed, why, danger = false, run, confirm }: DeedProps) {
  const id = useId();
  const [asked, setAsked] = useState(false);
  const doing = useAction<unknown>();
  const press = () => {
    if (!allowed) return;
    if (confirm) setAsked(true);
    else doing.run(() => run().catch(tellProblem));
  };
  return (
    <div className="deed">
      <div id={id}>
        {text && <p className="small">{text}</p>}
        {!allowed && why && (
          <p className="soft small" dir="auto">
            {why}
          </p>
        )}
      </div>
      <Button
        // What is refused can still be reached by the keyboard, because its reason is read out with it.
        variant={danger && allowed ? 'outline' : 'default'}
        className={danger && allowed ? 'dangerous' : ''}
        data-disabled={allowed ? undefined : true}
        aria-disabled={!allowed || doing.busy}
        aria-describedby={id}
        onClick={press}
      >
        {label}
      </Button>
      {confirm && (
        <ConfirmDialog
          opened={asked}
          onClose={() => setAsked(false)}
          title={confirm.title}
          action={label}
          danger={danger}
          run={run}
        >
          {confirm.text}
        </ConfirmDialog>
      )}
    </div>
  );
}
