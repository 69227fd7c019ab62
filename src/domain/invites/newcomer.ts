/** Somebody who is about to get an account through an invite, and what both ways of giving it to them share. */
import { randomInt } from 'node:crypto';
import type { Ctx } from '../../context.ts';
import type { Claim, RedemptionFacts } from '../../db/redemptions.ts';
import { isEmailDomainAutoApproved } from '../users/email-rules.ts';
import { checkUsername, suggestUsername } from '../users/suggest-username.ts';
import { decideGroups, type GroupDecision, groupsToRequest, notificationsFor, type Receipt } from './decide.ts';

export interface NewcomerInput {
  /** Links only; an e-mail invite is always for its own address. */
  email?: string;
  username?: string;
  name?: string;
  password?: string;
  timezone?: string;
  email_token?: string;
}

export interface Newcomer {
  /** Normalised. */
  email: string;
  /** They showed the token of the mail. */
  verified: boolean;
  password_hash: string | null;
  approved: boolean;
  name: string;
  wanted_username: string;
  timezone: string | null;
  locale: string | null;
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

export const nameOf = (input: NewcomerInput): string => (input.name ?? '').trim().slice(0, 255);

export function describeNewcomer(
  ctx: Ctx,
  input: NewcomerInput,
  proved: { email: string; verified: boolean; password_hash: string | null },
): Newcomer {
  return {
    ...proved,
    // Approval is asked of everybody, also of guests of staff (contract section 5, GHSA-p63q-jp48-h8xh).
    approved: !ctx.settings.must_approve_users || isEmailDomainAutoApproved(proved.email, ctx.settings),
    name: nameOf(input),
    wanted_username: input.username?.trim().normalize('NFC') ?? '',
    timezone: input.timezone?.slice(0, 100) || null,
    locale: ctx.locale === ctx.settings.default_locale ? null : ctx.locale,
  };
}

export function stateOf(person: Newcomer): Redeemed['state'] {
  if (!person.verified) return 'confirm_email';
  return person.approved ? 'joined' : 'await_approval';
}

/**
 * A wanted name is used if it is well-formed and free; otherwise a free one is found silently (contract section 5).
 * @param attempt how often a name was lost to somebody faster
 */
export async function chooseUsername(
  ctx: Ctx,
  person: Newcomer,
  invite: RedemptionFacts,
  attempt: number,
): Promise<string> {
  const wanted = person.wanted_username;
  if (wanted && !checkUsername(wanted, ctx.settings) && !invite.username_taken) return wanted;
  const fromAddress = ctx.settings.use_email_for_username_and_name_suggestions ? person.email.split('@')[0]! : '';
  const hint = wanted || person.name || fromAddress;
  if (attempt < 2 || !hint) return suggestUsername(ctx.db, ctx.settings, hint);
  // Many who want one name at once are all suggested the same next one; after a while, each goes their own way.
  return suggestUsername(
    ctx.db,
    ctx.settings,
    `${hint.slice(0, ctx.settings.max_username_length - 5)}${randomInt(10_000, 100_000)}`,
  );
}

/** What is decided on these facts, and the claim that holds only while they are so. */
export function decide(ctx: Ctx, invite: RedemptionFacts, username: string): { claim: Claim; decision: GroupDecision } {
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

/** Whoever has not proved the mailbox must; whoever chose no password is mailed a link to set one. */
export const needsMail = (person: Newcomer): boolean => !person.verified || person.password_hash === null;

/** Mail that lets them confirm: to activate with the password they chose, or to set one. */
export const confirmation = (person: Newcomer) =>
  person.password_hash === null
    ? ({ email_type: 'account_created', purpose: 'password_reset' } as const)
    : ({ email_type: 'signup', purpose: 'signup' } as const);
