import { CloseButton, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BasicGroup } from '../../../../src/shared/wire/groups.ts';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import { problemSentences } from '../../components/Problem.tsx';
import { sentences } from '../../components/Sentences.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { offerUndo } from '../../ui/notices.tsx';
import { refreshUsers } from './user-query.ts';

async function refresh(): Promise<void> {
  queryClient.invalidateQueries({ queryKey: ['group'] });
  await refreshUsers();
}

/** The groups somebody is in; those whose members one may change can be left and joined here. */
export function UserGroups({ user }: { user: StaffUserDetails }) {
  const { username } = user;
  const changing = useAction<void>();
  const members = (group: BasicGroup) => `/groups/${group.id}/members`;
  const put = async (group: BasicGroup) => {
    await request('PUT', `${members(group)}.json`, { usernames: username });
    await refresh();
  };
  const remove = async (group: BasicGroup) => {
    await request('DELETE', `${members(group)}.json`, { usernames: username });
    await refresh();
  };
  const restore = async (group: BasicGroup) => {
    await request('PUT', `${members(group)}/restore.json`, { usernames: username });
    await refresh();
  };
  const add = (group: BasicGroup) =>
    changing.run(async () => {
      await put(group);
      offerUndo(t('users.group_added', { username, group: group.name }), () => remove(group));
    });
  const takeOut = (group: BasicGroup) =>
    changing.run(async () => {
      await remove(group);
      offerUndo(t('users.group_removed', { username, group: group.name }), () => restore(group));
    });
  return (
    <section className="stack divided" aria-labelledby="groups">
      <h2 id="groups">{t('users.groups')}</h2>
      <ul className="chips">
        {user.groups.map((group) => (
          <li key={group.id}>
            <GroupLink group={group} />
            {!group.automatic && group.can_edit_group && (
              <CloseButton
                size="sm"
                aria-label={t('users.group_remove', { group: group.full_name || group.name })}
                onClick={() => takeOut(group)}
              />
            )}
          </li>
        ))}
      </ul>
      <AddGroup user={user} onAdd={add} />
      <div aria-live="polite">
        {changing.problem !== undefined && <p className="error">{sentences(problemSentences(changing.problem))}</p>}
      </div>
    </section>
  );
}

function AddGroup({ user, onAdd }: { user: StaffUserDetails; onAdd: (group: BasicGroup) => void }) {
  const [typed, setTyped] = useState('');
  const [term] = useDebouncedValue(typed.trim(), 250);
  const { data = [] } = useQuery({
    queryKey: ['groups', 'search', term],
    queryFn: () =>
      request<BasicGroup[]>('GET', `/groups/search.json?ignore_automatic=true&term=${encodeURIComponent(term)}`),
    placeholderData: keepPreviousData,
  });
  const offered = data.filter((group) => group.can_edit_group && !user.groups.some(({ id }) => id === group.id));
  return (
    <Select
      label={t('users.group_add')}
      placeholder={t('users.group_search')}
      className="narrow"
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      value={null}
      limit={30}
      data={offered.map((group) => ({ value: String(group.id), label: group.full_name || group.name }))}
      nothingFoundMessage={t('users.group_none')}
      comboboxProps={{ withinPortal: false }}
      onChange={(id) => {
        const group = offered.find((one) => String(one.id) === id);
        if (group) onAdd(group);
      }}
    />
  );
}
