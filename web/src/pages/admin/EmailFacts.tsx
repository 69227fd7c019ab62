import { Link } from '@tanstack/react-router';
import type { AnyEmail, EmailView } from '../../../../src/shared/wire/email-logs.ts';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { emailState, emailType } from './email-state.ts';
import { Fact } from './Fact.tsx';

/** What is known of a mail beside its text. `view` comes later, or not at all. */
export function EmailFacts({ mail, view }: { mail: AnyEmail; view: EmailView | undefined }) {
  const { word, tone } = emailState(mail);
  const invites = (tab: string): string => `/invites?all=yes&tab=${tab}&q=${encodeURIComponent(mail.to_address)}`;
  return (
    <dl className="facts">
      <Fact name={t('mails.state')}>
        <StatusChip tone={tone}>{word}</StatusChip>
        {mail.explanation && (
          <span className="line" dir="auto">
            {mail.explanation}
          </span>
        )}
      </Fact>
      <Fact name={t('mails.type')}>{emailType(mail.email_type)}</Fact>
      <Fact name={t('mails.for')}>
        {mail.user ? (
          <Link to="/admin/users/$id" params={{ id: String(mail.user.id) }}>
            <bdi>{mail.user.username}</bdi>
          </Link>
        ) : (
          t('mails.for_stranger')
        )}
      </Fact>
      {view?.invite && (
        <Fact name={t('mails.invite')}>
          <Link to={invites(view.invite.state)}>
            {view.invite.invited_by ? (
              <T k="mails.invite_by" username={view.invite.invited_by} />
            ) : (
              t('mails.invite_of_nobody')
            )}
          </Link>
        </Fact>
      )}
      <Fact name={t('mails.written')}>
        <When at={mail.created_at} />
      </Fact>
      {view?.finished_at && (
        <Fact name={t('mails.finished')}>
          <When at={view.finished_at} />
        </Fact>
      )}
      {mail.attempts > 0 && <Fact name={t('mails.attempts')}>{mail.attempts}</Fact>}
      {mail.attempts > 0 && mail.next_attempt_at && (
        <Fact name={t('mails.next_attempt')}>
          <When at={mail.next_attempt_at} />
        </Fact>
      )}
      {mail.smtp_transaction_response && (
        <Fact name={t('mails.smtp')}>
          <code dir="ltr">{mail.smtp_transaction_response}</code>
        </Fact>
      )}
    </dl>
  );
}
