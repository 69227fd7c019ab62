import type { LandingReply } from '../../../src/shared/wire/redemptions.ts';
import { Heading } from '../components/Heading.tsx';
import { formatMoment, T, t } from '../i18n/index.tsx';
import { expiresSoon } from './expiry.ts';

/** Declining is not sent anywhere: it only says so, and leaves the way back open. */
export function Declined({ invite, onBack }: { invite: LandingReply; onBack: () => void }) {
  return (
    <div className="card">
      <div className="stack tight">
        <Heading title={t('declined.title')} focus />
        <p className="soft">{t('declined.text')}</p>
      </div>
      <p>
        {expiresSoon(invite) ? <T k="declined.until" moment={formatMoment(invite.expires_at)} /> : t('declined.later')}
      </p>
      <button type="button" className="button quiet" onClick={onBack}>
        {t('declined.back')}
      </button>
    </div>
  );
}
