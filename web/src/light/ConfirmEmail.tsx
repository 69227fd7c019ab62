import { useCallback, useEffect, useState } from 'react';
import type { EmailChangePage } from '../../../src/shared/wire/users.ts';
import { ApiError, request } from '../api.ts';
import { Heading } from '../components/Heading.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAction } from '../components/use-action.ts';
import { site, T, t } from '../i18n/index.tsx';
import { Mark } from './DeadInvite.tsx';
import { LoadFailed, Loading } from './Loading.tsx';
import { Continue, Step } from './Step.tsx';

/** `/u/confirm-new-email/:token`: one button, because mail scanners open links but press nothing. */
export function ConfirmEmail({ token }: { token: string }) {
  const [page, setPage] = useState<EmailChangePage>();
  const [failure, setFailure] = useState<unknown>();
  const confirmation = useAction<{ success: string }>();
  const address = `/u/confirm-new-email/${token}.json`;

  const start = useCallback(() => {
    setFailure(undefined);
    request<EmailChangePage>('GET', address).then(setPage, setFailure);
  }, [address]);
  useEffect(start, [start]);

  if (failure instanceof ApiError && failure.status === 422) {
    return <Step mark={<Mark />} title={t('new_email.dead')} text="new_email.dead_text" />;
  }
  if (failure) return <LoadFailed problem={failure} onRetry={start} />;
  if (!page) return <Loading />;
  if (confirmation.reply) return <Step title={t('new_email.done')} text="new_email.done_text" action={<Continue />} />;
  return (
    <div className="card">
      {confirmation.problem !== undefined && <Problem problem={confirmation.problem} />}
      <div className="stack tight">
        <Heading title={t('new_email.title')} />
        <p className="soft">
          <T k="new_email.text" site={site} username={page.username} address={page.new_email} />
        </p>
      </div>
      <button
        type="button"
        className="button"
        aria-disabled={confirmation.busy}
        onClick={() => confirmation.run(() => request('PUT', address, {}))}
      >
        {t('new_email.button')}
      </button>
    </div>
  );
}
