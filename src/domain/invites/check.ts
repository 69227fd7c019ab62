/** What would become of addresses that are to be invited: told while they are typed, before anything is made. */
import { type Ctx, inTransaction } from '../../context.ts';
import { listAccountsOfAddresses, listPendingOfAddresses } from '../../db/invite-checks.ts';
import { hitLimit } from '../../db/rate-limits.ts';
import { invalidAccess, invalidRecord } from '../../errors.ts';
import { canInvite, whoCanHelp } from '../../policy/invites.ts';
import { emailKey } from '../../shared/normalise.ts';
import { checkEmail } from '../users/email-rules.ts';
import { chooseGroups, type WantedGroups } from './choose-groups.ts';

export interface CheckedAddress {
  email: string;
  /** `valid` is also said where the caller may not know whether there is an account. */
  state: 'valid' | 'invalid' | 'has_account' | 'member' | 'pending';
  /** Code of the sentence why it is invalid. */
  code: string | undefined;
  username: string | undefined;
  invite_id: number | undefined;
}

const DAY_SECONDS = 86_400;
/** Times the invites of a day that somebody may look at addresses: typing is corrected now and then. */
const LOOKS_PER_INVITE = 10;

/** Of these addresses those the actor may be told about whether they have an account; each look counts. */
async function addressesToLookAt(ctx: Ctx, keys: readonly string[]): Promise<string[]> {
  if (ctx.actor.staff) return [...keys];
  if (ctx.settings.hide_email_address_taken) return [];
  const limit = {
    name: 'invite_checks',
    max: ctx.settings.max_invites_per_day * LOOKS_PER_INVITE,
    windowSeconds: DAY_SECONDS,
  };
  return inTransaction(ctx, async (ctx) => {
    const allowed: string[] = [];
    for (const key of keys) {
      if ((await hitLimit(ctx.db, limit, String(ctx.actor.id), ctx.now())) !== undefined) break;
      allowed.push(key);
    }
    return allowed;
  });
}

/** @throws UsherError invalid_access for who may not invite (to these groups); 422 for too many addresses */
export async function checkAddresses(
  ctx: Ctx,
  emails: readonly string[],
  wanted: WantedGroups,
): Promise<CheckedAddress[]> {
  const max = ctx.settings.max_api_invites;
  if (emails.length > max) throw invalidRecord('too_many_emails', { max });
  const named = (wanted.group_ids?.length ?? 0) + (wanted.group_names?.length ?? 0) > 0;
  const groups = named ? (await chooseGroups(ctx, wanted)).groups : [];
  const general = canInvite(ctx.actor, ctx.settings);
  const owner = ctx.settings.group_owners_may_invite && ctx.actor.ownedGroupIds.size > 0;
  if (!named && !general.ok && !(owner && general.reason === 'not_in_invite_allowed_groups'))
    throw invalidAccess(general.reason, { whoCanHelp: whoCanHelp(general.reason) });
  const verdicts = emails.map((email) => ({ email, verdict: checkEmail(email, ctx.settings) }));
  const keys = [...new Set(verdicts.flatMap(({ email, verdict }) => (verdict.ok ? emailKey(email) : [])))];
  const ids = groups.map((group) => group.id);
  const known = await listAccountsOfAddresses(ctx.db, await addressesToLookAt(ctx, keys), ids);
  const accounts = new Map(known.map((account) => [account.email_key, account]));
  const pending = new Map(
    (await listPendingOfAddresses(ctx.db, keys, ctx.actor.id, ctx.now())).map((one) => [one.email_key, one.id]),
  );
  return verdicts.map(({ email, verdict }) => {
    const told = { email, code: undefined, username: undefined, invite_id: undefined };
    if (!verdict.ok) return { ...told, state: 'invalid', code: verdict.code };
    const account = accounts.get(emailKey(email));
    const invite_id = pending.get(emailKey(email));
    if (!account) return { ...told, state: invite_id === undefined ? 'valid' : 'pending', invite_id };
    const member = ids.length > 0 && ids.every((id) => account.member_of.includes(id));
    return { ...told, state: member ? 'member' : 'has_account', username: account.username, invite_id };
  });
}
