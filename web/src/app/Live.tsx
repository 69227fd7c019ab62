import { t } from '../i18n/index.tsx';
import { connection, useLive } from './live.ts';

/** Keeps what every screen shows up to date, and says when that is not possible. */
export function Live() {
  useLive(['notifications'], [['notifications']]);
  // What somebody may and is in decides what many screens show.
  useLive(['session'], [['current-user'], ['client-settings'], ['groups'], ['explain'], ['invites'], ['user']]);
  useLive(['invites', 'all_invites'], [['invites']]);
  useLive(['requests'], [['requests']]);
  useLive(['email_logs'], [['email-logs']]);
  useLive(['settings'], [['settings'], ['explain'], ['group'], ['client-settings']]);
  const state = connection.use();
  return (
    <div className="live-note" aria-live="polite">
      {state === 'offline' && <p>{t('live.offline')}</p>}
      {state === 'ended' && (
        <p>
          {t('live.ended')}{' '}
          <a href={`/login?to=${encodeURIComponent(window.location.pathname + window.location.search)}`}>
            {t('action.log_in')}
          </a>
        </p>
      )}
    </div>
  );
}
