/** The Invites page: somebody's pending, expired or redeemed invites, with counts. */
import type { Ctx, Services } from '../../context.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import {
  countInvites,
  type InviteCounts,
  type InviteRow,
  listExpiredInvites,
  listPendingInvites,
  listRedeemedInvites,
  type RedeemedRow,
} from '../../db/invites.ts';
import { invalidAccess, notLoggedIn, UsherError } from '../../errors.ts';
import { canInvite, canSeeInviteDetails, whoCanHelp } from '../../policy/invites.ts';
import { nameKey } from '../../shared/normalise.ts';

export type InviteFilter = 'pending' | 'expired' | 'redeemed';
export const isInviteFilter = (text: string): text is InviteFilter => ['pending', 'expired', 'redeemed'].includes(text);

export interface InviteList {
  invites: InviteRow[];
  redeemed: RedeemedRow[];
  groups: ReadonlyMap<number, InviteGroup>;
  details: boolean;
  counts: InviteCounts;
}

/** Below this, counts are exact; above, they are at most a second old, because counting 100,000 rows takes 10 ms. */
const EXACT_UP_TO = 1000;
const COUNT_TTL_MS = 1000;
const largeCounts = new WeakMap<Services, Map<number, { at: number; counts: InviteCounts }>>();

async function countsOf(ctx: Ctx, inviterId: number): Promise<InviteCounts> {
  const cache = largeCounts.get(ctx.services) ?? new Map();
  largeCounts.set(ctx.services, cache);
  const now = ctx.now();
  const known = cache.get(inviterId);
  if (known && now.getTime() - known.at < COUNT_TTL_MS) return known.counts;
  const counts = await countInvites(ctx.db, inviterId, now, EXACT_UP_TO);
  if (Math.max(counts.pending, counts.expired, counts.redeemed) < EXACT_UP_TO) {
    cache.delete(inviterId);
    return counts;
  }
  const full = await countInvites(ctx.db, inviterId, now, null);
  cache.set(inviterId, { at: now.getTime(), counts: full });
  return full;
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

/** @throws UsherError invalid_record when the actor may not invite */
export async function listInvites(
  ctx: Ctx,
  inviterId: number,
  { filter, offset, search }: { filter: InviteFilter; offset: number; search: string },
): Promise<InviteList> {
  ensureMayList(ctx);
  const details = canSeeInviteDetails(ctx.actor, inviterId);
  const page = { limit: ctx.settings.invites_per_page, offset, search: nameKey(search) };
  const now = ctx.now();
  const hiddenSearch = !details && page.search !== '';
  const invites =
    filter === 'pending' && details
      ? await listPendingInvites(ctx.db, inviterId, now, page)
      : filter === 'expired' && !hiddenSearch
        ? await listExpiredInvites(ctx.db, inviterId, now, page)
        : [];
  const redeemed = filter === 'redeemed' ? await listRedeemedInvites(ctx.db, inviterId, page, details) : [];
  const groups = await listGroupsForInvite(ctx.db, [...new Set(invites.flatMap((invite) => invite.group_ids))]);
  return {
    invites,
    redeemed,
    groups: new Map(groups.map((group) => [group.id, group])),
    details,
    counts: await countsOf(ctx, inviterId),
  };
}
