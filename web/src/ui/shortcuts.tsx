import { Kbd, Modal, Switch } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { t } from '../i18n/index.tsx';
import { makeStore } from './store.ts';

interface Shortcut {
  key: string;
  label: string;
}

const shortcuts = makeStore<readonly Shortcut[]>([]);
const helpOpened = makeStore(false);
export const openShortcutHelp = (): void => helpOpened.set(true);

const SWITCH = 'usher_shortcuts';
const enabled = makeStore(localStorage.getItem(SWITCH) !== 'off');

/** To a box that is ticked, a letter means nothing. */
const TICKED = 'input:is([type=checkbox], [type=radio])';

/** While something is typed, chosen or asked, keys mean what they always mean. */
const isTyping = ({ target }: KeyboardEvent) =>
  (target instanceof HTMLElement &&
    !target.matches(TICKED) &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) ||
  document.querySelector('[role="dialog"], [role="menu"]') !== null;

// By the place of the key too, because the letters of a Hebrew keyboard are others.
const isKey = (event: KeyboardEvent, key: string) =>
  event.key === key || (/^[a-z]$/.test(key) && event.code === `Key${key.toUpperCase()}`);

/** A single key that does something while the component is there and `active`; `?` shows the list of them. */
export function useShortcut(key: string, label: string, run: () => void, active = true): void {
  const latest = useRef(run);
  latest.current = run;
  const on = enabled.use();
  useEffect(() => {
    if (!active) return;
    const entry = { key, label };
    shortcuts.set([...shortcuts.get(), entry]);
    const listen = (event: KeyboardEvent) => {
      if (!on || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event) || !isKey(event, key)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
      shortcuts.set(shortcuts.get().filter((one) => one !== entry));
    };
  }, [key, label, active, on]);
}

/** The list of the keys that do something here. They can be switched off, for those who speak to their computer. */
export function ShortcutHelp() {
  const opened = helpOpened.use();
  const all = shortcuts.use();
  const on = enabled.use();
  useShortcut('?', t('shortcut.help'), openShortcutHelp);
  return (
    <Modal opened={opened} onClose={() => helpOpened.set(false)} title={t('shortcut.title')}>
      <div className="stack">
        <dl className="shortcuts">
          {all.map(({ key, label }) => (
            <div key={key}>
              <dt>
                <Kbd>{key}</Kbd>
              </dt>
              <dd>{label}</dd>
            </div>
          ))}
        </dl>
        <Switch
          label={t('shortcut.on')}
          checked={on}
          onChange={(event) => {
            enabled.set(event.currentTarget.checked);
            localStorage.setItem(SWITCH, event.currentTarget.checked ? 'on' : 'off');
          }}
        />
      </div>
    </Modal>
  );
}
