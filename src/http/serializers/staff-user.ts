/** An account as staff see it: the row of a list, and the page of one account. */
import type { GroupRow } from '../../db/groups.ts';
import type { StaffUserRow } from '../../db/staff-user-lists.ts';
import type { StaffDetailsRow } from '../../db/staff-users.ts';
import type { Verdict } from '../../policy/actor.ts';
import {
  canAnonymizeUser,
  canChangeTrustLevel,
  canDeleteUser,
  canGrantRole,
  canRestrain,
  canRevokeRole,
} from '../../policy/staff.ts';
import type { StaffUser, StaffUserDetails } from '../../shared/wire/staff-users.ts';
import { serializeBasicUser } from './basic-user.ts';
import { serializeBasicGroup, type Viewer } from './group.ts';

const seconds = (from: Date, to: Date): number => Math.max(0, (to.getTime() - from.getTime()) / 1000);
const iso = (time: Date | null): string | null => time?.toISOString() ?? null;
const person = (id: number | null, username: string | null, name: string | null) =>
  id === null ? null : serializeBasicUser({ id, username: username!, name });

export function serializeStaffUser(
  row: StaffUserRow,
  { now, showApproved, showEmails }: { now: Date; showApproved: boolean; showEmails: boolean },
): StaffUser {
  return {
    ...serializeBasicUser(row),
    active: row.active,
    admin: row.admin,
    moderator: row.moderator,
    trust_level: row.trust_level,
    manual_locked_trust_level: row.manual_locked_trust_level,
    title: row.title,
    created_at: row.created_at.toISOString(),
    created_at_age: seconds(row.created_at, now),
    last_seen_at: iso(row.last_seen_at),
    last_seen_age: row.last_seen_at && seconds(row.last_seen_at, now),
    last_emailed_at: null,
    last_emailed_age: null,
    days_visited: 0,
    posts_read_count: 0,
    topics_entered: 0,
    post_count: 0,
    time_read: 0,
    staged: row.staged,
    // A restriction that has run out is none.
    suspended_at: row.suspended_till && row.suspended_till > now ? iso(row.suspended_at) : null,
    suspended_till: row.suspended_till && row.suspended_till > now ? iso(row.suspended_till) : null,
    silenced_till: row.silenced_till && row.silenced_till > now ? iso(row.silenced_till) : null,
    ...(showApproved ? { approved: row.approved } : {}),
    ...(showEmails ? { email: row.email, secondary_emails: [] } : {}),
  };
}

const may = (verdict: Verdict): boolean => verdict.ok;

/** @param groups the person's groups that the viewer may see */
export function serializeStaffUserDetails(
  row: StaffUserRow,
  details: StaffDetailsRow,
  groups: readonly GroupRow[],
  viewer: Viewer & { now: Date },
): StaffUserDetails {
  const { actor, now } = viewer;
  const common = serializeStaffUser(row, { now, showApproved: true, showEmails: false });
  return {
    ...common,
    approved: row.approved,
    approved_by: person(details.approved_by_id, details.approved_by_username, details.approved_by_name),
    ip_address: details.ip_address,
    groups: groups.map((group) => serializeBasicGroup(group, viewer)),
    primary_group_id: details.primary_group_id,
    suspend_reason: common.suspended_till === null ? null : row.suspend_reason,
    silence_reason: common.silenced_till === null ? null : row.silence_reason,
    can_be_deleted: may(canDeleteUser(actor, row)),
    can_be_anonymized: may(canAnonymizeUser(actor, row)),
    can_send_activation_email: !row.active && row.email !== null,
    can_grant_admin: may(canGrantRole(actor, row, 'admin')),
    can_revoke_admin: may(canRevokeRole(actor, row, 'admin')),
    can_grant_moderation: may(canGrantRole(actor, row, 'moderator')),
    can_revoke_moderation: may(canRevokeRole(actor, row, 'moderator')),
    can_activate: !row.active && row.email !== null,
    can_deactivate: row.active && may(canRestrain(actor, row)),
    can_suspend: may(canRestrain(actor, row)),
    can_change_trust_level: may(canChangeTrustLevel(actor)),
    single_sign_on_record: null,
    api_key_count: details.api_key_count,
    invited_by: person(details.inviter_id, details.inviter_username, details.inviter_name),
  };
}
