import { useNavigate, useRouteContext } from '@tanstack/react-router';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { t } from '../../i18n/index.tsx';
import { tell } from '../../ui/notices.tsx';
import { Deed } from './Deed.tsx';
import { refreshUsers } from './user-query.ts';

/** What ends sessions, shuts an account, or makes it be gone. */
export function UserDanger({ user }: { user: StaffUserDetails }) {
  const viewer = useRouteContext({ from: '/with-user' }).user;
  const navigate = useNavigate();
  const { username } = user;
  const path = `/admin/users/${user.id}`;
  const after = async (said: string) => {
    await refreshUsers();
    tell(said);
  };
  return (
    <section className="stack divided" aria-labelledby="danger">
      <h2 id="danger">{t('users.danger')}</h2>
      <Deed
        label={t('users.log_out')}
        text={t('users.log_out_text')}
        allowed={viewer.admin}
        why={t('admin.admins_only')}
        run={async () => {
          await request('POST', `${path}/log_out.json`);
          await after(t('users.logged_out', { username }));
        }}
      />
      {user.active && (
        <Deed
          label={t('users.deactivate')}
          text={t('users.deactivate_text')}
          allowed={user.can_deactivate}
          why={user.why_not.can_deactivate}
          danger
          confirm={{
            title: t('users.deactivate_title', { username }),
            text: <p>{t('users.deactivate_confirm')}</p>,
          }}
          run={async () => {
            await request('PUT', `${path}/deactivate.json`);
            await after(t('users.deactivated', { username }));
          }}
        />
      )}
      <Deed
        label={t('users.anonymize')}
        text={t('users.anonymize_text')}
        allowed={user.can_be_anonymized}
        why={user.why_not.can_be_anonymized}
        danger
        confirm={{ title: t('users.anonymize_title', { username }), text: <p>{t('users.anonymize_confirm')}</p> }}
        run={async () => {
          const reply = await request<{ username: string }>('PUT', `${path}/anonymize.json`);
          // The page may stand under the old name.
          await navigate({ to: '/admin/users/$id', params: { id: String(user.id) }, replace: true });
          await after(t('users.anonymized', { username: reply.username }));
        }}
      />
      <Deed
        label={t('users.delete')}
        text={t('users.delete_text')}
        allowed={user.can_be_deleted}
        why={user.why_not.can_be_deleted}
        danger
        confirm={{ title: t('users.delete_title', { username }), text: <p>{t('users.delete_confirm')}</p> }}
        run={async () => {
          await request('DELETE', `${path}.json`, { context: '/admin/users' });
          await navigate({ to: '/admin/users' });
          await after(t('users.deleted', { username }));
        }}
      />
    </section>
  );
}
