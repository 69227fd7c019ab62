/** The answer to a request: an invite from whoever approves, or the group at once for an address with an account. */
import { type Ctx, inTransaction } from '../../context.ts';
import { type InviteGroup, listGroupsForInvite } from '../../db/invite-groups.ts';
import {
  answerInviteRequests,
  findInviteRequest,
  type InviteRequestRow,
  lockInviteRequests,
} from '../../db/invite-requests.ts';
import { insertNotifications } from '../../db/notifications.ts';
import { findAccountByEmail } from '../../db/redeeming-accounts.ts';
import { invalidAccess, notFound, UsherError } from '../../errors.ts';
import { canAnswerInviteRequest, whoCanHelp } from '../../policy/invites.ts';
import { emailCanonical } from '../../shared/normalise.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';
import { addMembers } from '../groups/members.ts';
import { tellAdded } from '../groups/tell-added.ts';
import { createInvite } from '../invites/create.ts';
import { ownsAddress } from '../invites/validate.ts';

type Result = Pick<InviteRequestRow, 'result'> & { result_invite_id: number | null };

async function carryOut(ctx: Ctx, { email_key }: InviteRequestRow, groups: readonly InviteGroup[]): Promise<Result> {
  const canonical = ctx.settings.normalize_emails ? emailCanonical(email_key) : null;
  const account = await findAccountByEmail(ctx.db, email_key, canonical);
  if (!account || !ownsAddress(account, ctx.now())) {
    const group_ids = groups.map((group) => String(group.id));
    const { invite } = await createInvite(ctx, { email: email_key, group_ids });
    return { result: 'invited', result_invite_id: invite.id };
  }
  let result: Result['result'] = 'already_member';
  for (const group of groups) {
    const joining = { group_id: group.id, user_ids: [account.id], acting_user_id: ctx.actor.id };
    if ((await addMembers(ctx, joining)).joined.length === 0) continue;
    result = 'added';
    await tellAdded(ctx, group, [account.id], 'member');
  }
  return { result, result_invite_id: null };
}

/**
 * All who wait for the same address from the same people are answered with it, and told. The right is asked now, and only
 * one answer counts, however many come at once.
 * @throws UsherError not_found for a request that is somebody else's to answer; conflict when it has been answered;
 * what making the invite throws: then the request goes on waiting
 */
export async function answerInviteRequest(ctx: Ctx, id: number, answer: 'approved' | 'declined'): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const ids = await lockInviteRequests(ctx.db, id);
    const request = await findInviteRequest(ctx.db, id);
    if (!request) throw notFound();
    const groups = (await listGroupsForInvite(ctx.db, request.group_ids)).filter((group) => !group.automatic);
    const verdict = canAnswerInviteRequest(ctx.actor, { ...request, groups }, ctx.settings);
    // One that is not theirs answers like one that is none.
    if (!verdict.ok && request.for_user_id !== ctx.actor.id) throw notFound();
    if (!verdict.ok) throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
    if (request.answer !== null) throw new UsherError('conflict', { code: `invite_request_${request.answer}` });
    const done: Result =
      answer === 'approved' ? await carryOut(ctx, request, groups) : { result: null, result_invite_id: null };
    const told = await answerInviteRequests(ctx.db, ids, { answer, answered_by_id: ctx.actor.id, ...done }, ctx.now());
    const data = { group_id: groups[0]?.id ?? null, group_name: groups[0]?.name ?? null, email: request.email, answer };
    await insertNotifications(ctx.db, told, { type: notificationTypes.invite_request_answered, data }, ctx.now());
  });
}
