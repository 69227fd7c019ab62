import type { LandingReply } from '../../../src/shared/wire/redemptions.ts';
import type { CurrentUser } from '../../../src/shared/wire/session.ts';
import { request } from '../api.ts';
import { Person } from '../components/Person.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAction } from '../components/use-action.ts';
import { t } from '../i18n/index.tsx';

interface AcceptInviteProps {
  invite: LandingReply;
  user: CurrentUser;
  busy: boolean;
  problem: unknown;
  onAccept: () => void;
  onDecline: () => void;
}

/** For somebody logged in: which account will join, and one button, or the reason why this account cannot. */
export function AcceptInvite({ invite, user, busy, problem, onAccept, onDecline }: AcceptInviteProps) {
  const logOut = useAction<void>();
  const switchAccount = () =>
    logOut.run(async () => {
      await request('DELETE', `/session/${encodeURIComponent(user.username)}.json`);
      window.location.reload();
    });
  const able = invite.existing_user_can_redeem !== false;
  return (
    <section className="stack divided" aria-labelledby="account">
      <h2 id="account">{t(able ? 'accept.account' : 'accept.cannot')}</h2>
      {problem !== undefined && !busy && <Problem problem={problem} />}
      {logOut.problem !== undefined && <Problem problem={logOut.problem} />}
      <Person username={user.username} name={user.name} />
      {!able && (
        <div className="notice warn">
          {invite.existing_user_can_redeem_error && <strong dir="auto">{invite.existing_user_can_redeem_error}</strong>}
          <p>{t('accept.cannot_advice')}</p>
        </div>
      )}
      {able && (
        <div className="buttons">
          <button type="button" className="button" aria-disabled={busy} onClick={onAccept}>
            {t('accept.button')}
          </button>
          <button type="button" className="button quiet" onClick={onDecline}>
            {t('invite.decline')}
          </button>
        </div>
      )}
      <button type="button" className="link-button" onClick={switchAccount}>
        {t('accept.switch')}
      </button>
    </section>
  );
}
