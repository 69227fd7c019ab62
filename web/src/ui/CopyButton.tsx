import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '../i18n/index.tsx';
import { tell } from './notices.tsx';

/** How long it says that it has copied. */
const SAID_MS = 2000;

/** @param near where a dialog that keeps the focus lets a field have it @returns whether the text is on the clipboard */
async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers have no clipboard for pages that came by plain http, as on a network at home; the older way works there.
    const field = document.createElement('textarea');
    field.value = text;
    field.readOnly = true;
    field.className = 'visually-hidden';
    near.parentElement?.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    near.focus();
    return copied;
  }
}

interface CopyButtonProps {
  text: string;
  label: string;
  /** Tells the buttons of a page apart. */
  about: string;
  size: 'xs' | 'sm';
}

/** Copies, and says so; where the browser does not let it, shows the text to be selected by hand. */
export function CopyButton({ text, label, about, size }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async (button: HTMLElement) => {
    if (!(await copyText(text, button))) return tell(t('copy.by_hand', { text }));
    setCopied(true);
    window.setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Button variant="default" size={size} onClick={(event) => void copy(event.currentTarget)}>
      <span aria-live="polite">{copied ? t('copy.copied') : label}</span>
      <span className="visually-hidden">: {about}</span>
    </Button>
  );
}
