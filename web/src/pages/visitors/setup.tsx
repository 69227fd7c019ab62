import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SetupState } from '../../../../src/shared/wire/setup.ts';
import { ApiError, request } from '../../api.ts';
import { PageFailed, PagePending } from '../../app/fallbacks.tsx';
import { currentUserQuery } from '../../app/queries.ts';
import { Heading } from '../../components/Heading.tsx';
import { t } from '../../i18n/index.tsx';
import { FirstAdmin, type MadeAdmin } from './FirstAdmin.tsx';
import { SiteReady } from './SiteReady.tsx';

type Obstacle = 'no_secret' | 'dead_secret' | 'finished';

/** `/setup#SECRET`: the first run. The secret is in the fragment, which browsers send nowhere and servers never log. */
export default function Setup() {
  const [secret] = useState(() => window.location.hash.slice(1));
  const [made, setMade] = useState<MadeAdmin>();
  const [refusal, setRefusal] = useState<Obstacle>();
  const state = useQuery({
    queryKey: ['setup'],
    queryFn: () => request<SetupState>('GET', '/setup.json'),
    // What is on the page must not be swapped under somebody who fills it in.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const over = state.data?.needed === false;
  const { data: user, isPending: asking } = useQuery({ ...currentUserQuery, enabled: over && !made });

  if (made) return <SiteReady made={made} mailConfigured={state.data?.mail.configured ?? false} />;
  if (state.error) return <PageFailed error={state.error} />;
  if (!state.data) return <PagePending />;
  if (over && asking) return <PagePending />;
  if (over && user?.admin) {
    const { username, email } = user;
    const admin = { title: state.data.site_title, username, email: email ?? '' };
    return <SiteReady made={admin} mailConfigured={state.data.mail.configured} again />;
  }
  const obstacle = !state.data.needed ? 'finished' : secret ? refusal : 'no_secret';
  if (obstacle) return <SetupObstacle obstacle={obstacle} />;

  const onRefused = (problem: unknown) => {
    if (!(problem instanceof ApiError)) return;
    if (problem.extras.reason === 'setup_token_invalid') setRefusal('dead_secret');
    if (problem.status === 404) setRefusal('finished');
  };
  return <FirstAdmin secret={secret} setup={state.data} onMade={setMade} onRefused={onRefused} />;
}

function SetupObstacle({ obstacle }: { obstacle: Obstacle }) {
  const title = t(`setup.${obstacle}`);
  return (
    <div className="card">
      <div className="stack tight">
        <Heading title={title} focus />
        <p className="soft">{t(`setup.${obstacle}_text`)}</p>
      </div>
      {obstacle === 'finished' && (
        <p>
          <a href="/login">{t('action.log_in')}</a>
        </p>
      )}
    </div>
  );
}
