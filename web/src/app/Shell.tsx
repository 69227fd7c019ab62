import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import type { CurrentUser } from '../../../src/shared/wire/session.ts';
import { request } from '../api.ts';
import { Frame } from '../components/Frame.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAction } from '../components/use-action.ts';
import { t } from '../i18n/index.tsx';
import { currentUserQuery } from './queries.ts';

/** What surrounds every screen. Screens fill the outlet. */
export function Shell() {
  // Only shown when a screen has asked who is here; the shell itself does not make visitors wait for it.
  const { data: user } = useQuery({ ...currentUserQuery, enabled: false });
  return (
    <Frame actions={user && <LogOut user={user} />}>
      <Outlet />
    </Frame>
  );
}

function LogOut({ user }: { user: CurrentUser }) {
  const leaving = useAction<void>();
  const leave = () =>
    leaving.run(async () => {
      await request('DELETE', `/session/${encodeURIComponent(user.username)}.json`);
      // A fresh page forgets everything the last person saw.
      window.location.assign('/login');
    });
  return (
    <div>
      {leaving.problem !== undefined && <Problem problem={leaving.problem} />}
      <Button variant="subtle" size="sm" aria-disabled={leaving.busy} onClick={leave}>
        {t('shell.log_out')}
      </Button>
    </div>
  );
}
