/** Who may see and change accounts, and whether an account may be used. Pure rules; contract sections 2.3, 5.2 and 5.3. */
import type { Settings } from '../shared/site-settings.ts';
import { type Actor, no, type Verdict, yes } from './actor.ts';

export interface AccountFacts {
  id: number;
  active: boolean;
  approved: boolean;
  staged: boolean;
  admin: boolean;
  moderator: boolean;
  suspended_till: Date | null;
}

export const isSuspended = (account: { suspended_till: Date | null }, now: Date): boolean =>
  account.suspended_till !== null && account.suspended_till > now;

const DAY_MS = 86_400_000;

/** Further away than anybody means literally. */
export const isForGood = (till: Date, now: Date): boolean => till.getTime() - now.getTime() > 50 * 365 * DAY_MS;

/** Whether staff must let the account in before it can be used. Staff themselves never wait. */
export const waitsForApproval = (
  account: Pick<AccountFacts, 'approved' | 'admin' | 'moderator'>,
  settings: Settings,
): boolean => settings.must_approve_users && !account.approved && !account.admin && !account.moderator;

/** Accounts that nobody has confirmed yet exist only for staff. */
export const canSeeUser = (actor: Actor, target: AccountFacts): boolean =>
  actor.staff || (target.active && !target.staged);

/** Profiles may be closed to visitors. */
export const canSeeProfiles = (actor: Actor, settings: Settings): boolean =>
  actor.kind !== 'anonymous' || !settings.hide_user_profiles_from_public;

/** Oneself and admins; moderators too, except for admins. */
export const canEditUser = (actor: Actor, target: { id: number; admin: boolean }): boolean =>
  actor.id === target.id || actor.admin || (actor.moderator && !target.admin);

/** Oneself and admins; moderators while `moderators_view_emails` is on. */
export const canSeeEmail = (actor: Actor, target: { id: number }, settings: Settings): boolean =>
  actor.id === target.id || actor.admin || (actor.moderator && settings.moderators_view_emails);

/** A script with an admin's key makes accounts as it likes; everybody else signs up like a visitor. */
export const canCreateUsers = (actor: Actor): boolean =>
  actor.admin && (actor.apiKey !== undefined || actor.kind === 'system');

/** Staff (for admins: admins) at any time; oneself in the first `username_change_period` days. */
export function canChangeUsername(
  actor: Actor,
  target: { id: number; admin: boolean; created_at: Date },
  settings: Settings,
  now: Date,
): Verdict {
  if (!canEditUser(actor, target)) return no('not_own_profile');
  const age = now.getTime() - target.created_at.getTime();
  return actor.staff || age < settings.username_change_period * DAY_MS ? yes : no('username_change_period');
}

/** Admins, and oneself while `email_editable` is on. Not moderators: whoever moves the address gets the account. */
export function canChangeEmail(actor: Actor, target: { id: number }, settings: Settings): Verdict {
  if (actor.admin) return yes;
  if (actor.id !== target.id) return no('not_own_account');
  return settings.email_editable ? yes : no('email_not_editable');
}
