import './account.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouteContext } from '@tanstack/react-router';
import type { CurrentUser } from '../../../../src/shared/wire/session.ts';
import type { Profile as ProfileData } from '../../../../src/shared/wire/users.ts';
import { profile } from '../../app/routes/account.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Person } from '../../components/Person.tsx';
import { Problem } from '../../components/Problem.tsx';
import { When } from '../../components/When.tsx';
import { T, t } from '../../i18n/index.tsx';
import { GroupLink } from '../../ui/GroupLink.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { UserLink } from '../../ui/UserLink.tsx';
import { profileQuery } from './queries.ts';

/** `/u/$username`: what others may know of a person, and for oneself the way to everything of one's own. */
export default function Profile() {
  const { username } = profile.useParams();
  const { user: viewer } = useRouteContext({ from: '/with-user' });
  const { data, error } = useQuery(profileQuery(username));
  const name = data?.name || data?.username || username;
  return (
    <div className="card">
      <Heading title={name}>
        <bdi>{name}</bdi>
      </Heading>
      {error && <Problem problem={error} />}
      {data ? <About person={data} viewer={viewer} /> : !error && <SkeletonRows rows={3} />}
    </div>
  );
}

function About({ person, viewer }: { person: ProfileData; viewer: CurrentUser }) {
  // Automatic groups restate the role and the trust level, which stand above.
  const groups = person.groups.filter((group) => !group.automatic);
  const own = person.id === viewer.id;
  return (
    <>
      <div className="row">
        <Person username={person.username} name={person.name} />
        <div className="row">
          {person.admin && <span className="chip">{t('home.role_admin')}</span>}
          {person.moderator && <span className="chip">{t('home.role_moderator')}</span>}
          <span className="chip">{t('home.trust_level', { level: person.trust_level })}</span>
          {person.title && (
            <span className="chip">
              <bdi>{person.title}</bdi>
            </span>
          )}
        </div>
      </div>
      <nav className="row" aria-label={t('profile.pages')}>
        {own && <Link to={'/invites' as string}>{t('profile.invites')}</Link>}
        {own && <Link to="/notifications">{t('notifications.title')}</Link>}
        {own && <Link to="/preferences">{t('prefs.title')}</Link>}
        {viewer.staff && <Link to={`/admin/users/${person.id}` as string}>{t('profile.admin')}</Link>}
      </nav>
      {person.bio_raw && (
        <p className="prewrap" dir="auto">
          {person.bio_raw}
        </p>
      )}
      <dl className="facts">
        {person.location && <Fact term={t('prefs.location')}>{<bdi>{person.location}</bdi>}</Fact>}
        {person.website && (
          <Fact term={t('prefs.website')}>
            {/* The server lets http and https through and nothing else. */}
            <a href={person.website} rel="nofollow noopener noreferrer" target="_blank" dir="ltr">
              {person.website}
            </a>
          </Fact>
        )}
        <Fact term={t('profile.since')}>
          <When at={person.created_at} />
        </Fact>
        {person.last_seen_at && (
          <Fact term={t('profile.last_seen')}>
            <When at={person.last_seen_at} />
          </Fact>
        )}
        {person.invited_by && (
          <Fact term={t('profile.invited_by')}>
            <UserLink user={person.invited_by} />
          </Fact>
        )}
      </dl>
      <section className="stack divided" aria-labelledby="groups">
        <h2 id="groups">{t('profile.groups')}</h2>
        {groups.length === 0 ? (
          <p className="soft">{t('profile.groups_none')}</p>
        ) : (
          <ul className="row plain">
            {groups.map((group) => {
              const owner = person.group_users.some((one) => one.group_id === group.id && one.owner);
              return (
                <li key={group.id}>
                  {owner ? <T k="profile.owner_of" group={<GroupLink group={group} />} /> : <GroupLink group={group} />}
                </li>
              );
            })}
          </ul>
        )}
      </section>
    </>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
