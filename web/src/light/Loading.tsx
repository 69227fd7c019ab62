import { Heading } from '../components/Heading.tsx';
import { Problem } from '../components/Problem.tsx';
import { t } from '../i18n/index.tsx';

/** The shape of the page that comes. */
export function Loading() {
  return (
    <div className="card" role="status">
      <span className="visually-hidden">{t('page.loading')}</span>
      <div className="skeleton" style={{ blockSize: '2.25rem', inlineSize: '75%' }} />
      <div className="skeleton" style={{ blockSize: '2.75rem', inlineSize: '50%' }} />
      <div className="skeleton" style={{ blockSize: '6rem' }} />
      <div className="skeleton" style={{ blockSize: 'var(--control)' }} />
    </div>
  );
}

/** The page could not be fetched; the link itself may be fine. */
export function LoadFailed({ problem, onRetry }: { problem: unknown; onRetry: () => void }) {
  return (
    <div className="card">
      <Heading title={t('page.failed')} />
      <Problem problem={problem} untitled />
      <button type="button" className="button" onClick={onRetry}>
        {t('problem.try_again')}
      </button>
    </div>
  );
}
