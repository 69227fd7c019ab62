/** Requests that the actor may answer, or has seen answered. */
import type { Ctx } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import { listPeople, type PersonRow } from '../../db/invite-overview.ts';
import {
  countWaitingRequests,
  findInviteRequest,
  type InviteRequestRow,
  listInviteRequests,
  type RequestScope,
} from '../../db/invite-requests.ts';
import { canSeeGroup } from '../../policy/groups.ts';
import { canManageGroupInvites } from '../../policy/invites.ts';
import { refuseAboutGroup } from '../groups/find.ts';

/** Rows with the people and the groups they name. */
export interface Requests {
  rows: InviteRequestRow[];
  people: ReadonlyMap<number, PersonRow>;
  groups: ReadonlyMap<number, InviteGroup>;
}
export interface RequestsPage extends Requests {
  /** All that wait in this list. */
  waiting: number;
  next: number | undefined;
}
export interface RequestsQuery {
  state: 'waiting' | 'answered';
  before: number | undefined;
  limit: number;
}

async function withNames(ctx: Ctx, rows: InviteRequestRow[]): Promise<Requests> {
  const people = rows.flatMap((row) => [row.asker_id, row.answered_by_id, row.invited_by_id]);
  const groups = await listGroupsForInvite(ctx.db, [...new Set(rows.flatMap((row) => row.group_ids))]);
  return {
    rows,
    people: await listPeople(ctx.db, people),
    groups: new Map(groups.filter((group) => canSeeGroup(ctx.actor, group)).map((group) => [group.id, group])),
  };
}

/**
 * @param group only its requests; left out: to the actor, about groups the actor owns, for admins all
 * @throws UsherError invalid_access for who does not decide about the group
 */
export async function listRequests(ctx: Ctx, query: RequestsQuery, group?: GroupRow): Promise<RequestsPage> {
  const { actor } = ctx;
  if (group) {
    const verdict = canManageGroupInvites(actor, group, ctx.settings);
    if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
  }
  const scope: RequestScope = group
    ? { userId: null, groupIds: [group.id] }
    : actor.admin
      ? 'all'
      : { userId: actor.id, groupIds: [...actor.ownedGroupIds] };
  // One more than a page tells whether there is another.
  const found = await listInviteRequests(ctx.db, scope, { ...query, limit: query.limit + 1 });
  const rows = found.slice(0, query.limit);
  return {
    ...(await withNames(ctx, rows)),
    waiting: await countWaitingRequests(ctx.db, scope),
    next: found.length > rows.length ? rows.at(-1)?.id : undefined,
  };
}

/** One that the actor has just answered. */
export const findAnswered = async (ctx: Ctx, id: number): Promise<Requests> => {
  const row = await findInviteRequest(ctx.db, id);
  return withNames(ctx, row ? [row] : []);
};
