/** Accounts as others see them. */
import type { GroupOfUserRow, ProfileRow } from '../../db/profiles.ts';
import type { Actor } from '../../policy/actor.ts';
import { canSeeMembers } from '../../policy/groups.ts';
import { canDeleteUser } from '../../policy/staff.ts';
import { canChangeEmail, canChangeUsername, canEditUser, canSeeEmail } from '../../policy/users.ts';
import type { Settings } from '../../shared/site-settings.ts';
import type { Profile } from '../../shared/wire/users.ts';
import { avatarTemplate, serializeBasicUser } from './basic-user.ts';

const time = (at: Date | null): string | null => at?.toISOString() ?? null;

function inviterOf(row: ProfileRow): Profile['invited_by'] {
  const { inviter_id: id, inviter_username: username, inviter_name: name } = row;
  return id === null || username === null ? null : serializeBasicUser({ id, username, name });
}

export interface Viewer {
  actor: Actor;
  settings: Settings;
  now: Date;
}

/** What only oneself and staff see; the address only for who may see addresses. */
function forInsiders(row: ProfileRow, { actor: viewer, settings }: Viewer): Partial<Profile> {
  const shown: Partial<Profile> = {};
  if (canSeeEmail(viewer, row, settings))
    Object.assign(shown, { email: row.email, secondary_emails: [], unconfirmed_emails: row.unconfirmed_emails });
  if (viewer.staff || viewer.id === row.id) {
    const { active, approved, locale } = row;
    Object.assign(shown, { active, approved, locale, suspended_till: time(row.suspended_till) });
  }
  return shown;
}

/** @param groups all groups of the person; only those whose members the viewer may see are shown */
export function serializeProfile(row: ProfileRow, groups: GroupOfUserRow[], viewer: Viewer): Profile {
  const { actor, settings, now } = viewer;
  const visible = groups.filter((group) => canSeeMembers(actor, group));
  const knows = (id: number | null) => visible.some((group) => group.id === id);
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    avatar_template: avatarTemplate(row.username),
    title: row.title,
    trust_level: row.trust_level,
    admin: row.admin,
    moderator: row.moderator,
    created_at: row.created_at.toISOString(),
    last_seen_at: time(row.last_seen_at),
    last_posted_at: null,
    bio_raw: row.bio_raw,
    location: row.location,
    website: row.website,
    primary_group_id: knows(row.primary_group_id) ? row.primary_group_id : null,
    primary_group_name: knows(row.primary_group_id) ? row.primary_group_name : null,
    flair_group_id: knows(row.flair_group_id) ? row.flair_group_id : null,
    flair_name: knows(row.flair_group_id) ? row.flair_name : null,
    groups: visible.map(
      ({ id, automatic, name, full_name, title, primary_group, visibility_level, members_visibility_level }) => ({
        id,
        automatic,
        name,
        full_name,
        title,
        primary_group,
        visibility_level,
        members_visibility_level,
      }),
    ),
    group_users: visible.map(({ id, notification_level, owner }) => ({
      group_id: id,
      user_id: row.id,
      notification_level,
      owner,
    })),
    invited_by: inviterOf(row),
    can_edit: canEditUser(actor, row),
    can_edit_username: canChangeUsername(actor, row, settings, now).ok,
    can_edit_email: canChangeEmail(actor, row, settings).ok,
    can_delete_account: canDeleteUser(actor, row).ok,
    can_send_private_messages: false,
    can_send_private_message_to_user: false,
    ...forInsiders(row, viewer),
  };
}
