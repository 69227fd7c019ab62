import { Button } from '@mantine/core';
import { type MouseEvent, useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import type { ListedInvite, ListedRedemption } from '../../../../src/shared/wire/invite-overview.ts';
import { request } from '../../api.ts';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { keepFocus } from '../../ui/keep-focus.ts';
import { offerUndo, tellProblem } from '../../ui/notices.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { neverExpires } from '../invites/expiry.ts';
import { MailChip, MailDetail } from '../invites/InviteStatus.tsx';
import { LinkDetails } from '../invites/LinkDetails.tsx';
import { pathOf, useRefreshGroup } from './requests.ts';

/** Whom it is for. */
function Invitee({ invite }: { invite: ListedInvite }) {
  if ('email' in invite && invite.email) return <bdi>{invite.email}</bdi>;
  return invite.domain ? <T k="group_invites.link_for" domain={invite.domain} /> : t('group_invites.link');
}

/** The groups besides this one. */
function Others({ group, of }: { group: Group; of: Pick<ListedInvite, 'groups'> }) {
  const others = of.groups.filter(({ id }) => id !== group.id);
  if (others.length === 0) return null;
  return (
    <p className="row chips small">
      <span className="soft">{t('group_invites.also')}</span>
      {others.map((other) => (
        <GroupLink key={other.id} group={other} />
      ))}
    </p>
  );
}

/** An invite that leads into the group, with the button that takes the group off it. */
export function GroupInvite({ group, invite }: { group: Group; invite: ListedInvite }) {
  const [busy, setBusy] = useState(false);
  const refresh = useRefreshGroup(group.name);
  const path = pathOf(group.name, `invites/${invite.id}`);
  const takeOff = async (event: MouseEvent) => {
    if (busy) return;
    keepFocus(event.currentTarget);
    setBusy(true);
    try {
      const { revoked } = await request<{ revoked: boolean }>('DELETE', path);
      offerUndo(t(revoked ? 'group_invites.withdrawn' : 'group_invites.taken_off'), async () => {
        await request('PUT', pathOf(group.name, `invites/${invite.id}/restore`));
        await refresh();
      });
    } catch (problem) {
      tellProblem(problem);
    }
    await refresh();
    setBusy(false);
  };
  const who = ('email' in invite && invite.email) || invite.domain || t('group_invites.link');
  return (
    <li>
      <div className="group-entry stack tight">
        <p className="row chips">
          <span className="strong">
            <Invitee invite={invite} />
          </span>
          {invite.mail.state !== 'none' && <MailChip mail={invite.mail} />}
          {'max_redemptions_allowed' in invite && (
            <StatusChip>
              {t('group_invites.used', {
                used: invite.redemption_count,
                most: invite.max_redemptions_allowed,
              })}
            </StatusChip>
          )}
        </p>
        <MailDetail mail={invite.mail} />
        <Others group={group} of={invite} />
        <p className="soft small">
          {invite.inviter ? (
            <T k="group_invites.by" name={<UserLink user={invite.inviter} />} />
          ) : (
            t('group_invites.gone')
          )}
          {!neverExpires(invite.expires_at) && (
            <>
              {' · '}
              <T
                k={invite.expired ? 'group_invites.expired' : 'group_invites.expires'}
                when={<When at={invite.expires_at} />}
              />
            </>
          )}
        </p>
        {!invite.expired && <LinkDetails invite={invite} title={who} />}
      </div>
      <Button variant="default" size="sm" aria-disabled={busy} onClick={takeOff}>
        {t('group_invites.revoke')}
        <span className="visually-hidden">: {who}</span>
      </Button>
    </li>
  );
}

/** Somebody who came by an invite. */
export function JoinedByInvite({ group, joined }: { group: Group; joined: ListedRedemption }) {
  return (
    <li>
      <div className="group-entry stack tight">
        <p className="strong">
          <UserLink user={joined.user} />
        </p>
        <Others group={group} of={joined} />
        <p className="soft small">
          {joined.inviter ? (
            <T k="group_invites.by" name={<UserLink user={joined.inviter} />} />
          ) : (
            t('group_invites.gone')
          )}
          {' · '}
          <T k="group_invites.joined" when={<When at={joined.redeemed_at} />} />
        </p>
      </div>
    </li>
  );
}
