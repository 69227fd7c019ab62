import { Autocomplete, Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useRouteContext } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { ExplainReply, GroupChoicesReply } from '../../../../src/shared/wire/explain.ts';
import { ApiError, request } from '../../api.ts';
import { explain } from '../../app/routes/explain.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { Answer } from './Answer.tsx';

const query = (values: Record<string, string | undefined>): string =>
  new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => !!entry[1])).toString();

/** `/explain`: why somebody may, or may not, invite to a group. Everybody may ask about themselves, staff about anybody. */
export default function Explain() {
  const search = explain.useSearch();
  const { user } = useRouteContext({ from: '/with-user' });
  const asked = search.group !== undefined || search.username !== undefined || search.all !== undefined;
  const { data, error, isPending } = useQuery({
    queryKey: ['explain', search.username ?? '', search.group ?? ''],
    queryFn: () =>
      request<ExplainReply>(
        'GET',
        `/invites/explain.json?${query({ group: search.group, username: search.username })}`,
      ),
    enabled: asked,
    placeholderData: keepPreviousData,
  });
  return (
    <div className="card">
      <Heading title={t('explain.title')} />
      <p className="soft">{t('explain.intro')}</p>
      <Question
        key={JSON.stringify(search)}
        group={search.group ?? ''}
        person={search.username ?? ''}
        staff={user.staff}
      />
      {error &&
        (error instanceof ApiError && error.status === 404 ? (
          <p className="notice danger" role="alert">
            {t('explain.unknown')}
          </p>
        ) : (
          <Problem problem={error} />
        ))}
      {asked && isPending && !error && <SkeletonRows rows={3} />}
      {asked && data && !error && <Answer answer={data} own={data.username === user.username} />}
    </div>
  );
}

interface QuestionProps {
  group: string;
  person: string;
  staff: boolean;
}

function Question({ group, person, staff }: QuestionProps) {
  const navigate = useNavigate();
  const [name, setName] = useState(group);
  const [username, setUsername] = useState(person);
  const [typed] = useDebouncedValue(name.trim(), 200);
  const { data: choices } = useQuery({
    queryKey: ['invites', 'groups', typed],
    queryFn: () => request<GroupChoicesReply>('GET', `/invites/groups.json?${query({ search: typed, limit: '20' })}`),
    placeholderData: keepPreviousData,
  });
  const ask = (event: FormEvent) => {
    event.preventDefault();
    const search = {
      ...(name.trim() && { group: name.trim() }),
      ...(username.trim() && { username: username.trim().replace(/^@/, '') }),
    };
    navigate({ to: '/explain', search: Object.keys(search).length > 0 ? search : { all: '1' } });
  };
  return (
    <form className="filters" onSubmit={ask}>
      {staff && (
        <TextInput
          label={t('explain.person')}
          description={t('explain.person_hint')}
          dir="auto"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={(e) => setUsername(e.currentTarget.value)}
        />
      )}
      <Autocomplete
        label={t('explain.group')}
        size="md"
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        description={t('explain.group_hint')}
        dir="auto"
        data={[...new Set((choices?.groups ?? []).map((one) => one.name))]}
        // The server has searched already, in the full names too.
        filter={({ options }) => options}
        value={name}
        onChange={setName}
      />
      <Button type="submit">{t('explain.ask')}</Button>
    </form>
  );
}
