import type { ActivationReply, Honeypot } from '../../../src/shared/wire/session.ts';
import { ApiError, request } from '../api.ts';
import { Heading } from '../components/Heading.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAction } from '../components/use-action.ts';
import { site, T, t } from '../i18n/index.tsx';
import { Mark } from './DeadInvite.tsx';
import { Continue, Step } from './Step.tsx';

/** `/u/activate-account/:token`: one button, because mail scanners open links but press nothing. */
export function Activate({ token }: { token: string }) {
  const activation = useAction<ActivationReply>();
  const activate = () =>
    activation.run(async () => {
      const { value, challenge } = await request<Honeypot>('GET', '/session/hp.json');
      return request<ActivationReply>('PUT', `/u/activate-account/${token}.json`, {
        password_confirmation: value,
        challenge: [...challenge].reverse().join(''),
      });
    });

  if (activation.reply?.needs_approval) return <Step title={t('receipt.approval')} text="activate.approval_text" />;
  if (activation.reply) return <Step title={t('activate.done')} text="activate.done_text" action={<Continue />} />;
  if (activation.problem instanceof ApiError && activation.problem.status === 422) {
    return (
      <Step
        mark={<Mark />}
        title={t('activate.dead')}
        text="activate.dead_text"
        action={
          <a className="button" href="/login">
            {t('action.log_in')}
          </a>
        }
      />
    );
  }
  return (
    <div className="card">
      {activation.problem !== undefined && <Problem problem={activation.problem} />}
      <div className="stack tight">
        <Heading title={t('activate.title')} />
        <p className="soft">
          <T k="activate.text" site={site} />
        </p>
      </div>
      <button type="button" className="button" aria-disabled={activation.busy} onClick={activate}>
        {t('activate.button')}
      </button>
    </div>
  );
}
