/** Where the navigation leads, in its order. An entry shows once its route is there. */
import type { CurrentUser } from '../../../src/shared/wire/session.ts';
import type { SentenceKey } from '../i18n/index.tsx';

export interface Place {
  to: string;
  label: SentenceKey;
  /** Who finds something there; left out: everybody. */
  for?: 'staff' | 'admin';
}

export const places: readonly Place[] = [
  { to: '/invites', label: 'nav.invites' },
  { to: '/groups', label: 'nav.groups' },
  { to: '/explain', label: 'nav.explain' },
  { to: '/admin', label: 'nav.admin', for: 'staff' },
];

export const adminPlaces: readonly Place[] = [
  { to: '/admin/users', label: 'nav.users', for: 'staff' },
  { to: '/admin/email-logs', label: 'nav.email_logs', for: 'admin' },
  { to: '/admin/audit', label: 'nav.audit', for: 'staff' },
  { to: '/admin/settings', label: 'nav.settings', for: 'admin' },
  { to: '/admin/api-keys', label: 'nav.api_keys', for: 'admin' },
];

export const placesFor = (user: CurrentUser, all: readonly Place[], routes: object): Place[] =>
  all.filter((place) => place.to in routes && (!place.for || user[place.for]));
