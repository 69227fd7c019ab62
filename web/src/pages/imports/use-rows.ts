import { useQueries } from '@tanstack/react-query';
import type { ImportRow } from '../../../../src/shared/wire/imports.ts';
import { PAGE, rowsQuery } from './data.ts';

/**
 * Rows of a list as far as they are looked at: the pages that hold them, and the one that comes next.
 * @param first index of the first row that shows
 * @param last of the last one
 * @param total how many rows of this kind there are
 * @param resting the list is not being scrolled: pages that are only flown over are not asked for
 */
export function useRows(
  id: number,
  kind: string,
  { first, last, total, resting }: { first: number; last: number; total: number; resting: boolean },
) {
  const end = Math.min(total - 1, last + PAGE / 2);
  const pages: number[] = [];
  for (let page = Math.floor(first / PAGE); page * PAGE <= end; page++) pages.push(page);
  const queries = useQueries({
    queries: pages.map((page) => ({ ...rowsQuery(id, kind, page), enabled: resting })),
  });
  return {
    error: queries.find(({ error }) => error)?.error,
    /** undefined: not fetched yet. */
    rowAt: (index: number): ImportRow | undefined =>
      queries[pages.indexOf(Math.floor(index / PAGE))]?.data?.rows[index % PAGE],
  };
}
