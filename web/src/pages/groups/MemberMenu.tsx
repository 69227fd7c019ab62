import { Button, Menu } from '@mantine/core';
import { useRef } from 'react';
import type { Group } from '../../../../src/shared/wire/groups.ts';
import type { Member } from '../../../../src/shared/wire/members.ts';
import { request } from '../../api.ts';
import { group as route } from '../../app/routes/groups.tsx';
import { t } from '../../i18n/index.tsx';
import { keepFocus } from '../../ui/keep-focus.ts';
import { offerUndo, tell, tellProblem } from '../../ui/notices.tsx';
import { pathOf, useRefreshGroup } from './requests.ts';

interface MemberMenuProps {
  group: Group;
  member: Member;
  owner: boolean;
}

/** What whoever decides about the members can do with one of them. */
export function MemberMenu({ group, member, owner }: MemberMenuProps) {
  const { user } = route.useRouteContext();
  const refresh = useRefreshGroup(group.name);
  const button = useRef<HTMLButtonElement>(null);
  const name = member.name || member.username;
  const who = { usernames: member.username };
  const act = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } catch (problem) {
      tellProblem(problem);
    }
    await refresh();
  };
  const appoint = act(async () => {
    await request('PUT', pathOf(group.id, 'owners'), { ...who, notify_users: true });
    tell(t('group_members.appointed', { name }));
  });
  const dismiss = act(async () => {
    await request('DELETE', `/admin/groups/${group.id}/owners.json`, who);
    tell(t('group_members.dismissed', { name }));
  });
  const remove = act(async () => {
    // The menu goes away before its row does.
    button.current?.focus();
    keepFocus(button.current);
    await request('DELETE', pathOf(group.id, 'members'), who);
    offerUndo(t('group_members.removed', { name }), async () => {
      await request('PUT', pathOf(group.id, 'members/restore'), who);
      await refresh();
    });
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button ref={button} variant="default" size="xs" aria-label={t('group_members.actions', { name })}>
          <span aria-hidden="true">⋯</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {!owner && <Menu.Item onClick={appoint}>{t('group_members.appoint')}</Menu.Item>}
        {owner && user.staff && group.can_admin_group && (
          <Menu.Item onClick={dismiss}>{t('group_members.dismiss')}</Menu.Item>
        )}
        <Menu.Item onClick={remove}>{t('group_members.remove')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
