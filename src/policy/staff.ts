/** What staff may do to accounts. Pure rules; reference: groups-and-users contract, sections 4 and 5.5. */
import { type Actor, no, type Verdict, yes } from './actor.ts';

export interface TargetFacts {
  id: number;
  staged: boolean;
  admin: boolean;
  moderator: boolean;
}

const isStaff = (target: TargetFacts): boolean => target.admin || target.moderator;

/** Suspend, silence, deactivate: staff do it to others, but not to staff, whose role has to be revoked first. */
export function canRestrain(actor: Actor, target: TargetFacts): Verdict {
  if (!actor.staff) return no('staff_only');
  return isStaff(target) ? no('target_is_staff') : yes;
}

export const canChangeTrustLevel = (actor: Actor): Verdict => (actor.staff ? yes : no('staff_only'));

/** Oneself, unless one is staff; staff delete others, admins also moderators. Admins are not deleted at all. */
export function canDeleteUser(actor: Actor, target: TargetFacts): Verdict {
  if (!actor.staff && actor.id !== target.id) return no('staff_only');
  return target.admin || (target.moderator && !actor.admin) ? no('target_is_staff') : yes;
}

/** Turning an account into nobody's. */
export const canAnonymizeUser = (actor: Actor, target: TargetFacts): Verdict => canRestrain(actor, target);

export type Role = 'admin' | 'moderator';

export function canGrantRole(actor: Actor, target: TargetFacts, role: Role): Verdict {
  if (!actor.admin) return no('admins_only');
  if (target.staged) return no('target_is_staged');
  return target[role] ? no('role_held_already') : yes;
}

/** Nobody takes the admin role from themselves, so one admin always remains. */
export function canRevokeRole(actor: Actor, target: TargetFacts, role: Role): Verdict {
  if (!actor.admin) return no('admins_only');
  if (!target[role]) return no('role_not_held');
  return role === 'admin' && target.id === actor.id ? no('own_admin_role') : yes;
}

/** Addresses in lists: admins; moderators while the setting lets them. */
export const canListEmails = (actor: Actor, settings: { moderators_view_emails: boolean }): boolean =>
  actor.admin || (actor.moderator && settings.moderators_view_emails);
