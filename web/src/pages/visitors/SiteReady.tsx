import { Button } from '@mantine/core';
import type { TestMailReply } from '../../../../src/shared/wire/setup.ts';
import { request } from '../../api.ts';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useAction } from '../../components/use-action.ts';
import { T, t } from '../../i18n/index.tsx';
import { CopyLine } from '../../ui/CopyLine.tsx';
import { FirstSteps } from '../admin/FirstSteps.tsx';
import type { MadeAdmin } from './FirstAdmin.tsx';

interface SiteReadyProps {
  made: MadeAdmin;
  mailConfigured: boolean;
  /** An admin comes back to see what is left. */
  again?: boolean;
}

/** After the first admin is made, or whenever an admin comes back: does mail leave, and what to do next. */
export function SiteReady({ made, mailConfigured, again = false }: SiteReadyProps) {
  return (
    <div className="card">
      <div className="stack tight">
        <Heading title={t('ready.title', { site: made.title })} focus>
          <T k="ready.title" site={made.title} />
        </Heading>
        <p className="soft">
          <T k={again ? 'ready.text_again' : 'ready.text'} username={made.username} />
        </p>
      </div>
      {mailConfigured ? <TestMail address={made.email} /> : <NoMail />}
      <FirstSteps reload always />
      <div className="divided">
        <a href="/">{t('next.home')}</a>
      </div>
    </div>
  );
}

function TestMail({ address }: { address: string }) {
  const sending = useAction<TestMailReply>();
  const send = () =>
    sending.run(() => request<TestMailReply>('POST', '/admin/email/test.json', { email_address: address }));
  return (
    <section className="stack divided" aria-labelledby="mail">
      <h2 id="mail">{t('ready.mail')}</h2>
      <p className="soft">{t('ready.mail_text')}</p>
      {sending.problem !== undefined && <Problem problem={sending.problem} />}
      <div className="row">
        <Button variant="default" aria-disabled={sending.busy} onClick={send}>
          {t('ready.mail_button')}
        </Button>
        <p role="status">
          {sending.reply && (sending.reply.sent ? <T k="ready.mail_sent" address={address} /> : t('ready.mail_kept'))}
        </p>
      </div>
    </section>
  );
}

function NoMail() {
  return (
    <section className="notice warn" aria-labelledby="mail">
      <h2 id="mail">{t('ready.no_mail')}</h2>
      <p>{t('ready.no_mail_text')}</p>
      <CopyLine
        text={'SMTP_URL="smtps://user:password@smtp.example.com:465" MAIL_FROM="usher@example.com" npm start'}
        about={t('ready.no_mail')}
      />
    </section>
  );
}
