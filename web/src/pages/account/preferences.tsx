import { useQuery } from '@tanstack/react-query';
import { useRouteContext } from '@tanstack/react-router';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { AccountSection } from './AccountSection.tsx';
import { EmailSection } from './EmailSection.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { profileQuery } from './queries.ts';

/** `/preferences`: what one can change of one's own account. */
export default function Preferences() {
  const { user } = useRouteContext({ from: '/with-user' });
  const { data: person, error } = useQuery(profileQuery(user.username));
  return (
    <div className="stack wide">
      <div className="card">
        <Heading title={t('prefs.title')} />
        {error && <Problem problem={error} />}
        {person ? <ProfileForm person={person} /> : !error && <SkeletonRows rows={5} />}
      </div>
      {person && <EmailSection person={person} />}
      {person && <AccountSection person={person} />}
    </div>
  );
}
