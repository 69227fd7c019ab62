import { queryOptions } from '@tanstack/react-query';
import type { AdminOverview } from '../../../../src/shared/wire/admin-overview.ts';
import type { EmailSettings } from '../../../../src/shared/wire/email-logs.ts';
import { request } from '../../api.ts';

export const overviewQuery = queryOptions({
  queryKey: ['admin-overview'],
  queryFn: () => request<AdminOverview>('GET', '/admin/overview.json'),
});

/** How mail leaves the server; for admins. */
export const deliveryQuery = queryOptions({
  queryKey: ['email-logs', 'delivery'],
  queryFn: () => request<EmailSettings>('GET', '/admin/email.json'),
});
