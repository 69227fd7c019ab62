import { SegmentedControl } from '@mantine/core';
import { t } from '../../i18n/index.tsx';
import { type InviteSearch, NO_FILTERS } from './data.ts';

/** For staff: one's own invites, or everybody's. */
export function WhoseInvites({ all, onChange }: { all: boolean; onChange: (changes: Partial<InviteSearch>) => void }) {
  return (
    <SegmentedControl
      aria-label={t('invites.whose')}
      value={all ? 'all' : 'mine'}
      onChange={(value) => onChange({ all: value === 'all' ? 'yes' : undefined, ...NO_FILTERS })}
      data={[
        { value: 'mine', label: t('invites.whose_mine') },
        { value: 'all', label: t('invites.whose_all') },
      ]}
    />
  );
}
