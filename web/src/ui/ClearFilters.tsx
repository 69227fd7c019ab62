import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { t } from '../i18n/index.tsx';

interface ClearFiltersProps {
  /** What the screen calls its search and filters in the address. */
  words: readonly string[];
}

/** For a list in which nothing was found: takes search and filters away, and leaves tab and order. */
export function ClearFilters({ words }: ClearFiltersProps) {
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
      onClick={() => document.querySelector<HTMLElement>('.filters input')?.focus()}
    >
      {t('shell.clear_filters')}
    </Button>
  );
}
