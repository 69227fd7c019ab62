import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import type { StaffUserDetails } from '../../../../src/shared/wire/staff-users.ts';
import { ApiError } from '../../api.ts';
import { PageMissing } from '../../app/fallbacks.tsx';
import { useLive } from '../../app/live.ts';
import { userPage as route } from '../../app/routes/admin.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Person } from '../../components/Person.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UserDanger } from './UserDanger.tsx';
import { UserFacts } from './UserFacts.tsx';
import { UserGroups } from './UserGroups.tsx';
import { UserRestrictions } from './UserRestrictions.tsx';
import { UserRoles } from './UserRoles.tsx';
import { UserTrustLevel } from './UserTrustLevel.tsx';
import { staffUserQuery } from './user-query.ts';
import { UserChips } from './user-state.tsx';
import './admin.css';

/** `/admin/users/ID`: one account, and all that staff do to it. */
export default function UserPage() {
  const { id } = route.useParams();
  const { data: user, error } = useQuery(staffUserQuery(id));
  useLive(['users'], [['users', 'one']]);
  if (error instanceof ApiError && error.status === 404) return <PageMissing />;
  return (
    <div className="card">
      <div className="stack tight">
        <Link to="/admin/users" className="small">
          {t('users.back')}
        </Link>
        {user ? <Head user={user} /> : <Heading title={t('users.title')} />}
      </div>
      {error ? <Problem problem={error} /> : !user && <SkeletonRows />}
      {user && (
        <>
          {user.staged && <p className="notice">{t('users.staged_text')}</p>}
          <UserFacts user={user} />
          <UserRestrictions user={user} />
          <UserRoles user={user} />
          <UserTrustLevel user={user} />
          <UserGroups user={user} />
          <UserDanger user={user} />
        </>
      )}
    </div>
  );
}

function Head({ user }: { user: StaffUserDetails }) {
  const name = user.name || user.username;
  const profile: string = `/u/${encodeURIComponent(user.username)}`;
  const router = useRouter();
  return (
    <>
      <Heading title={name}>
        <bdi>{name}</bdi>
      </Heading>
      <div className="row">
        <Person username={user.username} name={user.name} />
        <UserChips user={user} />
        {'/u/$username' in router.routesByPath && <Link to={profile}>{t('nav.profile')}</Link>}
        <Link to="/admin/audit" search={{ target: user.username }}>
          {t('users.audit')}
        </Link>
      </div>
    </>
  );
}
