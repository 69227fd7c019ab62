import { useQuery } from '@tanstack/react-query';
import { currentUserQuery } from '../../app/queries.ts';
import { home } from '../../app/routes/account.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Person } from '../../components/Person.tsx';
import { T, t } from '../../i18n/index.tsx';
import { FirstSteps } from '../admin/FirstSteps.tsx';

/** `/`: who you are and which groups you are in. */
export default function Home() {
  const { user: found } = home.useRouteContext();
  // What has changed since then comes by itself.
  const user = useQuery({ ...currentUserQuery, enabled: false }).data ?? found;
  const name = user.name || user.username;
  const role = user.admin ? t('home.role_admin') : user.moderator ? t('home.role_moderator') : undefined;
  // Automatic groups restate the role and the trust level shown above.
  const groups = user.groups.filter((group) => !group.automatic);
  return (
    <div className="card">
      <Heading title={t('home.title', { name })}>
        <T k="home.title" name={name} />
      </Heading>
      <div className="row">
        <Person username={user.username} name={user.name} />
        <div className="row">
          {role && <span className="chip">{role}</span>}
          <span className="chip">{t('home.trust_level', { level: user.trust_level })}</span>
          {user.title && (
            <span className="chip">
              <bdi>{user.title}</bdi>
            </span>
          )}
        </div>
      </div>
      <section className="stack divided" aria-labelledby="groups">
        <h2 id="groups">{t('home.groups')}</h2>
        {groups.length === 0 ? (
          <p className="soft">{t('home.groups_empty')}</p>
        ) : (
          <ul className="list">
            {groups.map((group) => (
              <li key={group.id}>
                <span>
                  <strong>
                    <bdi>{group.full_name || group.name}</bdi>
                  </strong>{' '}
                  {group.full_name && (
                    <span className="soft small">
                      <bdi>{group.name}</bdi>
                    </span>
                  )}
                </span>
                {group.owner && <span className="chip">{t('group.owner')}</span>}
              </li>
            ))}
          </ul>
        )}
      </section>
      {user.admin && <FirstSteps />}
    </div>
  );
}
