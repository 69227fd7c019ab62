/**
 * Somebody who is not logged in uses an invite and gets an account. The key is checked first, then the password hashed,
 * then everything is written at once; nothing is left behind by an attempt that is refused.
 */
import type { Ctx } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import type { RedemptionFacts } from '../../db/redemptions.ts';
import { preconditionFailed, UsherError } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { nameKey } from '../../shared/normalise.ts';
import { BadParameter } from '../../shared/wire/coerce.ts';
import { parseEmail } from '../users/email-rules.ts';
import { deadReason, receiptOfNewcomer } from './decide.ts';
import { deadInvite, findByKey, isOwnerComingBack, provesMailbox } from './find.ts';
import { mayTellOwner } from './limits.ts';
import { makeAccount } from './make-account.ts';
import {
  chooseUsername,
  describeNewcomer,
  type Newcomer,
  type NewcomerInput,
  nameOf,
  type Redeemed,
} from './newcomer.ts';
import { ensureNewcomerFits, ensurePassword, ensureRegistrationsOpen, findVariantOwner } from './newcomer-rules.ts';
import { givesWay, takeOver } from './take-over.ts';

/** Facts change between reading and writing only when others act at that very moment. */
const ATTEMPTS = 12;

/** Somebody took the name or the address, or a group was deleted, at this very moment; the statement was undone. */
const RACES = [
  'users_username_key_unique',
  'names_unique',
  'users_email_key_unique',
  'group_users_group_id_fkey',
  'group_logs_group_id_fkey',
  'membership_requests_group_id_fkey',
  'users_primary_group_id_fkey',
  'users_flair_group_id_fkey',
];

/** @throws UsherError dead_invite */
function ensureUsable(ctx: Ctx, invite: RedemptionFacts | undefined, token: string | undefined) {
  if (!invite) throw deadInvite('unknown');
  const verified = provesMailbox(ctx, invite, token);
  const reason = deadReason(invite, ctx.now());
  if (reason && !(reason === 'exhausted' && isOwnerComingBack(ctx, invite, verified))) throw deadInvite(reason);
  return { invite, verified };
}

/** The other answer for a taken address: the same words and work as for a new account, and a mail to the owner. */
async function pretend(ctx: Ctx, ownerId: number, person: Newcomer, invite: RedemptionFacts): Promise<Redeemed> {
  const username = await chooseUsername(ctx, person, invite, 0);
  if (await mayTellOwner(ctx, person.email)) {
    await enqueueMail(ctx, { email_type: 'account_exists', to_address: person.email, user_id: ownerId });
  }
  return {
    state: 'confirm_email',
    email: person.email,
    username,
    withPassword: person.password_hash !== null,
    receipt: receiptOfNewcomer(invite, ctx.settings, ctx.now()),
    topic_id: invite.topic_id,
    sessionToken: undefined,
  };
}

const emailTaken = () =>
  preconditionFailed('redeem_email_taken', {}, { reason: 'email_taken', whoCanHelp: [{ role: 'self' }] });

/** @throws UsherError dead_invite, precondition (412), invalid_access; BadParameter for a link without an address */
export async function redeemAsNewcomer(outer: Ctx, key: string, input: NewcomerInput): Promise<Redeemed> {
  const typed = input.email ? parseEmail(input.email) : undefined;
  const about = {
    emailKey: typed?.key,
    usernameKey: input.username ? nameKey(input.username) : undefined,
  };
  let password_hash: string | null | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await findByKey(outer, key, about);
    const { invite, verified } = ensureUsable(outer, found, input.email_token);
    // The settings of the moment the facts were read: the claim fails if they have changed since.
    const ctx: Ctx = { ...outer, settings: await outer.services.settings.at(invite.authority.settings_version) };
    ensureRegistrationsOpen(ctx);
    if (invite.email === null && !input.email?.trim()) throw new BadParameter('email', true);
    const email = invite.email ?? ensureNewcomerFits(ctx, invite, input.email!);
    if (password_hash === undefined) password_hash = await hashPassword(ctx, input, email);
    const person = describeNewcomer(ctx, input, { email, verified, password_hash });
    const { holder } = invite;
    const owner =
      holder && !givesWay(holder, verified, ctx.now()) ? holder.id : await findVariantOwner(ctx, person, holder?.id);
    if (owner !== undefined) {
      if (ctx.settings.hide_email_address_taken && invite.email === null) return pretend(ctx, owner, person, invite);
      throw emailTaken();
    }
    try {
      const done = holder
        ? await takeOver(ctx, invite, holder, person, attempt)
        : await makeAccount(ctx, invite, person, attempt);
      if (done) return done;
    } catch (error) {
      if (!violates(error, ...RACES)) throw error;
    }
  }
  throw new UsherError('conflict', { code: 'try_again' });
}

async function hashPassword(ctx: Ctx, input: NewcomerInput, email: string): Promise<string | null> {
  if (!input.password) return null;
  await ensurePassword(ctx, input.password, { username: input.username ?? '', name: nameOf(input), email });
  return ctx.services.passwords.hash(input.password);
}
