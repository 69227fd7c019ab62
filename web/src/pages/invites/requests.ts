/** Requests to invite somebody, as the screens read them. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { InviteRequestList } from '../../../../src/shared/wire/invite-requests.ts';
import { request } from '../../api.ts';

const read = (group: string | undefined, query: Record<string, string>) => {
  const path = group === undefined ? '/invite_requests' : `/groups/${encodeURIComponent(group)}/invite_requests`;
  return request<InviteRequestList>('GET', `${path}.json?${new URLSearchParams(query)}`);
};

/** @param group only those about it; left out: those that wait for the reader */
export const requestsQuery = (state: 'waiting' | 'answered', group?: string) =>
  infiniteQueryOptions({
    queryKey: ['requests', group ?? null, state],
    queryFn: ({ pageParam }) => read(group, { state, after: pageParam }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** How many wait. */
export const waitingQuery = (group?: string) =>
  queryOptions({
    queryKey: ['requests', group ?? null, 'count'],
    queryFn: async () => (await read(group, { limit: '1' })).waiting,
  });
