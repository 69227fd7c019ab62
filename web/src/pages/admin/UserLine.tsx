import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { StaffUser } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import { Avatar } from '../../components/Person.tsx';
import { useAction } from '../../components/use-action.ts';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { tell, tellProblem } from '../../ui/notices.tsx';
import { UserChips } from './user-state.tsx';

/** One account of the list. `waiting`: with the button that lets it in. */
export function UserLine({ user, waiting }: { user: StaffUser; waiting: boolean }) {
  return (
    <li>
      <div className="person">
        <Avatar of={user.username} shown={user.name || user.username} />
        <div>
          <Link className="strong" to="/admin/users/$id" params={{ id: String(user.id) }}>
            <bdi>{user.name || user.username}</bdi>
          </Link>
          <div className="soft small">
            <bdi>@{user.username}</bdi>
            {' · '}
            {t('users.level', { level: user.trust_level })}
            {' · '}
            {user.last_seen_at ? (
              <T k="users.seen" when={<When at={user.last_seen_at} />} />
            ) : (
              <T k="users.joined" when={<When at={user.created_at} />} />
            )}
          </div>
        </div>
      </div>
      <span className="row end">
        <UserChips user={user} />
        {waiting && <Approve user={user} />}
      </span>
    </li>
  );
}

function Approve({ user }: { user: StaffUser }) {
  const approving = useAction<void>();
  const approve = () =>
    approving.run(async () => {
      try {
        await request('PUT', `/admin/users/${user.id}/approve.json`);
        tell(t('users.approved', { username: user.username }));
      } catch (problem) {
        tellProblem(problem);
      }
      await queryClient.invalidateQueries({ queryKey: ['users'] });
      queryClient.invalidateQueries({ queryKey: ['admin-overview'] });
    });
  return (
    <Button size="sm" aria-disabled={approving.busy} onClick={approve}>
      {t('users.approve')}
      <span className="visually-hidden">: {user.username}</span>
    </Button>
  );
}
