import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { ApiError, request } from '../../api.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

interface Waiting {
  work: () => Promise<unknown>;
  resolve: (reply: unknown) => void;
  reject: (problem: unknown) => void;
  /** Why the password is asked for: what the server answered without it. */
  refusal: unknown;
}

/**
 * For deeds that the server allows only shortly after the password was given: `run` does the work and, if need be, asks
 * for the password and does it again. Put `dialog` on the page. A dialog that is closed ends `run` with the refusal.
 */
export function usePasswordAgain(): { run: (work: () => Promise<unknown>) => Promise<unknown>; dialog: ReactNode } {
  const [waiting, setWaiting] = useState<Waiting>();
  const run = async (work: () => Promise<unknown>) => {
    try {
      return await work();
    } catch (refusal) {
      if (!(refusal instanceof ApiError) || refusal.extras.reason !== 'reauthenticate') throw refusal;
      return new Promise<unknown>((resolve, reject) => setWaiting({ work, resolve, reject, refusal }));
    }
  };
  const dialog = waiting && <PasswordDialog waiting={waiting} onDone={() => setWaiting(undefined)} />;
  return { run, dialog };
}

function PasswordDialog({ waiting, onDone }: { waiting: Waiting; onDone: () => void }) {
  const [password, setPassword] = useState('');
  const proving = useAction<void>();
  const settled = useRef(false);
  const cancel = () => {
    if (!settled.current) waiting.reject(waiting.refusal);
    onDone();
  };
  const prove = (event: FormEvent) => {
    event.preventDefault();
    proving.run(async () => {
      await request('POST', '/session/reauthenticate.json', { password });
      settled.current = true;
      // What comes of the deed itself is told by whoever asked for it.
      waiting.work().then(waiting.resolve, waiting.reject);
      onDone();
    });
  };
  return (
    <Dialog onClose={cancel} title={t('admin.password_title')}>
      <form className="stack" noValidate onSubmit={prove}>
        <p>{t('admin.password_text')}</p>
        {proving.problem !== undefined && <Problem problem={proving.problem} />}
        <PasswordInput
          label={t('field.password')}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <div className="row end">
          <Button variant="default" onClick={cancel}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" aria-disabled={proving.busy}>
            {t('action.continue')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
