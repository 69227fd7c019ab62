/** The Invites page: somebody's pending, expired or redeemed invites, with counts. */
import type { Ctx } from '../../context.ts';
import type { EmailState } from '../../db/email-logs.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import {
  countInvites,
  type InviteCounts,
  isFiltered,
  listExpiredInvites,
  listPendingInvites,
  listRedeemedInvites,
  type Page,
  type RedeemedRow,
} from '../../db/invite-lists.ts';
import type { InviteRow } from '../../db/invites.ts';
import { invalidAccess, invalidParameters, notLoggedIn, UsherError } from '../../errors.ts';
import { canSeeGroup } from '../../policy/groups.ts';
import { canInvite, canSeeInviteDetails, whoCanHelp } from '../../policy/invites.ts';
import { nameKey } from '../../shared/normalise.ts';
import { visibleGroup } from '../groups/find.ts';
import { countRecently, EXACT_UP_TO } from './recent-counts.ts';

export type InviteFilter = 'pending' | 'expired' | 'redeemed';
export const isInviteFilter = (text: string): text is InviteFilter => ['pending', 'expired', 'redeemed'].includes(text);

export interface InviteList {
  invites: InviteRow[];
  redeemed: RedeemedRow[];
  groups: ReadonlyMap<number, InviteGroup>;
  /** Those of them that the actor can see. */
  visibleGroups: ReadonlyMap<number, InviteGroup>;
  details: boolean;
  counts: InviteCounts;
}

async function countsOf(ctx: Ctx, inviterId: number): Promise<InviteCounts> {
  const now = ctx.now();
  const { counts, recent } = await countRecently(ctx, `inviter ${inviterId}`, (cap) =>
    countInvites(ctx.db, inviterId, now, { pending: cap, expired: cap, redeemed: cap }),
  );
  // Pending ones stay exact while they are few.
  if (!recent || counts.pending >= EXACT_UP_TO) return counts;
  const { pending } = await countInvites(ctx.db, inviterId, now, { pending: EXACT_UP_TO, expired: 0, redeemed: 0 });
  return { ...counts, pending };
}

/** Whether the actor may open somebody's Invites page: whoever may invite, if only to a group they own. */
function ensureMayList(ctx: Ctx): void {
  const { actor, settings } = ctx;
  if (actor.kind === 'anonymous') throw notLoggedIn();
  const verdict = canInvite(actor, settings);
  if (verdict.ok || (settings.group_owners_may_invite && actor.ownedGroupIds.size > 0)) return;
  const { details } = invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
  throw new UsherError('invalid_record', details);
}

export interface InviteListQuery {
  filter: InviteFilter;
  offset: number;
  search: string;
  /** Name of a group: only invites to it; '' for all. */
  group: string;
  /** Only those whose mail is so; for who sees addresses. */
  mail: EmailState | undefined;
}

/** @throws UsherError invalid_record when the actor may not invite; not_found for a group the actor cannot see */
export async function listInvites(
  ctx: Ctx,
  inviterId: number,
  { filter, offset, search, group, mail }: InviteListQuery,
): Promise<InviteList> {
  ensureMayList(ctx);
  if (mail !== undefined && filter === 'redeemed') throw invalidParameters('mail');
  const details = canSeeInviteDetails(ctx.actor, inviterId);
  const groupId = group === '' ? undefined : (await visibleGroup(ctx, { name: group })).id;
  const page: Page = { limit: ctx.settings.invites_per_page, offset, search: nameKey(search), groupId, mail };
  const now = ctx.now();
  const counts = await countsOf(ctx, inviterId);
  const pending =
    filter === 'pending' && details
      ? await listPendingInvites(ctx.db, inviterId, now, upTo(counts.pending, page), counts.expired)
      : undefined;
  const expired =
    filter === 'expired' && (details || (page.search === '' && mail === undefined))
      ? await listExpiredInvites(ctx.db, inviterId, now, page)
      : [];
  const invites = pending?.invites ?? expired;
  const redeemed = filter === 'redeemed' ? await listRedeemedInvites(ctx.db, inviterId, page, details) : [];
  const named = [...expired.map((row) => row.group_ids), ...redeemed.map((row) => row.granted_group_ids)].flat();
  const groups = pending?.groups ?? (await listGroupsForInvite(ctx.db, [...new Set(named)]));
  const visible = groups.filter((group) => canSeeGroup(ctx.actor, group));
  return { invites, redeemed, groups: byId(groups), visibleGroups: byId(visible), details, counts };
}

const byId = (groups: readonly InviteGroup[]) => new Map(groups.map((group) => [group.id, group]));

/** Asks for no more rows than there are: looking for one more would read through everything that has expired. */
const upTo = (count: number, page: Page): Page => ({
  ...page,
  limit: isFiltered(page) ? page.limit : Math.max(0, Math.min(page.limit, count - page.offset)),
});
