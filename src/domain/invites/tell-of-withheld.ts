/** Groups that an invite promised and could not give any more are requests now; whoever answers them is told. */
import type { Ctx } from '../../context.ts';
import type { AuthorityGroup } from '../../db/redemptions.ts';
import { tellOfMembershipRequest } from '../groups/tell-of-request.ts';
import { type GroupDecision, groupsToRequest } from './decide.ts';

/** In the transaction of the redemption. @param groups those of the invite @param asker who used it */
export async function tellOfWithheld(
  ctx: Ctx,
  groups: readonly AuthorityGroup[],
  decision: GroupDecision,
  asker: { id: number; username: string },
): Promise<void> {
  const ids = groupsToRequest(decision);
  for (const group of groups)
    if (ids.includes(group.id)) await tellOfMembershipRequest(ctx, { group, asker, reason: undefined });
}
