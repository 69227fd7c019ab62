/**
 * Somebody who is not logged in uses an invite and gets an account. The key is checked first, then the password hashed,
 * then everything is written in one statement; nothing is left behind by an attempt that is refused.
 */
import { randomInt } from 'node:crypto';
import { type Ctx, inTransaction } from '../../context.ts';
import { violates } from '../../db/constraints.ts';
import {
  type Claim,
  claimForNewAccount,
  type Holder,
  lockAccount,
  type RedemptionFacts,
  takeOverAccount,
} from '../../db/redemptions.ts';
import { preconditionFailed, UsherError } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { randomToken, tokenHash } from '../../secrets.ts';
import { emailCanonical, emailKey, nameKey } from '../../shared/normalise.ts';
import { BadParameter } from '../../shared/wire/coerce.ts';
import { openSession } from '../sessions/open.ts';
import { isEmailDomainAutoApproved, parseEmail } from '../users/email-rules.ts';
import { createEmailToken } from '../users/email-tokens.ts';
import { checkUsername, suggestUsername } from '../users/suggest-username.ts';
import {
  deadReason,
  decideGroups,
  effectsOnNewAccount,
  groupsToRequest,
  makeReceipt,
  notificationsFor,
  type Receipt,
} from './decide.ts';
import { deadInvite, findByKey, provesMailbox } from './find.ts';
import { ensureNewcomerFits, ensurePassword, ensureRegistrationsOpen } from './newcomer-rules.ts';
import { claimAndJoin, joinGranted } from './redeem-as-member.ts';
import { redeemPendingInvites } from './redeem-pending.ts';

export interface NewcomerInput {
  /** Links only; an e-mail invite is always for its own address. */
  email?: string;
  username?: string;
  name?: string;
  password?: string;
  timezone?: string;
  email_token?: string;
}

export interface Redeemed {
  state: 'joined' | 'confirm_email' | 'await_approval';
  email: string;
  username: string;
  withPassword: boolean;
  receipt: Receipt;
  topic_id: number | null;
  /** Login token to hand to the browser; only with state `joined`. */
  sessionToken: string | undefined;
}

const ATTEMPTS = 12;
const HOUR_MS = 3_600_000;

/** Everything about the newcomer that does not change between attempts. */
interface Newcomer {
  email: string;
  verified: boolean;
  password_hash: string | null;
  approved: boolean;
  name: string;
  timezone: string | null;
  locale: string | null;
  input: NewcomerInput;
}

const state = (ctx: Ctx, person: Newcomer): Redeemed['state'] => {
  if (!person.verified) return 'confirm_email';
  return ctx.settings.must_approve_users && !person.approved ? 'await_approval' : 'joined';
};

/** A wanted name is used if it is well-formed and free; otherwise a free one is found silently (contract section 5). */
async function chooseUsername(ctx: Ctx, person: Newcomer, invite: RedemptionFacts, attempt = 0): Promise<string> {
  const wanted = person.input.username?.trim().normalize('NFC') ?? '';
  if (wanted && !checkUsername(wanted, ctx.settings) && !invite.username_taken) return wanted;
  const fromAddress = ctx.settings.use_email_for_username_and_name_suggestions ? person.email.split('@')[0]! : '';
  const hint = wanted || person.input.name || fromAddress;
  // Many who want one name at once would all be suggested the same next one; after a try, each goes their own way.
  const spread =
    attempt > 1 && hint ? `${hint.slice(0, ctx.settings.max_username_length - 5)}${randomInt(10_000, 100_000)}` : hint;
  return suggestUsername(ctx.db, ctx.settings, spread);
}

function newSession(ctx: Ctx) {
  const token = randomToken(32);
  const expires_at = new Date(ctx.now().getTime() + ctx.settings.maximum_session_age * HOUR_MS);
  return { token, row: { token_hash: tokenHash(token), expires_at } };
}

function claimOf(
  ctx: Ctx,
  invite: RedemptionFacts,
  username: string,
): { claim: Claim; decision: ReturnType<typeof decideGroups> } {
  const now = ctx.now();
  const decision = decideGroups(invite, ctx.settings, now);
  const claim: Claim = {
    invite_id: invite.id,
    now,
    updated_at: invite.updated_at,
    authority: invite.authority,
    made_account: true,
    granted_group_ids: decision.granted.map((group) => group.id),
    withheld: decision.withheld,
    requested_group_ids: groupsToRequest(decision),
    notifications: notificationsFor(invite, decision, username),
  };
  return { claim, decision };
}

/** One attempt to write a new account; undefined: the facts have changed. */
async function makeAccount(
  ctx: Ctx,
  invite: RedemptionFacts,
  person: Newcomer,
  attempt: number,
): Promise<Redeemed | undefined> {
  const username = await chooseUsername(ctx, person, invite, attempt);
  const { claim, decision } = claimOf(ctx, invite, username);
  const session = state(ctx, person) === 'joined' ? newSession(ctx) : undefined;
  const key = emailKey(person.email);
  const canonical = emailCanonical(key);
  const account = {
    username,
    username_key: nameKey(username),
    name: person.name || username,
    email: person.email,
    email_key: key,
    email_canonical: canonical === key ? null : canonical,
    confirmed: person.verified,
    password_hash: person.password_hash,
    approved: person.approved,
    ...effectsOnNewAccount(decision.granted, ctx.settings),
    timezone: person.timezone,
    locale: person.locale,
    ip: ctx.ip,
    notification_levels: decision.granted.map((group) => group.notification_level),
    mail: person.verified
      ? undefined
      : {
          email_type: person.password_hash ? 'signup' : 'account_created',
          purpose: person.password_hash ? 'signup' : 'password_reset',
          secret_id: ctx.services.secrets.currentId,
          expires_at: new Date(ctx.now().getTime() + ctx.settings.email_token_valid_hours * HOUR_MS),
          locale: ctx.locale,
        },
    session: session?.row,
  };
  const write = async (ctx: Ctx) => {
    const id = await claimForNewAccount(ctx.db, claim, account);
    // The mailed token proves the mailbox: everything else sent to it is theirs too (contract section 5, step 11).
    if (id !== undefined && person.verified && invite.other_pending > 0)
      await redeemPendingInvites(ctx, { id, email_key: key });
    return id;
  };
  const id = person.verified && invite.other_pending > 0 ? await inTransaction(ctx, write) : await write(ctx);
  if (id === undefined) return undefined;
  if (!person.verified) ctx.services.wake('deliver_mail');
  return {
    state: state(ctx, person),
    email: person.email,
    username,
    withPassword: person.password_hash !== null,
    receipt: makeReceipt(decision),
    topic_id: invite.topic_id,
    sessionToken: session?.token,
  };
}

/**
 * The address belongs to an account nobody proved to own (staged, or never confirmed): it becomes the newcomer's, under
 * the same id. Undefined: somebody else was faster; look again.
 */
async function takeOver(
  ctx: Ctx,
  invite: RedemptionFacts,
  holder: Holder,
  person: Newcomer,
): Promise<Redeemed | undefined> {
  return inTransaction(ctx, async (ctx) => {
    const account = await lockAccount(ctx.db, holder.id);
    if (!account || (!account.staged && (account.confirmed || !person.verified))) return undefined;
    const username = await chooseUsername(ctx, person, invite);
    const { decision } = claimOf(ctx, invite, username);
    await takeOverAccount(
      ctx.db,
      holder.id,
      {
        username,
        username_key: nameKey(username),
        name: person.name || username,
        password_hash: person.password_hash,
        approved: person.approved,
        confirmed: person.verified,
        trust_level: ctx.settings.default_invitee_trust_level,
        timezone: person.timezone,
        locale: person.locale,
        ip: ctx.ip,
      },
      ctx.now(),
    );
    let receipt = await claimAndJoin(ctx, invite.id, { id: holder.id, username }, true);
    if (!receipt) {
      // The use was taken by the unconfirmed account itself, without the token: its rightful owner gets what it got.
      if (!invite.redeemed) return undefined;
      await joinGranted(ctx, invite, decision, holder.id);
      receipt = makeReceipt(decision);
    }
    const outcome = state(ctx, person);
    const sessionToken = outcome === 'joined' ? await openSession(ctx, holder.id) : undefined;
    if (person.verified) await redeemPendingInvites(ctx, { id: holder.id, email_key: emailKey(person.email) });
    else await mailConfirmation(ctx, holder.id, person);
    return {
      state: outcome,
      email: person.email,
      username,
      withPassword: person.password_hash !== null,
      receipt,
      topic_id: invite.topic_id,
      sessionToken,
    };
  });
}

async function mailConfirmation(ctx: Ctx, userId: number, person: Newcomer): Promise<void> {
  const purpose = person.password_hash ? 'signup' : 'password_reset';
  const token = await createEmailToken(ctx, { user_id: userId, purpose, email_key: emailKey(person.email) });
  await enqueueMail(ctx, {
    email_type: person.password_hash ? 'signup' : 'account_created',
    to_address: person.email,
    user_id: userId,
    email_token_id: token.id,
    locale: ctx.locale,
  });
}

/** Whether the invite may be used although its only use is taken: by the unconfirmed account of its own address. */
const isOwnerComingBack = (ctx: Ctx, invite: RedemptionFacts, verified: boolean): boolean =>
  invite.expires_at > ctx.now() && verified && invite.holder !== null && !invite.holder.confirmed && invite.redeemed;

/** The other answer for a taken address: the same words as for a new account, and a mail to the owner. */
async function pretend(ctx: Ctx, holder: Holder, person: Newcomer, invite: RedemptionFacts): Promise<Redeemed> {
  await enqueueMail(ctx, {
    email_type: 'account_exists',
    to_address: person.email,
    user_id: holder.id,
    locale: ctx.locale,
  });
  const username = await chooseUsername(ctx, person, invite);
  const receipt = makeReceipt(decideGroups(invite, ctx.settings, ctx.now()));
  const withPassword = person.password_hash !== null;
  return {
    state: 'confirm_email',
    email: person.email,
    username,
    withPassword,
    receipt,
    topic_id: invite.topic_id,
    sessionToken: undefined,
  };
}

const emailTaken = () =>
  preconditionFailed(
    'redeem_email_taken',
    {},
    { reason: 'email_taken', whoCanHelp: [{ role: 'self' }], body: { extras: { fields: { email: ['taken'] } } } },
  );

/** @throws UsherError dead_invite, precondition (412), invalid_access; BadParameter for a link without an address */
export async function redeemAsNewcomer(ctx: Ctx, key: string, input: NewcomerInput): Promise<Redeemed> {
  const typed = input.email ? parseEmail(input.email) : undefined;
  const about = {
    emailKey: typed?.key,
    emailCanonical: ctx.settings.normalize_emails && typed ? emailCanonical(typed.key) : undefined,
    usernameKey: input.username ? nameKey(input.username) : undefined,
  };
  let person: Newcomer | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const invite = await findByKey(ctx, key, about);
    const reason = invite ? deadReason(invite, ctx.now()) : 'unknown';
    const verified = invite !== undefined && provesMailbox(ctx, invite, input.email_token);
    if (!invite || (reason && !(reason === 'exhausted' && isOwnerComingBack(ctx, invite, verified))))
      throw deadInvite(reason ?? 'unknown');
    ensureRegistrationsOpen(ctx);
    if (invite.email === null && !input.email?.trim()) throw new BadParameter('email', true);
    const email = invite.email ?? ensureNewcomerFits(ctx, invite, input.email!);
    person ??= await prepare(ctx, email, verified, input);
    const { holder } = invite;
    const mine = holder !== null && (holder.staged || (!holder.confirmed && verified));
    if (holder && !mine) {
      if (ctx.settings.hide_email_address_taken && invite.email === null) return pretend(ctx, holder, person, invite);
      throw emailTaken();
    }
    try {
      const done = holder
        ? await takeOver(ctx, invite, holder, person)
        : await makeAccount(ctx, invite, person, attempt);
      if (done) return done;
    } catch (error) {
      // Somebody took the name or the address at this very moment; the whole statement was undone. Look again.
      if (!violates(error, 'users_username_key_unique', 'names_unique', 'users_email_key_unique', ...GONE)) throw error;
    }
  }
  throw new UsherError('conflict', { code: 'try_again' });
}

/** Foreign keys that fail when a group is deleted between reading and writing. */
const GONE = [
  'group_users_group_id_fkey',
  'membership_requests_group_id_fkey',
  'users_primary_group_id_fkey',
  'users_flair_group_id_fkey',
  'group_logs_group_id_fkey',
];

async function prepare(ctx: Ctx, email: string, verified: boolean, input: NewcomerInput): Promise<Newcomer> {
  const name = (input.name ?? '').trim().slice(0, 255);
  if (input.password) await ensurePassword(ctx, input.password, { username: input.username ?? '', name, email });
  const approved = !ctx.settings.must_approve_users || isEmailDomainAutoApproved(email, ctx.settings);
  return {
    email,
    verified,
    password_hash: input.password ? await ctx.services.passwords.hash(input.password) : null,
    approved,
    name,
    timezone: input.timezone?.slice(0, 100) || null,
    locale: ctx.locale === ctx.settings.default_locale ? null : ctx.locale,
    input,
  };
}
