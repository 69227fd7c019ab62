import { NativeSelect, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.tsx';
import { useTypedText } from '../../ui/use-typed-text.ts';
import { type InviteSearch, isOpenTab, MAIL_STATES } from './data.ts';

const LABELS = { group: 'invites.filter_group', inviter: 'invites.filter_inviter' } as const;

interface InviteFiltersProps {
  search: InviteSearch;
  /** What is not the same for the whole list anyway. */
  by: readonly ('group' | 'inviter')[];
  tab: string;
  onChange: (changes: Partial<InviteSearch>) => void;
}

/** Of any list of invites those of a group, of a person, and where a mail is on its way, of a state of it. */
export function InviteFilters({ search, by, tab, onChange }: InviteFiltersProps) {
  return (
    <>
      {by.map((word) => (
        <Filter
          key={word}
          label={t(LABELS[word])}
          value={search[word]}
          onChange={(value) => onChange({ [word]: value })}
        />
      ))}
      {isOpenTab(tab) && (
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
