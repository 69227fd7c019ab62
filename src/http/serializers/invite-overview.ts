/** Rows of the lists of everybody's invites -> wire. Keys and notes are for the inviter and staff only. */
import type { Ctx } from '../../context.ts';
import type { JoinedRow, OverviewRow } from '../../db/invite-overview.ts';
import type { Overview } from '../../domain/invites/overview.ts';
import { canSeeInviteDetails, canUpdateInvite } from '../../policy/invites.ts';
import type { ListedInvite, ListedRedemption, OverviewReply } from '../../shared/wire/invite-overview.ts';
import { serializeBasicUser } from './basic-user.ts';
import { serializeInvite, serializeRedeemed } from './invites.ts';
import { serializeMailState } from './mail-state.ts';

function inviterOf({ inviters }: Overview, row: OverviewRow | JoinedRow) {
  const person = row.invited_by_id === null ? undefined : inviters.get(row.invited_by_id);
  return person ? serializeBasicUser(person) : null;
}

function listedInvite(ctx: Ctx, row: OverviewRow, list: Overview): ListedInvite {
  const details = canSeeInviteDetails(ctx.actor, row.invited_by_id ?? 0);
  const plain = serializeInvite(ctx, {
    invite: row,
    groups: row.group_ids.flatMap((id) => list.groups.get(id) ?? []),
    showEmail: true,
    details,
  });
  return {
    ...plain,
    // Whom an invite is for is shown to everybody who has this list.
    ...(row.email === null ? {} : { email: row.email }),
    domain: row.domain,
    inviter: inviterOf(list, row),
    mail: serializeMailState(ctx, list.mails.get(row.id)),
    locale: row.locale,
    state: row.deleted_at ? 'revoked' : plain.expired ? 'expired' : 'pending',
    can_update_invite: row.deleted_at === null && canUpdateInvite(ctx.actor, row),
    revoked_at: row.deleted_at?.toISOString() ?? null,
  } as ListedInvite;
}

const listedRedemption = (row: JoinedRow, list: Overview): ListedRedemption => ({
  ...serializeRedeemed({ ...row, id: row.invite_id }, list.groups),
  email: row.email,
  inviter: inviterOf(list, row),
});

export const serializeOverview = (ctx: Ctx, list: Overview): OverviewReply => ({
  invites: [
    ...list.invites.map((row) => listedInvite(ctx, row, list)),
    ...list.joined.map((row) => listedRedemption(row, list)),
  ],
  counts: list.counts,
  next: list.next ?? null,
});
