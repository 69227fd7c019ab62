import { queryOptions } from '@tanstack/react-query';
import type { ProfileReply } from '../../../../src/shared/wire/users.ts';
import { request } from '../../api.ts';

/** A person's profile as the reader may see it. */
export const profileQuery = (username: string) =>
  queryOptions({
    queryKey: ['user', username],
    queryFn: async () => (await request<ProfileReply>('GET', `/u/${encodeURIComponent(username)}.json`)).user,
  });
