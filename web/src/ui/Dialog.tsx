import { Modal, type ModalProps } from '@mantine/core';
import { useEffect } from 'react';

/**
 * Mantine's dialog, which may also be mounted already open and taken away while it is: whoever had the focus before gets
 * it back, unless somebody outside has taken it.
 */
export function Dialog({ opened = true, ...props }: Omit<ModalProps, 'opened'> & { opened?: boolean }) {
  useEffect(() => {
    if (!opened) return;
    const opener = document.activeElement;
    return () => {
      const now = document.activeElement;
      const taken = now && now !== document.body && !now.closest('[role="dialog"]');
      if (taken) return;
      // What was done may have taken the opener away.
      const back = opener?.isConnected ? opener : document.querySelector('h1');
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, [opened]);
  return <Modal returnFocus={false} opened={opened} {...props} />;
}
