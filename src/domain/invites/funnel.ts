/** Invited, sent, redeemed over time, as the job has counted them. */
import type { Ctx } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import {
  findCountedTo,
  type GroupTotal,
  type InviteDay,
  listGroupTotals,
  listInviteDays,
} from '../../db/invite-days.ts';
import { notFound } from '../../errors.ts';
import { canSeeGroup } from '../../policy/groups.ts';
import { canSeeFunnel } from '../../policy/invites.ts';
import type { FunnelPeriod } from '../../shared/wire/invite-funnel.ts';
import { refuseAboutGroup } from '../groups/find.ts';

const DAY_MS = 86_400_000;
const EVERYBODY = 0;
const ANY_GROUP = 0;
const GROUPS_SHOWN = 20;

export interface FunnelQuery {
  scope: 'own' | 'all';
  period: 'day' | 'week';
  /** How many days or weeks, up to now. */
  count: number;
  /** One the actor may see. */
  group: GroupRow | undefined;
}

export interface Funnel {
  counted_to: Date | null;
  periods: FunnelPeriod[];
  groups: GroupTotal[];
}

const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Beginnings of the periods up to the one that is going on. */
function beginnings({ period, count }: FunnelQuery, now: Date): number[] {
  const today = now.getTime() - (now.getTime() % DAY_MS);
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  const [last, step] = period === 'day' ? [today, DAY_MS] : [today - sinceMonday * DAY_MS, 7 * DAY_MS];
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * step);
}

function sumUp(starts: number[], days: InviteDay[]): FunnelPeriod[] {
  const periods = starts.map((start) => ({ starts_on: dateOf(start), invited: 0, sent: 0, redeemed: 0 }));
  for (const { day, invited, sent, redeemed } of days) {
    const period = periods.findLast(({ starts_on }) => starts_on <= day);
    if (!period) continue;
    period.invited += invited;
    period.sent += sent;
    period.redeemed += redeemed;
  }
  return periods;
}

/** @throws UsherError not_found, invalid_access with the rule */
export async function showFunnel(ctx: Ctx, query: FunnelQuery): Promise<Funnel> {
  const { scope, group } = query;
  const verdict = canSeeFunnel(ctx.actor, scope, group, ctx.settings);
  if (!verdict.ok) {
    if (!group) throw notFound();
    return refuseAboutGroup(ctx, group, verdict.reason);
  }
  const inviter = scope === 'own' ? ctx.actor.id : EVERYBODY;
  const starts = beginnings(query, ctx.now());
  const from = dateOf(starts[0]!);
  const [counted_to, days, totals] = await Promise.all([
    findCountedTo(ctx.db),
    listInviteDays(ctx.db, inviter, group?.id ?? ANY_GROUP, from, dateOf(ctx.now().getTime())),
    group ? [] : listGroupTotals(ctx.db, inviter, 2 * GROUPS_SHOWN),
  ]);
  return {
    counted_to,
    periods: sumUp(starts, days),
    groups: totals.filter((total) => canSeeGroup(ctx.actor, total)).slice(0, GROUPS_SHOWN),
  };
}
