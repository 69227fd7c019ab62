import { Heading } from '../components/Heading.tsx';
import { site, T, t } from '../i18n/index.tsx';
import { AskAnew } from './AskAnew.tsx';

const REASONS = ['unknown', 'expired', 'exhausted', 'revoked', 'invalidated', 'inviter_gone', 'redeemed'] as const;

export type DeadReason = (typeof REASONS)[number];

/** The reason as the server writes it: `expired` in a page, `invite_expired` in a reply. Undefined: not a dead invite. */
export const asDeadReason = (reason: string | undefined): DeadReason | undefined =>
  REASONS.find((one) => one === reason?.replace(/^invite_/, ''));

/** A link that leads nowhere: why, and what to do. */
export function DeadInvite({ why, inviteKey }: { why: DeadReason; inviteKey: string }) {
  return (
    <div className="card">
      <Mark />
      <div className="stack tight">
        <Heading title={t(`dead.${why}`)} focus />
        <p className="soft">
          <T k={`dead.${why}_text`} site={site} />
        </p>
      </div>
      {why === 'redeemed' ? (
        <a className="button" href="/">
          {t('action.continue')}
        </a>
      ) : (
        <>
          {why === 'unknown' ? <p className="notice">{t('dead.ask')}</p> : <AskAnew inviteKey={inviteKey} />}
          <p className="small divided">
            <T k="invite.have_account" site={site} /> <a href="/login">{t('action.log_in')}</a>
          </p>
        </>
      )}
    </div>
  );
}

/** An address of this entry that means nothing. */
export function UnknownPage() {
  return (
    <div className="card">
      <Mark />
      <div className="stack tight">
        <Heading title={t('page.unknown')} />
        <p className="soft">{t('page.unknown_advice')}</p>
      </div>
      <a href="/">
        <T k="page.home" site={site} />
      </a>
    </div>
  );
}

/** A closed link, in one line; the words beside it say the same. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 48 48" aria-hidden="true">
      <path d="M20 15h-5a9 9 0 0 0 0 18h5M28 15h5a9 9 0 0 1 0 18h-5M24 9v6M24 33v6M16 11l3 5M32 11l-3 5" />
    </svg>
  );
}
