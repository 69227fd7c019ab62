import './invites.css';
import { t } from '../../i18n/index.tsx';
import { CopyLine } from '../../ui/CopyLine.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { ShareButton } from '../../ui/ShareButton.tsx';
import { type Invite, isEmailInvite } from './data.ts';
import { expirySentence } from './expiry.ts';

/** The ways to pass an invite's link on, and what it gives. */
export function LinkCard({ invite, title }: { invite: Invite; title: string }) {
  return (
    <div className="stack">
      <CopyLine text={invite.link} about={title} />
      {isEmailInvite(invite) && <p className="soft small">{t('link.proves_nothing')}</p>}
      <div className="link-card">
        <QrCode text={invite.link} label={t('link.qr')} />
        <div className="stack">
          <ShareButton url={invite.link} />
          <p>{expirySentence(invite.expires_at)}</p>
          {'redemption_count' in invite && (
            <p>{t('invites.used', { used: invite.redemption_count, most: invite.max_redemptions_allowed })}</p>
          )}
          {invite.groups.length > 0 && (
            <div className="row pills">
              {invite.groups.map((group) => (
                <GroupLink key={group.id} group={group} />
              ))}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
