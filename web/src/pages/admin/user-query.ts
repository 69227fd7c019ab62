import { queryOptions } from '@tanstack/react-query';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';

/** @param id or username */
export const staffUserQuery = (id: string) =>
  queryOptions({
    queryKey: ['users', 'one', id],
    queryFn: () => request<StaffUserDetails>('GET', `/admin/users/${encodeURIComponent(id)}.json`),
  });

/** After something was done to an account: whatever shows accounts asks anew. */
export async function refreshUsers(): Promise<void> {
  queryClient.invalidateQueries({ queryKey: ['user'] });
  queryClient.invalidateQueries({ queryKey: ['admin-overview'] });
  await queryClient.invalidateQueries({ queryKey: ['users'] });
}
