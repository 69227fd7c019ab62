import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../i18n/index.tsx';
import { keepFocus } from './keep-focus.ts';

interface ClearFiltersProps {
  /** What the screen calls its search and filters in the address. */
  words: readonly string[];
  /** What it leads to; without it, "Clear filters". */
  label?: string;
}

/** For a list in which nothing was found: takes search and filters away, and leaves the rest, e.g. the order. */
export function ClearFilters({ words, label }: ClearFiltersProps) {
  const none = Object.fromEntries(words.map((word) => [word, undefined]));
  return (
    <Button
      variant="default"
      component={Link}
      to="."
      // Like tabs, it does not know which screen it is on, so neither does its type.
      search={((before: object) => ({ ...before, ...none })) as never}
      activeProps={{}}
      // It goes away with what it clears.
      onClick={({ currentTarget }) => {
        keepFocus(currentTarget);
        document.querySelector<HTMLElement>('.filters input')?.focus();
      }}
    >
      {label ?? t('shell.clear_filters')}
    </Button>
  );
}
