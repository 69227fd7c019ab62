import type { MailState } from '../../../../src/shared/wire/mail-states.ts';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { MAIL_TONES } from '../../ui/mail-tones.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';
import type { Invite } from './data.ts';

/** What became of its mail, in a word. */
export const MailChip = ({ mail: { state } }: { mail: MailState }) => (
  <StatusChip tone={MAIL_TONES[state]}>{t(`invite_mail.${state}`)}</StatusChip>
);

/** How it stands with an invite: withdrawn, over, used so often, or what became of its mail. */
export function InviteStatus({ invite }: { invite: Invite }) {
  if (invite.revoked_at) return <StatusChip>{t('invites.state_revoked')}</StatusChip>;
  return (
    <>
      {invite.expired && <StatusChip tone="warn">{t('invites.state_expired')}</StatusChip>}
      {'redemption_count' in invite ? (
        <StatusChip tone={invite.redemption_count > 0 ? 'good' : 'plain'}>
          {t('invites.used', { used: invite.redemption_count, most: invite.max_redemptions_allowed })}
        </StatusChip>
      ) : (
        invite.mail && <MailChip mail={invite.mail} />
      )}
    </>
  );
}

/** What is worth knowing about its mail besides: why it failed or waits, what the mail server said, when it is tried again. */
export function MailDetail({ mail }: { mail: MailState }) {
  const { explanation, next_attempt_at, smtp_transaction_response: said, state } = mail;
  const retries = state === 'queued' && mail.attempts > 0 && next_attempt_at;
  const answer = said && !explanation?.includes(said) ? said : undefined;
  if (!explanation && !retries && !answer) return null;
  return (
    <p className="small soft">
      {explanation && <span dir="auto">{explanation} </span>}
      {answer && <T k="invite_mail.said" answer={answer} />}{' '}
      {retries && <T k="invite_mail.retry" when={<When at={next_attempt_at} />} />}
    </p>
  );
}
