import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { request } from '../../api.ts';
import { t } from '../../i18n/index.tsx';
import { tell } from '../../ui/notices.tsx';
import { Deed } from './Deed.tsx';
import { usePasswordAgain } from './password-again.tsx';
import { refreshUsers } from './user-query.ts';

/** The site roles, given and taken by admins. */
export function UserRoles({ user }: { user: StaffUserDetails }) {
  return (
    <section className="stack divided" aria-labelledby="roles">
      <h2 id="roles">{t('users.roles')}</h2>
      <Role
        user={user}
        held={user.admin}
        kind="admin"
        may={user.admin ? user.can_revoke_admin : user.can_grant_admin}
        why={user.why_not[user.admin ? 'can_revoke_admin' : 'can_grant_admin']}
      />
      <Role
        user={user}
        held={user.moderator}
        kind="moderation"
        may={user.moderator ? user.can_revoke_moderation : user.can_grant_moderation}
        why={user.why_not[user.moderator ? 'can_revoke_moderation' : 'can_grant_moderation']}
      />
    </section>
  );
}

interface RoleProps {
  user: StaffUserDetails;
  /** As the API's calls spell it. */
  kind: 'admin' | 'moderation';
  held: boolean;
  may: boolean;
  why: string | undefined;
}

function Role({ user, kind, held, may, why }: RoleProps) {
  const password = usePasswordAgain();
  const change = held ? 'revoke' : 'grant';
  const { username } = user;
  const run = async () => {
    await password.run(() => request('PUT', `/admin/users/${user.id}/${change}_${kind}.json`));
    await refreshUsers();
    tell(t(`role_done.${change}_${kind}`, { username }));
  };
  return (
    <>
      <Deed
        label={t(`role_verb.${change}_${kind}`)}
        text={t(`role_text.${kind}`)}
        allowed={may}
        why={why}
        danger={held}
        run={run}
        confirm={{
          title: t(`role_title.${change}_${kind}`, { username }),
          text: <p>{t(`role_confirm.${change}_${kind}`)}</p>,
        }}
      />
      {password.dialog}
    </>
  );
}
