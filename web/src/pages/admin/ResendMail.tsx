import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { EmailView, ResentReply } from '../../../../src/shared/wire/email-logs.ts';
import { request } from '../../api.ts';
import { queryClient } from '../../app/queries.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { t } from '../../i18n/index.tsx';
import { tell } from '../../ui/notices.tsx';

/** Sends the mail once more, where its link is still good, and goes to the new one. */
export function ResendMail({ view }: { view: EmailView }) {
  const navigate = useNavigate();
  const sending = useAction<void>();
  const send = () =>
    sending.run(async () => {
      const { id } = await request<ResentReply>('POST', `/admin/email-logs/${view.id}/resend.json`);
      queryClient.invalidateQueries({ queryKey: ['email-logs', 'list'] });
      tell(t('mails.resent'));
      await navigate({ to: '/admin/email-logs/$id', params: { id: String(id) } });
    });
  return (
    <section className="stack tight divided">
      {sending.problem !== undefined && <Problem problem={sending.problem} />}
      <div className="row">
        <Button
          variant="default"
          disabled={!view.can_resend}
          aria-disabled={sending.busy}
          aria-describedby="why-not-resend"
          onClick={send}
        >
          {t('mails.resend')}
        </Button>
        <p id="why-not-resend" className="soft small" dir="auto">
          {view.why_not_resend}
        </p>
      </div>
    </section>
  );
}
