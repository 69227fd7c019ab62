import type { GroupRow } from '../../db/groups.ts';
import type { Funnel } from '../../domain/invites/funnel.ts';
import type { FunnelReply } from '../../shared/wire/invite-funnel.ts';

export function serializeFunnel(
  asked: { scope: 'own' | 'all'; period: 'day' | 'week'; group: GroupRow | undefined },
  { counted_to, periods, groups }: Funnel,
): FunnelReply {
  const { scope, period, group } = asked;
  const sum = (key: 'invited' | 'sent' | 'redeemed') => periods.reduce((total, one) => total + one[key], 0);
  return {
    scope,
    period,
    group: group ? { id: group.id, name: group.name, full_name: group.full_name } : null,
    counted_to: counted_to?.toISOString() ?? null,
    periods,
    totals: { invited: sum('invited'), sent: sum('sent'), redeemed: sum('redeemed') },
    groups: groups.map(({ id, name, full_name, invited, sent, redeemed }) => ({
      id,
      name,
      full_name,
      invited,
      sent,
      redeemed,
    })),
  };
}
