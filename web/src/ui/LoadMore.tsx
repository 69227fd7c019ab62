import { Button } from '@mantine/core';
import { t } from '../i18n/index.tsx';

interface Loaded {
  data: { pages: unknown[] } | undefined;
  hasNextPage: boolean;
  isError: boolean;
}

interface LoadMoreProps {
  /** Of useInfiniteQuery. */
  query: Loaded & { isFetchingNextPage: boolean; fetchNextPage: () => Promise<Loaded> };
}

/** The rest of a long list, a page at a time, when it is asked for: what is below a list stays within reach. */
export function LoadMore({ query }: LoadMoreProps) {
  if (!query.hasNextPage) return null;
  const more = async () => {
    if (query.isFetchingNextPage) return;
    // Search, filters and tabs are in the address: with another one, it is another list.
    const { href } = window.location;
    const shown = query.data?.pages.length ?? 0;
    let now: Loaded;
    // A change that arrives meanwhile has the list fetched anew in place of the page that was on its way.
    do now = await query.fetchNextPage();
    while (now.hasNextPage && !now.isError && (now.data?.pages.length ?? 0) <= shown && window.location.href === href);
  };
  return (
    <Button variant="default" aria-disabled={query.isFetchingNextPage} onClick={more}>
      {t(query.isFetchingNextPage ? 'shell.loading' : 'shell.more')}
    </Button>
  );
}
