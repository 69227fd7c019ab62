/**
 * Who may import lists of people. Admins everywhere; moderators (with `moderators_manage_groups`) and owners to the
 * groups they may invite to, and only so many rows a day. Asked when a list is uploaded, when it is run, and again for
 * each part of it while it runs.
 */
import type { Settings } from '../shared/site-settings.ts';
import { type Actor, no, type Verdict, yes } from './actor.ts';
import { canSeeGroup, type GroupFacts } from './groups.ts';
import { canInvite, canInviteToGroup } from './invites.ts';

export function canImport(actor: Actor, settings: Settings): Verdict {
  if (actor.kind === 'anonymous') return no('not_logged_in');
  if (actor.silenced) return no('silenced');
  if (actor.admin) return yes;
  if (settings.max_bulk_invites_per_day <= 0) return no('imports_for_admins');
  if (actor.moderator && settings.moderators_manage_groups) return yes;
  if (actor.ownedGroupIds.size === 0)
    return no(actor.moderator ? 'moderators_manage_groups_off' : 'imports_for_owners');
  // Owners may as far as they may invite at all.
  const general = canInvite(actor, settings);
  return general.ok || (general.reason === 'not_in_invite_allowed_groups' && settings.group_owners_may_invite)
    ? yes
    : general;
}

/** The contract's upload: admins only. */
export const canUploadCsv = (actor: Actor): Verdict =>
  actor.kind === 'anonymous' ? no('not_logged_in') : actor.admin ? yes : no('admins_only');

export interface ImportLimits {
  max_rows: number;
  /** Each row must name a group. */
  needs_group: boolean;
  /** Rows run in 24 hours; null: no limit. */
  per_day: number | null;
  /** Rows checked in 24 hours. */
  looks_per_day: number | null;
}

export const importLimits = (actor: Actor, settings: Settings): ImportLimits => ({
  max_rows: actor.admin
    ? settings.max_bulk_invites
    : Math.min(settings.max_bulk_invites, settings.max_bulk_invites_per_day),
  needs_group: !actor.admin,
  per_day: actor.admin ? null : settings.max_bulk_invites_per_day,
  looks_per_day: actor.admin ? null : settings.max_bulk_invites_per_day * LOOKS_PER_ROW,
});

/** Times the rows of a day that somebody may have checked: a check tells which addresses have an account. */
const LOOKS_PER_ROW = 10;

/** Why a row may not give this group, as the code of a row's problem; undefined: it may. */
export function whyNotImportedTo(actor: Actor, group: GroupFacts, settings: Settings): string | undefined {
  // A group one cannot see is as unknown as one that is not there.
  if (!canSeeGroup(actor, group)) return 'unknown_group';
  const verdict = canInviteToGroup(actor, group, settings);
  return verdict.ok ? undefined : verdict.reason;
}

interface ImportFacts {
  created_by_id: number;
  state: string;
}
/** Lists hold addresses: they are for whoever uploaded them, and for admins. */
export const canSeeImport = (actor: Actor, one: ImportFacts): boolean =>
  actor.kind !== 'anonymous' && (one.created_by_id === actor.id || actor.admin);
/** Whoever uploaded it is the inviter, so nobody else runs it. */
export const canRunImport = (actor: Actor, one: ImportFacts): boolean =>
  one.created_by_id === actor.id && one.state === 'ready';
export const canCancelImport = (actor: Actor, one: ImportFacts): boolean =>
  canSeeImport(actor, one) && one.state === 'running';
export const canDeleteImport = (actor: Actor, one: ImportFacts): boolean =>
  canSeeImport(actor, one) && one.state !== 'running' && one.state !== 'uploading';
