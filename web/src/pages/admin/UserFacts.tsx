import { Link } from '@tanstack/react-router';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import type { EmailsReply } from '../../../../src/shared/wire/users.ts';
import { request } from '../../api.ts';
import { problemSentences } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { When } from '../../components/When.tsx';
import { t } from '../../i18n/index.tsx';
import { Fact } from './Fact.tsx';

/** Who this is, where they came from, when they were here. The address only on demand, because looking is written down. */
export function UserFacts({ user }: { user: StaffUserDetails }) {
  return (
    <dl className="facts">
      <Fact name={t('field.email')}>
        <Email username={user.username} />
      </Fact>
      {user.title && (
        <Fact name={t('users.fact_title')}>
          <bdi>{user.title}</bdi>
        </Fact>
      )}
      <Fact name={t('users.fact_joined')}>
        <When at={user.created_at} />
      </Fact>
      <Fact name={t('users.fact_seen')}>{user.last_seen_at ? <When at={user.last_seen_at} /> : t('users.never')}</Fact>
      <Fact name={t('users.fact_invited_by')}>
        {user.invited_by ? <ToUser user={user.invited_by} /> : t('users.not_invited')}
      </Fact>
      {user.approved_by && (
        <Fact name={t('users.fact_approved_by')}>
          <ToUser user={user.approved_by} />
        </Fact>
      )}
      {user.ip_address && (
        <Fact name={t('users.fact_ip')}>
          <bdi dir="ltr">{user.ip_address}</bdi>
        </Fact>
      )}
      {user.api_key_count > 0 && <Fact name={t('users.fact_api_keys')}>{user.api_key_count}</Fact>}
    </dl>
  );
}

function ToUser({ user }: { user: { id: number; username: string } }) {
  return (
    <Link to="/admin/users/$id" params={{ id: String(user.id) }}>
      <bdi>{user.username}</bdi>
    </Link>
  );
}

function Email({ username }: { username: string }) {
  const showing = useAction<EmailsReply>();
  const show = () => showing.run(() => request<EmailsReply>('GET', `/u/${encodeURIComponent(username)}/emails.json`));
  const { reply } = showing;
  return (
    <span aria-live="polite">
      {reply ? (
        <>
          <bdi>{reply.email ?? t('users.no_email')}</bdi>
          {reply.unconfirmed_emails.map((email) => (
            <span key={email} className="soft small line">
              <bdi>{email}</bdi> {t('users.unconfirmed')}
            </span>
          ))}
        </>
      ) : (
        <>
          <button type="button" className="link-button" onClick={show}>
            {t('users.show_email')}
          </button>{' '}
          <span className="soft small">{t('users.show_email_hint')}</span>
          {showing.problem !== undefined && sentences(problemSentences(showing.problem))}
        </>
      )}
    </span>
  );
}
