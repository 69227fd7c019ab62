import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import type { NotificationList } from '../../../src/shared/wire/notifications.ts';
import type { CurrentUserReply } from '../../../src/shared/wire/session.ts';
import type { ClientSettings } from '../../../src/shared/wire/site.ts';
import { ApiError, request } from '../api.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays a refusal; only a server that could not be reached is asked again.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0,
    },
  },
});

/** Asks who is logged in; null for a visitor. */
export async function findCurrentUser() {
  try {
    return (await request<CurrentUserReply>('GET', '/session/current.json')).current_user;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** The person logged in; null for a visitor. */
export const currentUserQuery = queryOptions({ queryKey: ['current-user'], queryFn: findCurrentUser });

/** One's own latest notifications, newest first. */
export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: async () => (await request<NotificationList>('GET', '/notifications.json')).notifications,
});

/** The site's settings that pages need to know. */
export const clientSettingsQuery = queryOptions({
  queryKey: ['client-settings'],
  queryFn: () => request<ClientSettings>('GET', '/site/settings.json'),
  staleTime: 300_000,
});

/** Whether the site sends mail now. What is kept is no mail that people could be told to look for. */
export const useMailLeaves = (): boolean => useQuery(clientSettingsQuery).data?.mail_leaves !== false;
