import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { tell } from '../../ui/notices.tsx';
import type { Attribute } from './attributes.ts';
import { pathOf, useRefreshGroup } from './requests.ts';

export interface GroupForm {
  group: Group;
  /** What a field shows: what was chosen, else what the group has. */
  text: (name: Attribute) => string;
  checked: (name: Attribute) => boolean;
  set: (name: Attribute, value: string | boolean) => void;
  locked: (name: Attribute) => boolean;
  changed: boolean;
  busy: boolean;
  problem: unknown;
  submit: (event: FormEvent) => void;
}

/** One form of the group's attributes: only what was changed is sent. */
export function useGroupForm(group: Group): GroupForm {
  const [draft, setDraft] = useState<Partial<Record<Attribute, string | boolean>>>({});
  const saving = useAction<unknown>();
  const refresh = useRefreshGroup(group.name);
  const navigate = useNavigate();
  const before = group as unknown as Partial<Record<Attribute, string | number | boolean | null>>;
  const text = (name: Attribute) => String(draft[name] ?? before[name] ?? '');
  const checked = (name: Attribute) => Boolean(draft[name] ?? before[name]);
  const isNew = (name: Attribute) =>
    typeof draft[name] === 'boolean'
      ? draft[name] !== Boolean(before[name])
      : draft[name] !== String(before[name] ?? '');
  const fresh = Object.fromEntries(Object.entries(draft).filter(([name]) => isNew(name as Attribute)));

  const save = async () => {
    const reply = await request<{ success: string } | null>('PUT', pathOf(group.id), { group: fresh });
    tell(t('group_manage.saved'));
    // Whoever has hidden the group from themselves is shown the others.
    if (!reply) return navigate({ to: '/groups' });
    if (typeof fresh.name === 'string')
      await navigate({
        to: '/groups/$name',
        params: { name: fresh.name.trim() },
        search: { tab: 'manage' },
        replace: true,
      });
    else await refresh();
    setDraft({});
  };
  return {
    group,
    text,
    checked,
    set: (name, value) => setDraft((now) => ({ ...now, [name]: value })),
    locked: (name) => !group.editable_attributes.includes(name),
    changed: Object.keys(fresh).length > 0,
    busy: saving.busy,
    problem: saving.problem,
    submit: (event) => {
      event.preventDefault();
      void saving.run(save);
    },
  };
}
