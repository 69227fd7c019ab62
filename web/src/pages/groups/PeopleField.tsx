import { TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { SearchReply } from '../../../../src/shared/wire/users.ts';
import { request } from '../../api.ts';

interface PeopleFieldProps {
  id: string;
  label: string;
  hint?: string;
  error?: ReactNode;
  /** Usernames, and whatever else was typed. */
  value: string[];
  onChange: (value: string[]) => void;
  /** Has the focus when the dialog around it opens. */
  first?: boolean;
}

/** What was confirmed with Enter may still be a whole list. */
const takenApart = (entries: string[]): string[] =>
  [...new Set(entries.flatMap((entry) => entry.split(/[\s,;]+/)).map((entry) => entry.replace(/^@/, '')))].filter(
    Boolean,
  );

/** A box for several people: suggests usernames while one types; a list that is pasted is taken apart. */
export function PeopleField({ id, label, hint, error, value, onChange, first = false }: PeopleFieldProps) {
  const [typed, setTyped] = useState('');
  const [term] = useDebouncedValue(typed.trim().replace(/^@/, ''), 200);
  const { data } = useQuery({
    queryKey: ['users', 'suggested', term],
    queryFn: () => request<SearchReply>('GET', `/u/search/users.json?${new URLSearchParams({ term, limit: '8' })}`),
    // An address is nobody's username.
    enabled: term !== '' && !term.includes('@'),
    placeholderData: keepPreviousData,
  });
  const users = term === '' || term.includes('@') ? [] : (data?.users ?? []);
  return (
    <TagsInput
      id={id}
      label={label}
      description={hint}
      error={error}
      size="md"
      inputWrapperOrder={['label', 'description', 'input', 'error']}
      data={users.map(({ username }) => username)}
      filter={({ options }) => options}
      renderOption={({ option }) => {
        const name = users.find(({ username }) => username === option.value)?.name;
        return (
          <span>
            <bdi>{name || option.value}</bdi>{' '}
            <span className="soft small">
              <bdi>@{option.value}</bdi>
            </span>
          </span>
        );
      }}
      splitChars={[',', ';', ' ', '\n', '\t']}
      acceptValueOnBlur
      clearable={false}
      data-autofocus={first || undefined}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={(entries) => onChange(takenApart(entries))}
    />
  );
}
