import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { t } from '../i18n/index.tsx';
import { useShortcut } from './shortcuts.tsx';

interface SearchFieldProps {
  label: string;
  /** What the address says is searched for. */
  value: string | undefined;
  /** Called a moment after the last letter; undefined for an empty field. Put it into the address with `replace`. */
  onSearch: (value: string | undefined) => void;
}

/** The search of a list; the key `/` leads there. One a page. */
export function SearchField({ label, value = '', onSearch }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const search = useDebouncedCallback((words: string) => onSearch(words.trim() || undefined), 250);
  // Back and forward change the address under the field; what is just being typed stays.
  useEffect(() => {
    setTyped((before) => (before.trim() === value ? before : value));
  }, [value]);
  useShortcut('/', t('shortcut.search'), () => input.current?.focus());
  return (
    <TextInput
      ref={input}
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      dir="auto"
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}
