/** Invites as the screens read and change them: all by the public API. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ListedInvite, ListedRedemption, OverviewReply } from '../../../../src/shared/wire/invite-overview.ts';
import type { InvitedReply, InviteReply, RedeemedReply } from '../../../../src/shared/wire/invites.ts';
import type { CurrentUser } from '../../../../src/shared/wire/session.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';

export const TABS = ['pending', 'expired', 'redeemed', 'revoked'] as const;
export type Tab = (typeof TABS)[number];
export const MAIL_STATES = ['queued', 'sent', 'failed', 'skipped', 'kept'] as const;

/** What the address of the list says. `all`: everybody's, for staff; only that list is filtered by `inviter`. */
export interface InviteSearch {
  tab?: string;
  q?: string;
  all?: string;
  group?: string;
  inviter?: string;
  mail?: string;
}

export const FILTERS = ['group', 'inviter', 'mail'] as const;
export const NO_FILTERS = { group: undefined, inviter: undefined, mail: undefined };
export const isFiltered = (search: Pick<InviteSearch, 'q' | (typeof FILTERS)[number]>): boolean =>
  Boolean(search.q || search.group || search.inviter || search.mail);

/** Whether its invites can still be mailed. */
export const isOpenTab = (tab: string): boolean => tab === 'pending' || tab === 'expired';

/** An invite of either list; what only everybody's tells may be missing. */
export type Invite = InviteReply & Partial<Pick<ListedInvite, 'inviter' | 'can_update_invite' | 'revoked_at'>>;
export type Joined = RedeemedReply & Partial<Pick<ListedRedemption, 'email' | 'inviter'>>;

export interface InvitePage {
  invites: (Invite | Joined)[];
  counts: { pending: number; expired: number; redeemed: number; revoked?: number };
  /** What asks for the page after this one. */
  next: string | undefined;
}

async function readOwn(user: CurrentUser, tab: Tab, search: InviteSearch, after: string): Promise<InvitePage> {
  const { q = '', group = '' } = search;
  const mail = (isOpenTab(tab) && search.mail) || '';
  const query = new URLSearchParams({ search: q, group, mail, offset: after || '0', mail_states: 'true' });
  const path = `/u/${encodeURIComponent(user.username)}/invited/${tab}.json?${query}`;
  const { invites, counts } = await request<InvitedReply>('GET', path);
  const read = Number(after || '0') + invites.length;
  // How many fit a search or a filter is not told, so then the last page is the one with nothing on it.
  const all = tab !== 'revoked' && !(q || group || mail) && read >= counts[tab];
  const next = invites.length === 0 || all ? undefined : String(read);
  return { invites, counts, next };
}

async function readAll(tab: Tab, search: InviteSearch, after: string): Promise<InvitePage> {
  const { q = '', group = '', inviter = '', mail = '' } = search;
  const query = new URLSearchParams({
    filter: tab,
    search: q,
    group,
    inviter,
    mail: isOpenTab(tab) ? mail : '',
    after,
  });
  const { invites, counts, next } = await request<OverviewReply>('GET', `/invites.json?${query}`);
  return { invites, counts, next: next ?? undefined };
}

export function useInvites(user: CurrentUser, tab: Tab, search: InviteSearch) {
  const { q, all, group, inviter, mail } = search;
  return useInfiniteQuery({
    queryKey: ['invites', all ? 'all' : user.username, tab, { q, group, inviter, mail }],
    queryFn: ({ pageParam }) => (all ? readAll(tab, search, pageParam) : readOwn(user, tab, search, pageParam)),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
}

/** After every change: lists and counts of invites are asked for again. */
export const refreshInvites = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['invites'] });

export const revoke = (id: number) => request('DELETE', `/invites/${id}.json`);
export const restore = (id: number) => request('PUT', `/invites/${id}/restore.json`);
export const update = (id: number, changes: object) => request<InviteReply>('PUT', `/invites/${id}.json`, changes);

/** Mails it again; that makes it last as long as a new one. */
export const resend = (invite: Invite) => request('POST', '/invites/reinvite.json', { email: invite.email });

export const isEmailInvite = (invite: Invite): boolean => 'emailed' in invite;

/** Whom or what it is for, in few words: an address, a domain, nothing. */
export const targetOf = (invite: Invite): string | undefined => invite.email || invite.domain || undefined;
