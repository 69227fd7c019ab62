/** Invites for a list of addresses: one call, a result for each. A bad address never stops the others. */
import type { Ctx } from '../../context.ts';
import { invalidAccess, invalidRecord, notLoggedIn, UsherError } from '../../errors.ts';
import { canInviteMany, whoCanHelp } from '../../policy/invites.ts';
import { emailKey } from '../../shared/normalise.ts';
import { BadParameter } from '../../shared/wire/coerce.ts';
import { chooseGroups } from './choose-groups.ts';
import { createInvite, type InviteInput, type MadeInvite } from './create.ts';

export interface ManyInvites {
  made: MadeInvite[];
  failed: { email: string; error: UsherError }[];
}

/** @throws UsherError when the call as a whole is refused; nothing is made then */
export async function createManyInvites(
  ctx: Ctx,
  emails: readonly string[],
  shared: Omit<InviteInput, 'email'>,
): Promise<ManyInvites> {
  const verdict = canInviteMany(ctx.actor);
  if (!verdict.ok) {
    throw verdict.reason === 'not_logged_in'
      ? notLoggedIn()
      : invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
  }
  if (emails.length === 0) throw new BadParameter('email', true);
  const max = ctx.settings.max_api_invites;
  if (emails.length > max) throw invalidRecord('too_many_emails', { max });
  await chooseGroups(ctx, shared);
  const result: ManyInvites = { made: [], failed: [] };
  const distinct = new Map(emails.map((email) => [emailKey(email), email]));
  for (const email of distinct.values()) {
    try {
      result.made.push(await createInvite(ctx, { ...shared, email }));
    } catch (error) {
      if (!(error instanceof UsherError) || error.kind !== 'invalid_record') throw error;
      result.failed.push({ email, error });
    }
  }
  return result;
}
