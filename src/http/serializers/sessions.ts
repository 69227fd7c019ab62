/** Who is logged in, and what became of an attempt to. */
import type { GroupOfUserRow, ProfileRow } from '../../db/profiles.ts';
import type { LoginOutcome } from '../../domain/sessions/log-in.ts';
import type { Actor } from '../../policy/actor.ts';
import { canCreateGroup } from '../../policy/groups.ts';
import { canInvite } from '../../policy/invites.ts';
import { isForGood } from '../../policy/users.ts';
import type { Locale } from '../../shared/i18n/locales.ts';
import type { Settings } from '../../shared/site-settings.ts';
import type { CurrentUser, LoginReply } from '../../shared/wire/session.ts';
import { translate } from '../../translate.ts';
import { avatarTemplate } from './basic-user.ts';

export function serializeCurrentUser(
  row: ProfileRow,
  groups: GroupOfUserRow[],
  actor: Actor,
  settings: Settings,
): CurrentUser {
  const mayInviteSomewhere = settings.group_owners_may_invite && !actor.silenced && actor.ownedGroupIds.size > 0;
  return {
    id: row.id,
    username: row.username,
    name: row.name,
    avatar_template: avatarTemplate(row.username),
    email: row.email,
    title: row.title,
    admin: row.admin,
    moderator: row.moderator,
    staff: actor.staff,
    trust_level: row.trust_level,
    locale: row.locale,
    primary_group_id: row.primary_group_id,
    groups: groups.map(({ id, name, full_name, automatic, owner }) => ({
      id,
      name,
      full_name,
      automatic,
      has_messages: false,
      owner,
    })),
    can_invite_to_forum: canInvite(actor, settings).ok || mayInviteSomewhere,
    can_create_group: canCreateGroup(actor, settings).ok,
  };
}

function suspendedText(
  account: { suspended_till: Date | null; suspend_reason: string | null },
  settings: Settings,
  locale: Locale,
  now: Date,
): string {
  const till = account.suspended_till ?? now;
  const date = till.toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const forGood = isForGood(till, now);
  const said = translate(locale, 'errors', forGood ? 'login_suspended_for_good' : 'login_suspended', { date });
  if (settings.hide_suspension_reasons || !account.suspend_reason) return said;
  return `${said} ${translate(locale, 'errors', 'login_suspended_reason', { reason: account.suspend_reason })}`;
}

/** The reply to credentials that did not lead in: always a 200. */
export function serializeRefusedLogin(
  outcome: Exclude<LoginOutcome, { kind: 'logged_in' }>,
  settings: Settings,
  locale: Locale,
  now: Date,
): LoginReply {
  if (outcome.kind === 'wrong') return { error: translate(locale, 'errors', 'login_wrong') };
  if (outcome.kind === 'not_approved') return { error: translate(locale, 'errors', 'login_not_approved') };
  if (outcome.kind === 'suspended')
    return { error: suspendedText(outcome.account, settings, locale, now), reason: 'suspended' };
  const { email } = outcome.account;
  return {
    error: translate(locale, 'errors', 'login_not_activated', { email: email ?? '' }),
    reason: 'not_activated',
    sent_to_email: email,
    current_email: email,
  };
}
