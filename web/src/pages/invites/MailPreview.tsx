import { Button } from '@mantine/core';
import { direction, isLocale } from '../../../../src/shared/i18n/locales.ts';
import type { PreviewReply } from '../../../../src/shared/wire/invite-drafts.ts';
import { request } from '../../api.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { bodyOf, type InviteValues } from './invite.ts';

interface MailPreviewProps {
  values: InviteValues;
  /** Whom it would go to; an example while there is nobody. */
  email: string | undefined;
}

/** The mail as the invitee would read it. Its link leads nowhere. */
export function MailPreview({ values, email = 'ana@example.com' }: MailPreviewProps) {
  const asking = useAction<PreviewReply>();
  const ask = () =>
    asking.run(() => request<PreviewReply>('POST', '/invites/preview.json', { ...bodyOf(values), email }));
  const { reply } = asking;
  return (
    <div className="stack tight">
      <div>
        <Button variant="default" size="sm" aria-disabled={asking.busy} onClick={ask}>
          {t(reply ? 'preview.again' : 'preview.show')}
        </Button>
      </div>
      {asking.problem !== undefined && <Problem problem={asking.problem} />}
      {reply && (
        <section className="preview" aria-label={t('preview.label')}>
          <p className="strong" dir="auto" role="status">
            {reply.subject}
          </p>
          {/* Nothing in it runs, and nothing it names is fetched. */}
          <iframe
            title={t('preview.label')}
            sandbox=""
            srcDoc={reply.html}
            lang={reply.locale}
            dir={isLocale(reply.locale) ? direction(reply.locale) : undefined}
          />
        </section>
      )}
    </div>
  );
}
