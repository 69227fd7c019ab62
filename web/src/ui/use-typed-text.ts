import { useDebouncedCallback } from '@mantine/hooks';
import { type ChangeEvent, useEffect, useState } from 'react';

/** A moment after the last letter. */
const REST_MS = 300;

/**
 * `value` and `onChange` of a field whose text stands in the address. `tell` is called a moment after the last letter,
 * undefined for an empty field; put it into the address with `replace`. `clean` makes what is told of what was typed.
 */
export function useTypedText(
  value = '',
  tell: (text: string | undefined) => void,
  clean: (text: string) => string = (text) => text.trim(),
) {
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback((text: string) => tell(clean(text) || undefined), REST_MS);
  // Back and forward change the address under the field; what is just being typed stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a changed address changes the field.
  useEffect(() => {
    setTyped((before) => (clean(before) === value ? before : value));
  }, [value]);
  return {
    value: typed,
    onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
      setTyped(currentTarget.value);
      later(currentTarget.value);
    },
  };
}
