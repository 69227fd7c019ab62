import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import { request } from '../../api.ts';
import { t } from '../../i18n/index.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { tell } from '../../ui/notices.tsx';

/** For admins: the group goes for good. */
export function DeleteGroup({ group }: { group: Group }) {
  const [opened, setOpened] = useState(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const name = group.full_name || group.name;
  const run = async () => {
    await request('DELETE', `/admin/groups/${group.id}.json`);
    tell(t('group_delete.done', { group: name }));
    await navigate({ to: '/groups' });
    client.removeQueries({ queryKey: ['group', group.name] });
    await client.invalidateQueries({ queryKey: ['groups'] });
    await client.invalidateQueries({ queryKey: ['current-user'] });
  };
  return (
    <section className="card group-form" aria-labelledby="delete">
      <h2 id="delete">{t('group_delete.title')}</h2>
      <p>{t('group_delete.text', { count: group.user_count })}</p>
      <div>
        <Button className="danger" onClick={() => setOpened(true)}>
          {t('group_delete.button')}
        </Button>
      </div>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('group_delete.question', { group: name })}
        action={t('group_delete.button')}
        danger
        run={run}
      >
        <p>{t('group_delete.text', { count: group.user_count })}</p>
        <p className="strong">{t('group_delete.final')}</p>
      </ConfirmDialog>
    </section>
  );
}
