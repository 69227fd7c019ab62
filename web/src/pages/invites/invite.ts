/** Makes invites from what the dialog holds, an address at a time, so that each gets its own answer. */

import type { InviteReply } from '../../../../src/shared/wire/invites.ts';
import type { AddMembersReply } from '../../../../src/shared/wire/members.ts';
import { ApiError, request } from '../../api.ts';
import { expiryTime } from './expiry.ts';
import type { ChosenGroup } from './GroupPicker.tsx';

export interface InviteValues {
  kind: 'email' | 'link';
  addresses: string[];
  groups: ChosenGroup[];
  /** One of EXPIRIES, or '' to leave it as it is. */
  expiry: string;
  uses: number | string;
  domain: string;
  description: string;
  custom_message: string;
  /** Of the mail; '' for the site's. */
  locale: string;
  /** Who has an account is added to the groups at once. */
  add_members: boolean;
}

export type AddressResult = { email: string } & (
  | { outcome: 'invited'; invite: InviteReply }
  /** Had an account: now in these groups, and in the others before. */
  | { outcome: 'added'; username: string; groups: ChosenGroup[]; problems: Refused[] }
  | { outcome: 'member' }
  | { outcome: 'failed'; problems: Refused[] }
);

export interface Refused {
  problem: unknown;
  /** The one that an account could not be added to. */
  group?: ChosenGroup;
}

export const bodyOf = ({ kind, groups, expiry, uses, domain, description, custom_message, locale }: InviteValues) => ({
  description,
  group_ids: groups.map(({ id }) => id),
  ...(expiry && { expires_at: expiryTime(expiry) }),
  ...(kind === 'link'
    ? { max_redemptions_allowed: Number(uses), domain }
    : { custom_message, ...(locale && { locale }) }),
});

export const makeLink = (values: InviteValues) => request<InviteReply>('POST', '/invites.json', bodyOf(values));

/** Adds somebody with an account to each group. Being in one already is no failure, and a refusal is of that group only. */
async function addNow(email: string, groups: readonly ChosenGroup[]): Promise<AddressResult> {
  const joined: ChosenGroup[] = [];
  const problems: Refused[] = [];
  let username = '';
  for (const group of groups) {
    try {
      const path = `/groups/${group.id}/members.json`;
      const reply = await request<AddMembersReply>('PUT', path, { user_emails: email, notify_users: true });
      username = reply.usernames[0] ?? '';
      joined.push(group);
    } catch (problem) {
      if (problem instanceof ApiError && problem.extras.reason === 'member_already') continue;
      problems.push({ problem, group });
    }
  }
  if (joined.length > 0) return { email, outcome: 'added', username, groups: joined, problems };
  return problems.length > 0 ? { email, outcome: 'failed', problems } : { email, outcome: 'member' };
}

async function inviteOne(email: string, values: InviteValues): Promise<AddressResult> {
  try {
    return {
      email,
      outcome: 'invited',
      invite: await request<InviteReply>('POST', '/invites.json', { ...bodyOf(values), email }),
    };
  } catch (problem) {
    const known = problem instanceof ApiError && problem.extras.reason === 'existing_account';
    if (known && values.add_members && values.groups.length > 0) return addNow(email, values.groups);
    // Refused for a reason that is not about the address: the others would be refused alike.
    if (problem instanceof ApiError && problem.status === 403) throw problem;
    return { email, outcome: 'failed', problems: [{ problem }] };
  }
}

/** One result for each address, in their order. @throws what refuses all of them, before anything was done */
export async function inviteAll(values: InviteValues, onDone: (done: number) => void): Promise<AddressResult[]> {
  const results: AddressResult[] = [];
  for (const [place, email] of values.addresses.entries()) {
    try {
      results.push(await inviteOne(email, values));
      onDone(results.length);
    } catch (problem) {
      if (place === 0) throw problem;
      const rest = values.addresses.slice(place);
      return [...results, ...rest.map((email) => ({ email, outcome: 'failed' as const, problems: [{ problem }] }))];
    }
  }
  return results;
}
