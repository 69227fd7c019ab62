/** A new account by an invite: everything in one statement, which writes nothing when the facts have changed. */
import { type Ctx, inTransaction } from '../../context.ts';
import { claimForNewAccount, type RedemptionFacts } from '../../db/redemptions.ts';
import { lockCanonicalEmail } from '../../db/users.ts';
import { randomToken, tokenHash } from '../../secrets.ts';
import { emailCanonical, nameKey } from '../../shared/normalise.ts';
import { joinGroupsOfAddress } from '../groups/email-domains.ts';
import { asNewcomer, effectsOnNewAccount, makeReceipt } from './decide.ts';
import { chooseUsername, confirmation, decide, type Newcomer, needsMail, type Redeemed, stateOf } from './newcomer.ts';
import { findVariantOwner } from './newcomer-rules.ts';
import { redeemPendingInvites } from './redeem-pending.ts';
import { tellOfWithheld } from './tell-of-withheld.ts';

const HOUR_MS = 3_600_000;

/** @returns undefined when the facts have changed: read them again. Unique indexes may refuse the name or the address. */
export async function makeAccount(
  ctx: Ctx,
  invite: RedemptionFacts,
  person: Newcomer,
  attempt: number,
): Promise<Redeemed | undefined> {
  const { settings, services } = ctx;
  const hoursFromNow = (hours: number) => new Date(ctx.now().getTime() + hours * HOUR_MS);
  const username = await chooseUsername(ctx, person, invite, attempt);
  const { claim, decision } = decide(ctx, invite, username);
  const state = stateOf(person);
  const sessionToken = state === 'joined' ? randomToken(32) : undefined;
  const canonical = emailCanonical(person.email);
  const account = {
    username,
    username_key: nameKey(username),
    name: person.name || username,
    email: person.email,
    email_key: person.email,
    email_canonical: canonical === person.email ? null : canonical,
    confirmed: person.verified,
    password_hash: person.password_hash,
    approved: person.approved,
    ...effectsOnNewAccount(decision.granted, settings),
    timezone: person.timezone,
    locale: person.locale,
    ip: ctx.ip,
    notification_levels: decision.granted.map((group) => group.notification_level),
    mail: needsMail(person)
      ? {
          ...confirmation(person),
          secret_id: services.secrets.currentId,
          expires_at: hoursFromNow(settings.email_token_valid_hours),
          locale: ctx.locale,
        }
      : undefined,
    session: sessionToken
      ? { token_hash: tokenHash(sessionToken), expires_at: hoursFromNow(settings.maximum_session_age) }
      : undefined,
  };
  // The mailed token proves the mailbox: everything else sent to it is theirs too (contract section 5, step 11).
  const alsoPending = person.verified && invite.other_pending > 0;
  const alsoByDomain = person.verified && invite.groups_of_domain.length > 0;
  const withheld = claim.requested_group_ids.length > 0;
  const write = async (ctx: Ctx) => {
    if (settings.normalize_emails) {
      // Of two spellings of one address at the same moment, the second sees what the first has made.
      await lockCanonicalEmail(ctx.db, canonical);
      if ((await findVariantOwner(ctx, person, undefined)) !== undefined) return undefined;
    }
    const id = await claimForNewAccount(ctx.db, claim, account);
    if (id !== undefined && withheld) await tellOfWithheld(ctx, invite.authority.groups, decision, { id, username });
    if (id !== undefined && alsoPending) await redeemPendingInvites(ctx, { id, email_key: person.email });
    if (id !== undefined && alsoByDomain) await joinGroupsOfAddress(ctx, id);
    return id;
  };
  const id =
    alsoPending || alsoByDomain || withheld || settings.normalize_emails
      ? await inTransaction(ctx, write)
      : await write(ctx);
  if (id === undefined) return undefined;
  if (account.mail) services.wake('deliver_mail');
  const withPassword = person.password_hash !== null;
  const { email } = person;
  return {
    state,
    email,
    username,
    withPassword,
    receipt: makeReceipt(decision, asNewcomer(settings)),
    topic_id: invite.topic_id,
    sessionToken,
  };
}
