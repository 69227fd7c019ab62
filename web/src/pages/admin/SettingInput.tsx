import { MultiSelect, NativeSelect, NumberInput, PasswordInput, Switch, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SiteSetting } from '../../../../src/shared/wire/settings.ts';
import { locale, t } from '../../i18n/index.tsx';
import { groupNamesQuery } from './settings-query.ts';

interface SettingInputProps {
  setting: SiteSetting;
  /** Stored text, or what is being typed. */
  value: string;
  onEdit: (value: string) => void;
  error: ReactNode;
}

const parts = (value: string) => value.split('|').filter(Boolean);

/** The field that fits a setting's type. It is named and explained by the row. */
export function SettingInput({ setting, value, onEdit, error }: SettingInputProps) {
  const { setting: name, type } = setting;
  const common = {
    id: name,
    'aria-labelledby': `${name}-title ${name}-name`,
    error: error && <span role="alert">{error}</span>,
  };
  if (type === 'bool')
    return (
      <Switch
        {...common}
        className="setting-switch"
        checked={value === 'true'}
        onChange={(event) => onEdit(String(event.currentTarget.checked))}
        label={t(value === 'true' ? 'settings.on' : 'settings.off')}
        aria-labelledby={`${name}-title ${name}-name`}
      />
    );
  if (type === 'integer')
    return (
      <NumberInput
        {...common}
        value={value}
        // Out of bounds is refused in words; changed silently, it would surprise.
        clampBehavior="none"
        min={setting.min!}
        max={setting.max!}
        allowDecimal={false}
        description={t('settings.between', {
          min: setting.min!.toLocaleString(locale),
          max: setting.max!.toLocaleString(locale),
        })}
        onChange={(next) => onEdit(String(next))}
      />
    );
  if (type === 'enum')
    return (
      <NativeSelect
        {...common}
        value={value}
        data={(setting.valid_values ?? []).map((choice) => ({ value: choice.value, label: choice.name }))}
        onChange={(event) => onEdit(event.currentTarget.value)}
      />
    );
  if (type === 'group_list') return <GroupsInput common={common} value={value} onEdit={onEdit} />;
  if (type === 'list' || type === 'host_list')
    return (
      <TagsInput
        {...common}
        size="md"
        value={parts(value)}
        onChange={(next) => onEdit(next.join('|'))}
        splitChars={[',', '|', ' ']}
        acceptValueOnBlur
        description={t(type === 'host_list' ? 'settings.hosts_hint' : 'settings.list_hint')}
        comboboxProps={{ withinPortal: false }}
      />
    );
  if (setting.secret)
    return (
      <PasswordInput
        {...common}
        autoComplete="off"
        value={value}
        onChange={(event) => onEdit(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      dir="auto"
      autoComplete="off"
      type={type === 'email' ? 'email' : 'text'}
      value={value}
      onChange={(event) => onEdit(event.currentTarget.value)}
    />
  );
}

interface GroupsInputProps {
  common: object;
  value: string;
  onEdit: (value: string) => void;
}

function GroupsInput({ common, value, onEdit }: GroupsInputProps) {
  const { data = [] } = useQuery(groupNamesQuery);
  const chosen = parts(value);
  // A group that the list does not have (yet) is shown by its number, so that saving never loses it.
  const missing = chosen.filter((id) => !data.some((group) => group.value === id));
  return (
    <MultiSelect
      {...common}
      data={[...data, ...missing.map((id) => ({ value: id, label: `#${id}` }))]}
      value={chosen}
      onChange={(next) => onEdit(next.join('|'))}
      searchable
      limit={50}
      nothingFoundMessage={t('settings.no_group')}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
