/** Asking to join a group, and what its owners answer (contract 3.7). */
import { type Ctx, inTransaction } from '../../context.ts';
import type { GroupRow } from '../../db/groups.ts';
import { lockPeople } from '../../db/member-settings.ts';
import { deleteRequest, findAsker, insertRequest } from '../../db/membership-requests.ts';
import { insertNotifications } from '../../db/notifications.ts';
import { invalidParameters, invalidRecord } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { canRequestMembership } from '../../policy/groups.ts';
import { idOf } from '../../shared/wire/coerce.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';
import { ensureMayEditMembers, refuseAboutGroup } from './find.ts';
import { addMembers } from './members.ts';
import { tellOfMembershipRequest } from './tell-of-request.ts';

const MAX_REASON = 5000;

const about = (group: GroupRow) => ({ group_id: group.id, group_name: group.name });
const nameOf = (group: GroupRow) => group.full_name ?? group.name;

/**
 * Writes the request down and tells the owners.
 * @returns false when the person has asked already
 * @throws UsherError invalid_access where nobody can ask; 422
 */
export async function requestMembership(ctx: Ctx, group: GroupRow, reason: string): Promise<boolean> {
  if ([...reason].length > MAX_REASON) throw invalidRecord('request_reason_too_long', { max: MAX_REASON });
  const verdict = canRequestMembership(ctx.actor, group);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
  const { id, username } = ctx.actor;
  return inTransaction(ctx, async (ctx) => {
    // Whoever lets the person in meanwhile comes before or after this: a member's request would never be answered.
    await lockPeople(ctx.db, [id]);
    if ((await findAsker(ctx.db, group.id, id))?.member) throw invalidRecord('request_by_member');
    if (!(await insertRequest(ctx.db, group.id, id, reason, ctx.now()))) return false;
    await tellOfMembershipRequest(ctx, { group, asker: { id, username }, reason });
    return true;
  });
}

/**
 * The answer to a request; the person is told. A request that was answered meanwhile by somebody else stays so.
 * @throws UsherError invalid_access; invalid_parameters when that person has not asked
 */
export async function answerRequest(
  ctx: Ctx,
  group: GroupRow,
  { user_id, accept }: { user_id: string; accept: boolean },
): Promise<void> {
  await ensureMayEditMembers(ctx, group);
  const id = idOf(user_id);
  if (id === undefined) throw invalidParameters('user_id');
  await inTransaction(ctx, async (ctx) => {
    // Two who answer at the same moment do so one after the other, and the second sees what the first said.
    await lockPeople(ctx.db, [id]);
    const asker = await findAsker(ctx.db, group.id, id);
    if (!asker || (!asker.asked && !asker.member)) throw invalidParameters('user_id');
    const joining = {
      group_id: group.id,
      user_ids: [asker.id],
      acting_user_id: ctx.actor.id,
      ...(asker.invite_id === null ? {} : { invite_id: asker.invite_id }),
    };
    const done = accept
      ? (await addMembers(ctx, joining)).joined.length > 0
      : await deleteRequest(ctx.db, group.id, asker.id);
    if (!done) return;
    const type = accept ? 'membership_request_accepted' : 'membership_request_declined';
    await insertNotifications(ctx.db, [asker.id], { type: notificationTypes[type], data: about(group) }, ctx.now());
    if (asker.email !== null)
      await enqueueMail(ctx, {
        email_type: type,
        to_address: asker.email,
        user_id: asker.id,
        params: { group: nameOf(group), group_name: group.name },
      });
  });
}
