import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { GroupNameReply } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { t } from '../../i18n/index.tsx';
import { attributeName } from './attributes.ts';

interface GroupNameFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: ReactNode;
}

/** The short name of a new group; whether it can be had is said while one types. */
export function GroupNameField({ value, onChange, error }: GroupNameFieldProps) {
  const [wanted] = useDebouncedValue(value.trim(), 300);
  const { data } = useQuery({
    queryKey: ['groups', 'name', wanted],
    queryFn: () =>
      request<GroupNameReply>('GET', `/groups/check-name.json?${new URLSearchParams({ group_name: wanted })}`),
    enabled: wanted !== '',
  });
  const answer = wanted !== '' && wanted === value.trim() ? data : undefined;
  return (
    <div className="stack tight">
      <TextInput
        id="name"
        label={attributeName('name')}
        description={t('group_manage.name_hint')}
        error={error}
        required
        withAsterisk={false}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={value}
        onChange={({ currentTarget: { value } }) => onChange(value)}
      />
      <p className="small" role="status">
        {answer?.available && <span className="name-free">✓ {t('new_group.free')}</span>}
        {answer?.available === false && (
          <>
            {t('new_group.taken')}{' '}
            {answer.suggestion && (
              <button type="button" className="link-button" onClick={() => onChange(answer.suggestion!)}>
                {t('new_group.take', { name: answer.suggestion })}
              </button>
            )}
          </>
        )}
        {answer?.errors?.map((sentence) => (
          <span key={sentence} dir="auto">
            {sentence}
          </span>
        ))}
      </p>
    </div>
  );
}
