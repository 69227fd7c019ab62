/** Makes invites: for one address, or a link to share. */
import { type Ctx, inTransaction } from '../../context.ts';
import type { InviteGroup } from '../../db/invite-groups.ts';
import { listGroupsForInvite } from '../../db/invite-groups.ts';
import { type InviteRow, insertEmailInvite, insertLink } from '../../db/invites.ts';
import { invalidRecord } from '../../errors.ts';
import { whyNoMail } from '../../mail/configured.ts';
import { isLocale } from '../../shared/i18n/locales.ts';
import { type ChosenGroups, chooseGroups, type WantedGroups } from './choose-groups.ts';
import { countAddress, countNewInvite } from './limits.ts';
import {
  checkCustomMessage,
  checkDescription,
  checkDomain,
  checkEmail,
  checkTopic,
  checkUses,
  readExpiry,
} from './validate.ts';

export interface InviteInput extends WantedGroups {
  email?: string;
  domain?: string;
  skip_email?: boolean;
  custom_message?: string;
  description?: string;
  max_redemptions_allowed?: number;
  topic_id?: string;
  expires_at?: unknown;
  /** Of the mail; what is no language of ours counts as left out. */
  locale?: string;
}

export interface MadeInvite {
  invite: InviteRow;
  groups: InviteGroup[];
  /** What was left out or replaced by a default: code and values of a sentence each (contract D4). */
  warnings: { code: string; params: Record<string, string> }[];
}

/** Several statements only where limits must hold together with the insert. */
const limited = <T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> =>
  ctx.actor.staff ? work(ctx) : inTransaction(ctx, work);

interface Prepared {
  description: string | null;
  custom_message: string | null;
  topic_id: number | null;
  expires_at: Date;
}

async function makeEmailInvite(
  ctx: Ctx,
  input: InviteInput,
  email: string,
  chosen: ChosenGroups,
  prepared: Prepared,
): Promise<InviteRow> {
  const uses = input.max_redemptions_allowed;
  if (uses !== undefined && uses !== 1) throw invalidRecord('uses_with_email');
  if (!ctx.settings.allow_email_invites && !input.skip_email) throw invalidRecord('email_invites_off');
  const key = await checkEmail(ctx, email);
  const invite = await limited(ctx, async (ctx) => {
    await countAddress(ctx, key);
    const made = await insertEmailInvite(ctx.db, {
      secret_id: ctx.services.secrets.currentId,
      email: key,
      email_key: key,
      ...prepared,
      invited_by_id: ctx.actor.id,
      group_ids: chosen.groups.map((group) => group.id),
      mail: !input.skip_email,
      own_locale: isLocale(input.locale) ? input.locale : null,
      locale: ctx.settings.default_locale,
      now: ctx.now(),
    });
    if (made.created) await countNewInvite(ctx);
    return made;
  });
  if (!input.skip_email) ctx.afterCommit(() => ctx.services.wake('deliver_mail'));
  return invite;
}

async function makeLink(ctx: Ctx, input: InviteInput, chosen: ChosenGroups, prepared: Prepared): Promise<InviteRow> {
  const domain = input.domain ? checkDomain(input.domain) : null;
  const uses = checkUses(ctx, input.max_redemptions_allowed ?? 1);
  return limited(ctx, async (ctx) => {
    await countNewInvite(ctx);
    return insertLink(ctx.db, {
      secret_id: ctx.services.secrets.currentId,
      domain,
      max_redemptions_allowed: uses,
      ...prepared,
      invited_by_id: ctx.actor.id,
      group_ids: chosen.groups.map((group) => group.id),
      now: ctx.now(),
    });
  });
}

/**
 * One invite. The same address again by the same inviter returns the pending invite, refreshed, with the groups added.
 * @throws UsherError invalid_access (nothing made), invalid_record, rate_limit
 */
export async function createInvite(ctx: Ctx, input: InviteInput): Promise<MadeInvite> {
  const chosen = await chooseGroups(ctx, input);
  const email = input.email?.trim();
  if (email && input.domain?.trim()) throw invalidRecord('email_and_domain');
  const { expires_at, readable } = readExpiry(ctx, input.expires_at);
  const prepared: Prepared = {
    description: checkDescription(input.description ?? ''),
    custom_message: checkCustomMessage(input.custom_message ?? ''),
    topic_id: checkTopic(input.topic_id ?? ''),
    expires_at,
  };
  const invite = email
    ? await makeEmailInvite(ctx, input, email, chosen, prepared)
    : await makeLink(ctx, { ...input, domain: input.domain?.trim() ?? '' }, chosen, prepared);
  const warnings: MadeInvite['warnings'] = [];
  if (chosen.unknown.length > 0)
    warnings.push({ code: 'unknown_groups', params: { names: chosen.unknown.join(', ') } });
  if (!readable) warnings.push({ code: 'expires_at_unreadable', params: {} });
  // What the start-up tells the operator, a script is told too: nobody will get this mail.
  const noMail = email && !input.skip_email ? whyNoMail(ctx.services.env, ctx.settings) : undefined;
  if (noMail) warnings.push({ code: `no_mail_${noMail}`, params: {} });
  // A refreshed invite may have more groups than this request named.
  const complete = invite.group_ids.length === chosen.groups.length;
  return { invite, groups: complete ? chosen.groups : await listGroupsForInvite(ctx.db, invite.group_ids), warnings };
}
