import { Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { importState } from './data.ts';

/** One list of the history: whose, how large, how far. */
export function ImportLine({ one, withPerson }: { one: ImportReply; withPerson: boolean }) {
  const { label, tone } = importState(one.state);
  const left = (one.results.skipped ?? 0) + (one.results.refused ?? 0) + (one.results.not_reached ?? 0);
  return (
    <li className="import-line">
      <div>
        <Link to="/imports/$id" params={{ id: String(one.id) }} className="strong">
          <bdi>{one.file_name || t('imports.pasted')}</bdi>
        </Link>
        <div className="soft small row">
          {withPerson && <UserLink user={one.created_by} />}
          <When at={one.created_at} />
          <span>{t('imports.rows', { count: one.rows })}</span>
          {one.state === 'ready' && (one.counts.problem ?? 0) > 0 && (
            <span>{t('imports.with_problems', { count: one.counts.problem ?? 0 })}</span>
          )}
          {one.finished_at && left > 0 && <span>{t('imports.left_out', { count: left })}</span>}
          {one.retry_of_id !== null && <T k="imports.again" />}
        </div>
      </div>
      {one.state === 'running' ? (
        <Progress
          value={(100 * one.done_rows) / one.rows}
          aria-label={t('imports.progress', { done: one.done_rows, count: one.rows })}
        />
      ) : (
        <StatusChip tone={tone}>{t(label)}</StatusChip>
      )}
    </li>
  );
}
