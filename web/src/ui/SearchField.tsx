import { TextInput } from '@mantine/core';
import { useRef } from 'react';
import { t } from '../i18n/index.tsx';
import { useShortcut } from './shortcuts.tsx';
import { useTypedText } from './use-typed-text.ts';

interface SearchFieldProps {
  label: string;
  /** What the address says is searched for. */
  value: string | undefined;
  onSearch: (value: string | undefined) => void;
}

/** The search of a list; the key `/` leads there. One a page. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const text = useTypedText(value, onSearch);
  useShortcut('/', t('shortcut.search'), () => input.current?.focus());
  return (
    <TextInput
      ref={input}
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      dir="auto"
      {...text}
    />
  );
}
