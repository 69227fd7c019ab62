import type { ImportReply } from '../../../../src/shared/wire/imports.ts';
import { T, t } from '../../i18n/index.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { resultsPath } from './data.ts';

const DELIMITERS = {
  ',': 'imports.by_commas',
  ';': 'imports.by_semicolons',
  '\t': 'imports.by_tabs',
} as const;

/** How the file was read, and what is wrong with how many of its rows. */
export function FileFacts({ one }: { one: ImportReply }) {
  const { format, rows, blank_rows, problems } = one;
  const delimiter = DELIMITERS[(format.delimiter ?? ',') as keyof typeof DELIMITERS] ?? DELIMITERS[','];
  const how = [
    t('imports.rows', { count: rows }),
    ...(blank_rows > 0 ? [t('imports.blank', { count: blank_rows })] : []),
    t(delimiter),
    (format.encoding ?? 'utf-8').toUpperCase(),
    t(format.header ? 'imports.header' : 'imports.no_header'),
  ];
  return (
    <div className="stack tight">
      <p className="small">{how.join(' · ')}</p>
      <p className="row small file-columns">
        <span className="soft">{t('imports.columns')}</span>
        {format.columns.map((column) => (
          <StatusChip key={column}>
            <bdi>{column}</bdi>
          </StatusChip>
        ))}
      </p>
      {format.unknown_columns.length > 0 && (
        <div className="notice warn small">
          <T k="imports.unknown_columns" columns={format.unknown_columns.join(', ')} />
        </div>
      )}
      {problems.length > 0 && (
        <details className="small" open={problems.length <= 4}>
          <summary>{t('imports.problems', { count: problems.length })}</summary>
          <ul className="problem-kinds">
            {problems.map(({ column, code, count, message }) => (
              <li key={`${column} ${code}`}>
                <span className="count">{count}</span> <span dir="auto">{message}</span>
              </li>
            ))}
          </ul>
          <p>
            <a href={resultsPath(one)} download>
              {t('imports.check_file')}
            </a>
          </p>
        </details>
      )}
    </div>
  );
}
