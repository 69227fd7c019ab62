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
import { isSuspended } from '../../policy/users.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import type { StaffUser, StaffUserDetails } from '../../shared/wire/staff-users.ts';
import { translate } from '../../translate.ts';
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
  const suspended = isSuspended(row, now);
  const silenced = row.silenced_till !== null && row.silenced_till > now;
  return {
    ...serializeBasicUser(row),
    active: row.active,
    email_confirmed: row.email_confirmed_at !== null,
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
    suspended,
    suspended_at: suspended ? iso(row.suspended_at) : null,
    suspended_till: suspended ? iso(row.suspended_till) : null,
    silenced,
    silenced_till: silenced ? iso(row.silenced_till) : null,
    ...(showApproved ? { approved: row.approved } : {}),
    ...(showEmails ? { email: row.email, secondary_emails: [] } : {}),
  };
}

/** The rules that refuse the viewer something, in words, by the flag they switch off. */
const refusals = (verdicts: Record<string, Verdict>, locale: Locale): Record<string, string> =>
  Object.fromEntries(
    Object.entries(verdicts).flatMap(([flag, verdict]) =>
      verdict.ok ? [] : [[flag, translate(locale, 'errors', `rule_${verdict.reason}`)]],
    ),
  );

/** @param groups the person's groups that the viewer may see */
export function serializeStaffUserDetails(
  row: StaffUserRow,
  details: StaffDetailsRow,
  groups: readonly GroupRow[],
  viewer: Viewer & { now: Date; locale: Locale },
): StaffUserDetails {
  const { actor, now, locale } = viewer;
  const restrain = canRestrain(actor, row);
  const verdicts = {
    can_be_deleted: canDeleteUser(actor, row),
    can_be_anonymized: canAnonymizeUser(actor, row),
    can_grant_admin: canGrantRole(actor, row, 'admin'),
    can_revoke_admin: canRevokeRole(actor, row, 'admin'),
    can_grant_moderation: canGrantRole(actor, row, 'moderator'),
    can_revoke_moderation: canRevokeRole(actor, row, 'moderator'),
    can_deactivate: restrain,
    can_suspend: restrain,
    can_change_trust_level: canChangeTrustLevel(actor),
  } satisfies Record<string, Verdict>;
  const common = serializeStaffUser(row, { now, showApproved: true, showEmails: false });
  return {
    ...common,
    approved: row.approved,
    approved_by: person(details.approved_by_id, details.approved_by_username, details.approved_by_name),
    ip_address: details.ip_address,
    groups: groups.map((group) => serializeBasicGroup(group, viewer)),
    primary_group_id: groups.find((group) => group.id === details.primary_group_id)?.id ?? null,
    suspend_reason: common.suspended_till === null ? null : row.suspend_reason,
    silence_reason: common.silenced_till === null ? null : row.silence_reason,
    can_be_deleted: verdicts.can_be_deleted.ok,
    can_be_anonymized: verdicts.can_be_anonymized.ok,
    can_send_activation_email: !row.active && row.email !== null,
    can_grant_admin: verdicts.can_grant_admin.ok,
    can_revoke_admin: verdicts.can_revoke_admin.ok,
    can_grant_moderation: verdicts.can_grant_moderation.ok,
    can_revoke_moderation: verdicts.can_revoke_moderation.ok,
    can_activate: !row.active && row.email !== null,
    can_deactivate: row.active && restrain.ok,
    can_suspend: restrain.ok,
    can_change_trust_level: verdicts.can_change_trust_level.ok,
    single_sign_on_record: null,
    api_key_count: details.api_key_count,
    invited_by: person(details.inviter_id, details.inviter_username, details.inviter_name),
    why_not: refusals(verdicts, locale),
  };
}
