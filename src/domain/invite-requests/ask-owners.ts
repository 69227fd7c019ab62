/** Somebody who may not invite to a group asks those who may, to invite addresses. */
import { type Ctx, inTransaction } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import type { GroupRow } from '../../db/groups.ts';
import { insertInviteRequests } from '../../db/invite-requests.ts';
import { listAnswerers } from '../../db/membership-requests.ts';
import { invalidRecord, notFound } from '../../errors.ts';
import { canAskToInvite } from '../../policy/invites.ts';
import { escapeHtml } from '../../shared/escape-html.ts';
import { BadParameter } from '../../shared/wire/coerce.ts';
import { refuseAboutGroup } from '../groups/find.ts';
import { countAgainst } from '../sessions/limits.ts';
import { checkEmail } from '../users/email-rules.ts';
import { tellOfInviteRequest } from './tell.ts';

const MAX_ADDRESSES = 20;
const MAX_REASON = 1000;
/** Owners, or admins, who are told. */
const MAX_TOLD = 20;
const LIMITS = [{ name: 'invite_requests', max: 10, windowSeconds: 86_400 }];

function readAddresses(ctx: Ctx, emails: readonly string[]) {
  if (emails.length === 0) throw new BadParameter('emails', true);
  if (emails.length > MAX_ADDRESSES)
    throw invalidRecord('invite_request_too_many', { max: MAX_ADDRESSES }, { field: 'emails' });
  const addresses = emails.map((text) => {
    const verdict = checkEmail(text, ctx.settings);
    if (!verdict.ok) throw invalidRecord(verdict.code, { email: escapeHtml(text) }, { field: 'emails' });
    return verdict.address;
  });
  return [...new Map(addresses.map((address) => [address.key, address])).values()];
}

/**
 * Whether an address has an account or is a member already is not told: that is for those who answer.
 * @returns addresses asked for now, and those that the same person waits for already
 * @throws UsherError invalid_access for who may invite anyway or may not ask; invalid_record; rate_limit
 */
export async function askOwners(
  ctx: Ctx,
  group: GroupRow,
  { emails, reason }: { emails: readonly string[]; reason: string },
): Promise<{ asked: string[]; waiting: string[] }> {
  const verdict = canAskToInvite(ctx.actor, group, ctx.settings);
  if (!verdict.ok) await refuseAboutGroup(ctx, group, verdict.reason);
  const addresses = readAddresses(ctx, emails);
  if ([...reason].length > MAX_REASON)
    throw invalidRecord('request_reason_too_long', { max: MAX_REASON }, { field: 'reason' });
  const { id, username } = ctx.actor;
  return inTransaction(ctx, async (ctx) => {
    const request = {
      group_id: group.id,
      for_user_id: null,
      asker_id: id,
      invite_id: null,
      reason: reason.trim() || null,
      addresses,
    };
    const written = new Set(
      await insertInviteRequests(ctx.db, request, ctx.now()).catch((error: unknown) => {
        // Deleted at this very moment.
        throw violates(error, 'invite_requests_group_id_fkey') ? notFound() : error;
      }),
    );
    const asked = addresses.filter(({ key }) => written.has(key)).map(({ email }) => email);
    const waiting = addresses.filter(({ key }) => !written.has(key)).map(({ email }) => email);
    // Asking for the same again disturbs nobody, so it is not counted.
    if (asked.length === 0) return { asked, waiting };
    await countAgainst(ctx, LIMITS, `user ${id}`);
    const people = await listAnswerers(ctx.db, group.id, ctx.now(), MAX_TOLD);
    await tellOfInviteRequest(ctx, people, { asker: username, group, emails: asked, reason: request.reason });
    return { asked, waiting };
  });
}
