import { Checkbox } from '@mantine/core';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { type Invite, isEmailInvite, type Joined, targetOf } from './data.ts';
import { neverExpires } from './expiry.ts';
import { InviteActions } from './InviteActions.tsx';
import { InviteStatus, MailDetail } from './InviteStatus.tsx';

/** What an invite is called where there is no address: its note, its domain, or just "Link". */
const inviteTitle = (invite: Invite): string =>
  (isEmailInvite(invite) ? invite.email : undefined) ||
  (invite.domain ? t('invites.domain_link', { domain: invite.domain }) : t('invites.link'));

interface InviteRowProps {
  invite: Invite;
  /** The caller's own, or one they may change for another reason. */
  editable: boolean;
  selected: boolean;
  onSelect: (selected: boolean) => void;
  onEdit: () => void;
}

export function InviteRow({ invite, editable, selected, onSelect, onEdit }: InviteRowProps) {
  const title = inviteTitle(invite);
  return (
    <li className="invite-row">
      {invite.can_delete_invite && !invite.revoked_at ? (
        <Checkbox
          aria-label={t('invites.select', { title: targetOf(invite) ?? title })}
          checked={selected}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
      ) : (
        <span />
      )}
      <div className="stack tight">
        <div className="row">
          <strong>
            <bdi>{title}</bdi>
          </strong>
          <InviteStatus invite={invite} />
        </div>
        {invite.description && (
          <p className="soft">
            <bdi>{invite.description}</bdi>
          </p>
        )}
        <GroupPills groups={invite.groups} />
        <p className="small soft">
          <InviteTimes invite={invite} />
          {invite.inviter && (
            <>
              {' · '}
              <T k="invites.by" inviter={<UserLink user={invite.inviter} />} />
            </>
          )}
        </p>
        {invite.mail && !invite.revoked_at && <MailDetail mail={invite.mail} />}
      </div>
      <InviteActions invite={invite} title={title} editable={editable} onEdit={onEdit} />
    </li>
  );
}

function GroupPills({ groups }: { groups: Invite['groups'] }) {
  if (groups.length === 0) return null;
  return (
    <div className="row pills">
      {groups.map((group) => (
        <GroupLink key={group.id} group={group} />
      ))}
    </div>
  );
}

function InviteTimes({ invite }: { invite: Invite }) {
  if (invite.revoked_at) return <T k="invites.revoked_at" when={<When at={invite.revoked_at} />} />;
  const made = <T k="invites.made" when={<When at={invite.created_at} />} />;
  if (neverExpires(invite.expires_at)) return made;
  return (
    <>
      {made}
      {' · '}
      <T k={invite.expired ? 'invites.expired_at' : 'invites.expires'} when={<When at={invite.expires_at} />} />
    </>
  );
}

/** Somebody who came by an invite, with the groups it gave. */
export function JoinedRow({ joined }: { joined: Joined }) {
  return (
    <li className="invite-row joined">
      <span />
      <div className="stack tight">
        <div className="row">
          <strong>
            <UserLink user={joined.user} />
          </strong>
          <StatusChip tone="good">{t('invites.state_joined')}</StatusChip>
          <span className="small soft">
            {t(joined.invite_source === 'link' ? 'invites.came_by_link' : 'invites.came_by_mail')}
          </span>
        </div>
        <GroupPills groups={joined.groups} />
        <p className="small soft">
          <T k="invites.joined_at" when={<When at={joined.redeemed_at} />} />
          {joined.inviter && (
            <>
              {' · '}
              <T k="invites.by" inviter={<UserLink user={joined.inviter} />} />
            </>
          )}
        </p>
      </div>
    </li>
  );
}
