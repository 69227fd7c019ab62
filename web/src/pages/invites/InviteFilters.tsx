import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.tsx';
import { useTypedText } from '../../ui/use-typed-text.ts';
import { type InviteSearch, MAIL_STATES } from './data.ts';

interface InviteFiltersProps {
  search: InviteSearch;
  all: boolean;
  tab: string;
  onChange: (changes: Partial<InviteSearch>) => void;
}

/** For staff: one's own or everybody's, and of everybody's those of a group, a person, a state of the mail. */
export function InviteFilters({ search, all, tab, onChange }: InviteFiltersProps) {
  const none = { group: undefined, inviter: undefined, mail: undefined };
  return (
    <>
      <SegmentedControl
        aria-label={t('invites.whose')}
        value={all ? 'all' : 'mine'}
        onChange={(value) => onChange({ all: value === 'all' ? 'yes' : undefined, ...none })}
        data={[
          { value: 'mine', label: t('invites.whose_mine') },
          { value: 'all', label: t('invites.whose_all') },
        ]}
      />
      {all && (
        <>
          <Filter label={t('invites.filter_group')} value={search.group} onChange={(group) => onChange({ group })} />
          <Filter
            label={t('invites.filter_inviter')}
            value={search.inviter}
            onChange={(inviter) => onChange({ inviter })}
          />
          {(tab === 'pending' || tab === 'expired') && (
            <NativeSelect
              aria-label={t('invites.filter_mail')}
              value={search.mail ?? ''}
              onChange={(event) => onChange({ mail: event.currentTarget.value || undefined })}
              data={[
                { value: '', label: t('invites.filter_mail') },
                ...MAIL_STATES.map((value) => ({ value, label: t(`invite_mail.${value}`) })),
              ]}
            />
          )}
        </>
      )}
    </>
  );
}

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function Filter({ label, value, onChange }: FilterProps) {
  const text = useTypedText(value, onChange);
  return (
    <TextInput aria-label={label} placeholder={label} autoCapitalize="none" spellCheck={false} dir="auto" {...text} />
  );
}
