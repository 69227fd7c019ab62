import { Skeleton } from '@mantine/core';
import { t } from '../i18n/index.tsx';

/** The shape of a list that comes. */
export function SkeletonRows({ rows = 5 }: { rows?: number }) {
  return (
    <div className="stack" role="status">
      <span className="visually-hidden">{t('shell.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <Skeleton key={row} h="3.5rem" />
      ))}
    </div>
  );
}
