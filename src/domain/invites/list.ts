/** The Invites page: somebody's pending, expired or redeemed invites, with counts. */
import type { Ctx, Services } from '../../context.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import {
  countInvites,
  type InviteCounts,
  listExpiredInvites,
  listPendingInvites,
  listRedeemedInvites,
  type Page,
  type RedeemedRow,
} from '../../db/invite-lists.ts';
import type { InviteRow } from '../../db/invites.ts';
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

/**
 * Up to here counts are exact. Who has more of a kind is told counts that are at most a second old, because counting
 * 100,000 rows takes 10 ms; pending ones stay exact while they are few.
 */
const EXACT_UP_TO = 1000;
const COUNT_TTL_MS = 1000;
const CAPS = { pending: EXACT_UP_TO, expired: EXACT_UP_TO, redeemed: EXACT_UP_TO };
const NO_CAPS = { pending: null, expired: null, redeemed: null };

/** Counts of inviters who have many; a query on its way is kept too, so that many askers do not each count 100,000 rows. */
type LargeCounts = Map<number, { until: number; counts: Promise<InviteCounts> }>;
const largeCounts = new WeakMap<Services, LargeCounts>();

async function countsOf(ctx: Ctx, inviterId: number): Promise<InviteCounts> {
  const cache: LargeCounts = largeCounts.get(ctx.services) ?? new Map();
  largeCounts.set(ctx.services, cache);
  const now = ctx.now();
  const findKnown = () => {
    const entry = cache.get(inviterId);
    return entry && entry.until > now.getTime() ? entry.counts : undefined;
  };
  if (!findKnown()) {
    const counts = await countInvites(ctx.db, inviterId, now, CAPS);
    if (Math.max(counts.pending, counts.expired, counts.redeemed) < EXACT_UP_TO) return counts;
  }
  // Looked for again: somebody else may have begun to count meanwhile.
  let counts = findKnown();
  if (!counts) {
    counts = countInvites(ctx.db, inviterId, now, NO_CAPS);
    cache.set(inviterId, { until: now.getTime() + COUNT_TTL_MS, counts });
    counts.catch(() => cache.delete(inviterId));
  }
  const known = await counts;
  if (known.pending >= EXACT_UP_TO) return known;
  const { pending } = await countInvites(ctx.db, inviterId, now, { ...CAPS, expired: 0, redeemed: 0 });
  return { ...known, pending };
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
  const counts = await countsOf(ctx, inviterId);
  const invites =
    filter === 'pending' && details
      ? await listPendingInvites(ctx.db, inviterId, now, upTo(counts.pending, page))
      : filter === 'expired' && (details || page.search === '')
        ? await listExpiredInvites(ctx.db, inviterId, now, page)
        : [];
  const redeemed = filter === 'redeemed' ? await listRedeemedInvites(ctx.db, inviterId, page, details) : [];
  const groups = await listGroupsForInvite(ctx.db, [...new Set(invites.flatMap((invite) => invite.group_ids))]);
  return { invites, redeemed, groups: new Map(groups.map((group) => [group.id, group])), details, counts };
}

/** Asks for no more rows than there are: looking for one more would read through everything that has expired. */
const upTo = (count: number, page: Page): Page => ({
  ...page,
  limit: page.search === '' ? Math.max(0, Math.min(page.limit, count - page.offset)) : page.limit,
});
