import { Link } from '@tanstack/react-router';
import { type Notification, notificationTypes } from '../../../../src/shared/wire/notifications.ts';
import { T, t } from '../../i18n/index.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { UserLink } from '../../ui/UserLink.tsx';

// What the server put there depends on the type; an older or newer server may have put less.
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const names = (value: unknown): string =>
  Array.isArray(value) ? value.map((one: { name?: unknown }) => text(one?.name)).join(', ') : '';

/** One notification as a sentence that leads to what it is about. */
export function NotificationText({ notification: { notification_type, data } }: { notification: Notification }) {
  const who = <UserLink user={{ username: text(data.display_username) }} />;
  const name = text(data.group_name);
  const group = <GroupLink group={{ name }} />;
  const requests = (label: string) => (
    <Link to={`/groups/${encodeURIComponent(name)}?tab=requests` as string}>{label}</Link>
  );
  switch (notification_type) {
    case notificationTypes.invitee_accepted:
      return <T k="notifications.invitee_accepted" who={who} />;
    case notificationTypes.groups_withheld:
      return <T k="notifications.groups_withheld" who={who} groups={names(data.groups)} />;
    case notificationTypes.membership_request:
      return (
        <>
          <T k="notifications.membership_request" who={who} group={group} /> {requests(t('notifications.answer'))}
        </>
      );
    case notificationTypes.membership_request_accepted:
      return <T k="notifications.request_accepted" group={group} />;
    case notificationTypes.membership_request_declined:
      return <T k="notifications.request_declined" group={group} />;
    case notificationTypes.added_to_group:
      return <T k="notifications.added_to_group" who={who} group={group} />;
    case notificationTypes.made_group_owner:
      return <T k="notifications.made_group_owner" who={who} group={group} />;
    case notificationTypes.invite_requested: {
      const email = text(data.email);
      const answer = (
        <Link to="/invites" search={{ tab: 'requests' }}>
          {t('notifications.answer')}
        </Link>
      );
      if (!data.display_username)
        return (
          <>
            <T k="notifications.invite_requested_anew" email={email} /> {answer}
          </>
        );
      const k = count(data.count) > 1 ? 'notifications.invites_requested' : 'notifications.invite_requested';
      return (
        <>
          <T k={k} who={who} group={group} email={email} count={count(data.count)} /> {answer}
        </>
      );
    }
    case notificationTypes.invite_request_answered:
      return (
        <T
          k={
            data.answer === 'approved'
              ? 'notifications.invite_request_approved'
              : 'notifications.invite_request_declined'
          }
          email={text(data.email)}
          group={group}
        />
      );
    case notificationTypes.group_removed_from_invite: {
      const k = data.revoked ? 'notifications.invite_revoked_for_group' : 'notifications.group_taken_off_invite';
      return <T k={k} who={who} group={group} email={text(data.email) || t('notifications.a_link')} />;
    }
    case notificationTypes.bulk_report:
      return (
        <T
          k="notifications.bulk_report"
          file={
            <Link to={`/imports/${count(data.import_id)}` as string}>
              {text(data.file_name) || t('imports.pasted')}
            </Link>
          }
          invites={count(data.invites)}
          skipped={count(data.skipped)}
          errors={count(data.errors)}
        />
      );
    default:
      return <>{t('notifications.other')}</>;
  }
}
