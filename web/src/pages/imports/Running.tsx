import { Button, Progress } from '@mantine/core';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { locale, t } from '../../i18n/index.tsx';
import { cancel, RESULTS, rowState } from './data.ts';

const number = new Intl.NumberFormat(locale);

/** How far it is, while it runs. */
export function Running({ one }: { one: ImportReply }) {
  const mailLeaves = useMailLeaves();
  const cancelling = useAction<unknown>();
  const words = t('imports.progress', { done: number.format(one.done_rows), count: one.rows });
  const results = RESULTS.filter((result) => (one.results[result] ?? 0) > 0);
  return (
    <section className="card" aria-label={t('imports.running')}>
      <div className="stack tight">
        <p role="status" className="strong">
          {t('imports.running')}
        </p>
        <Progress size="lg" value={(100 * one.done_rows) / one.rows} aria-label={words} />
        <p>{words}</p>
      </div>
      {results.length > 0 && (
        <dl className="import-numbers">
          {results.map((result) => (
            <div key={result}>
              <dt>{t(rowState(result).label)}</dt>
              <dd>{number.format(one.results[result] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="soft small">{t(mailLeaves ? 'imports.running_text' : 'imports.running_text_no_mail')}</p>
      {cancelling.problem !== undefined && <Problem problem={cancelling.problem} />}
      {one.can_cancel && (
        <div>
          <Button variant="default" aria-disabled={cancelling.busy} onClick={() => cancelling.run(() => cancel(one))}>
            {t('imports.cancel')}
          </Button>
        </div>
      )}
    </section>
  );
}
