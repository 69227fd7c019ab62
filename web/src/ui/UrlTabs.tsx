import { Link } from '@tanstack/react-router';
import { formatNumber, t } from '../i18n/index.tsx';
import { TabRow } from './TabRow.tsx';

export interface Tab {
  /** What stands in the address. */
  value: string;
  label: string;
  count?: number | undefined;
}

interface UrlTabsProps {
  /** What they divide, for those who do not see them. */
  label: string;
  tabs: readonly Tab[];
  current: string;
  /** Name in the address: `?tab=expired`. */
  param?: string;
}

/** Parts of one screen. They are links, because each has an address: Back works, and one can be sent to a colleague. */
export function UrlTabs({ label, tabs, current, param = 'tab' }: UrlTabsProps) {
  return (
    <TabRow className="url-tabs" label={label} at={current}>
      {tabs.map(({ value, label, count }) => (
        <Link
          key={value}
          to="."
          // Filters and the search stay; this component does not know which screen it is on, so neither does its type.
          search={((before: object) => ({ ...before, [param]: value })) as never}
          activeProps={{}}
          aria-current={value === current ? 'page' : undefined}
        >
          {label}
          {count !== undefined && (
            <span className="count" title={t('shell.count', { count })}>
              {formatNumber(count)}
            </span>
          )}
        </Link>
      ))}
    </TabRow>
  );
}
