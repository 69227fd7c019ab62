import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { DeleteImport } from './DeleteImport.tsx';
import { resultsPath, retry } from './data.ts';

/** How it ended, in a sentence, and what can be done with that. */
export function Outcome({ one }: { one: ImportReply }) {
  const navigate = useNavigate();
  const mailLeaves = useMailLeaves();
  const retrying = useAction<void>();
  const of = (result: string) => one.results[result] ?? 0;
  const failed = of('skipped') + of('refused') + of('not_reached');
  const again = () =>
    retrying.run(async () => {
      const { id } = await retry(one);
      await navigate({ to: '/imports/$id', params: { id: String(id) } });
    });
  return (
    <div className="stack">
      <div role="status" className={`notice ${one.state === 'failed' ? 'danger' : failed > 0 ? 'warn' : ''}`}>
        <strong>{t(SUMMARY[one.state as keyof typeof SUMMARY] ?? 'imports.summary_done')}</strong>
        {one.failure && <p dir="auto">{one.failure}</p>}
        <p>
          {t('imports.succeeded', { count: one.rows - failed })} {failed > 0 && t('imports.failed', { count: failed })}
        </p>
        {of('refreshed') > 0 && <p>{t('imports.not_again', { count: of('refreshed') })}</p>}
        {!one.skip_email && of('invited') > 0 && <p>{t(mailLeaves ? 'imports.mails_follow' : 'imports.no_mails')}</p>}
      </div>
      {retrying.problem !== undefined && <Problem problem={retrying.problem} />}
      <div className="row">
        {one.can_retry && (
          <Button aria-disabled={retrying.busy} onClick={again}>
            <span aria-live="polite">{t(retrying.busy ? 'imports.checking' : 'imports.retry')}</span>
          </Button>
        )}
        {one.rows_kept && (
          <Button variant="default" component="a" href={resultsPath(one)} download>
            {t('imports.results_file')}
          </Button>
        )}
        <DeleteImport one={one} />
      </div>
    </div>
  );
}

const SUMMARY = {
  done: 'imports.summary_done',
  cancelled: 'imports.summary_cancelled',
  failed: 'imports.summary_failed',
} as const;
