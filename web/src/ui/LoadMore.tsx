import { Button } from '@mantine/core';
import { t } from '../i18n/index.tsx';

interface LoadMoreProps {
  /** Of useInfiniteQuery. */
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** The rest of a long list, a page at a time, when it is asked for: what is below a list stays within reach. */
export function LoadMore({ query }: LoadMoreProps) {
  if (!query.hasNextPage) return null;
  const more = () => !query.isFetchingNextPage && query.fetchNextPage();
  return (
    <Button variant="default" aria-disabled={query.isFetchingNextPage} onClick={more}>
      {t(query.isFetchingNextPage ? 'shell.loading' : 'shell.more')}
    </Button>
  );
}
