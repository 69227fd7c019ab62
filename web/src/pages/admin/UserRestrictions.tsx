import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { useAction } from '../../components/use-action.ts';
import { formatMoment, T, t } from '../../i18n/index.tsx';
import { tell, tellProblem } from '../../ui/notices.tsx';
import { RestrictDialog } from './RestrictDialog.tsx';
import { refreshUsers } from './user-query.ts';

/** What keeps an account from being used, each with the way to lift it; and the way to restrict it. */
export function UserRestrictions({ user }: { user: StaffUserDetails }) {
  const [asked, setAsked] = useState<'suspend' | 'silence'>();
  const { username } = user;
  const put = async (verb: string, said: string) => {
    await request('PUT', `/admin/users/${user.id}/${verb}.json`);
    await refreshUsers();
    tell(said);
  };
  const forEver = (till: string) => till.startsWith('9999');
  return (
    <section className="stack divided" aria-labelledby="standing">
      <h2 id="standing">{t('users.standing')}</h2>
      {user.active && !user.approved && (
        <Notice
          text={t('users.waits')}
          action={t('users.approve')}
          run={() => put('approve', t('users.approved', { username }))}
        />
      )}
      {user.can_activate && (
        <Notice
          text={t(user.email_confirmed ? 'users.deactivated_before' : 'users.never_confirmed')}
          action={t('users.activate')}
          run={() => put('activate', t('users.activated', { username }))}
        />
      )}
      {user.suspended_till && (
        <Notice
          bad
          text={
            forEver(user.suspended_till) ? (
              t('users.suspended_for_good')
            ) : (
              <T k="users.suspended_till" when={formatMoment(user.suspended_till)} />
            )
          }
          reason={user.suspend_reason}
          action={t('users.unsuspend')}
          run={() => put('unsuspend', t('users.unsuspended', { username }))}
        />
      )}
      {user.silenced_till && (
        <Notice
          text={
            forEver(user.silenced_till) ? (
              t('users.silenced_for_good')
            ) : (
              <T k="users.silenced_till" when={formatMoment(user.silenced_till)} />
            )
          }
          reason={user.silence_reason}
          action={t('users.unsilence')}
          run={() => put('unsilence', t('users.unsilenced', { username }))}
        />
      )}
      <div className="row">
        {!user.suspended_till && (
          <Button variant="default" disabled={!user.can_suspend} onClick={() => setAsked('suspend')}>
            {t('restrict_verb.suspend')}…
          </Button>
        )}
        {!user.silenced_till && (
          <Button variant="default" disabled={!user.can_suspend} onClick={() => setAsked('silence')}>
            {t('restrict_verb.silence')}…
          </Button>
        )}
        {!user.can_suspend && (
          <span className="soft small" dir="auto">
            {user.why_not.can_suspend}
          </span>
        )}
      </div>
      {asked && <RestrictDialog user={user} verb={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

interface NoticeProps {
  text: ReactNode;
  reason?: string | null;
  action: string;
  run: () => Promise<unknown>;
  bad?: boolean;
}

function Notice({ text, reason, action, run, bad = false }: NoticeProps) {
  const doing = useAction<unknown>();
  return (
    <div className={bad ? 'notice danger' : 'notice warn'}>
      <p>{text}</p>
      {reason && (
        <p className="small">
          <T k="users.reason_was" reason={reason} />
        </p>
      )}
      <div>
        <Button
          variant="default"
          size="sm"
          aria-disabled={doing.busy}
          onClick={() => doing.run(() => run().catch(tellProblem))}
        >
          {action}
        </Button>
      </div>
    </div>
  );
}
