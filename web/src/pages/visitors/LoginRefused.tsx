import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { LoginReply } from '../../../../src/shared/wire/session.ts';
import { request } from '../../api.ts';
import { useMailLeaves } from '../../app/queries.ts';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { T, t } from '../../i18n/index.tsx';

/** Why the log-in was refused, and what helps. */
export function LoginRefused({ reply, login }: { reply: LoginReply; login: string }) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new refusal takes the focus.
  useEffect(() => box.current?.focus(), [reply]);
  const mailLeaves = useMailLeaves();
  const again = useAction<unknown>();
  const sendAgain = () => again.run(() => request('POST', '/u/action/send_activation_email.json', { username: login }));
  if (reply.reason !== 'not_activated') {
    return (
      <div ref={box} className="notice danger" role="alert" tabIndex={-1}>
        <strong>{t(reply.reason === 'suspended' ? 'login.suspended' : 'login.refused')}</strong>
        <p dir="auto">{reply.error}</p>
      </div>
    );
  }
  return (
    <>
      <div ref={box} className="notice warn" role="alert" tabIndex={-1}>
        <strong>{t('login.not_activated')}</strong>
        <p>
          {mailLeaves ? (
            <T k="login.not_activated_text" address={reply.sent_to_email} />
          ) : (
            t('login.not_activated_no_mail')
          )}
        </p>
        {mailLeaves && (
          <div className="row">
            <Button variant="default" size="sm" aria-disabled={again.busy} onClick={sendAgain}>
              {t('login.send_again')}
            </Button>
            <span role="status">{again.reply !== undefined && t('login.sent_again')}</span>
          </div>
        )}
      </div>
      {again.problem !== undefined && <Problem problem={again.problem} />}
    </>
  );
}
