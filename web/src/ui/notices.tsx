import { Button, CloseButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { problemSentences } from '../components/Problem.tsx';
import { t } from '../i18n/index.tsx';
import { useShortcut } from './shortcuts.tsx';
import { makeStore } from './store.ts';

/** How long something may be taken back, and how long a notice stands. */
const STAYS_MS = 10_000;

interface Notice {
  id: number;
  message: string;
  tone: 'plain' | 'bad';
  undo?: () => Promise<unknown>;
}

let counter = 0;
const notices = makeStore<readonly Notice[]>([]);
const close = (id: number) => notices.set(notices.get().filter((notice) => notice.id !== id));
/** As many as one can read. What can be taken back makes way last. */
const MOST = 3;

function add(notice: Omit<Notice, 'id'>): void {
  const all = [...notices.get(), { ...notice, id: ++counter }];
  const goes = all.length > MOST && (all.slice(0, -1).find(({ undo }) => !undo) ?? all[0]);
  notices.set(all.filter((one) => one !== goes));
}

/** Says at the edge of the screen what has happened, for ten seconds. */
export const tell = (message: string): void => add({ message, tone: 'plain' });

/** The same for something that failed where no form can show it. */
export const tellProblem = (problem: unknown): void =>
  add({ message: problemSentences(problem).join(' '), tone: 'bad' });

/** Says what was done and offers to take it back for ten seconds. `undo` does that; what it throws is told. */
export const offerUndo = (message: string, undo: () => Promise<unknown>): void => add({ message, tone: 'plain', undo });

async function takeBack({ id, undo }: Notice): Promise<void> {
  close(id);
  try {
    await undo?.();
    tell(t('undo.done'));
  } catch (problem) {
    tellProblem(problem);
  }
}

/** Where notices appear; part of the shell. The region is always there, so that what comes into it is read out. */
export function Notices() {
  const shown = notices.use();
  const last = shown.findLast(({ undo }) => undo);
  useShortcut('u', t('shortcut.undo'), () => last && takeBack(last), last !== undefined);
  return (
    <section className="toasts" aria-label={t('shell.notices')} aria-live="polite">
      {shown.map((notice) => (
        <Toast key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function Toast({ notice }: { notice: Notice }) {
  const [held, setHeld] = useState(false);
  // Whoever reads it, or is about to press its button, has all the time they need.
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => close(notice.id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [held, notice.id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing happens by it but that the notice stays.
    <div
      className={`toast ${notice.tone}`}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p dir="auto">{notice.message}</p>
      {notice.undo && (
        <Button variant="default" size="xs" onClick={() => takeBack(notice)}>
          {t('undo.button')}
        </Button>
      )}
      <CloseButton aria-label={t('dialog.close')} onClick={() => close(notice.id)} />
    </div>
  );
}
