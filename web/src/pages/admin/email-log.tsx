import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AnyEmail, EmailView } from '../../../../src/shared/wire/email-logs.ts';
import { ApiError, request } from '../../api.ts';
import { PageMissing } from '../../app/fallbacks.tsx';
import { emailLog as route } from '../../app/routes/admin.tsx';
import { Heading } from '../../components/Heading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { T, t } from '../../i18n/index.tsx';
import { SkeletonRows } from '../../ui/SkeletonRows.tsx';
import { AdminsOnly } from './AdminsOnly.tsx';
import { EmailFacts } from './EmailFacts.tsx';
import { EmailText } from './EmailText.tsx';
import { ResendMail } from './ResendMail.tsx';
import './admin.css';

/** `/admin/email-logs/ID`: one mail, what became of it, and how it reads. */
export default function EmailLog() {
  return (
    <AdminsOnly title={t('mails.title')}>
      <Mail />
    </AdminsOnly>
  );
}

function Mail() {
  const { id } = route.useParams();
  // The list's row first: to open a kept mail is written down, so that must not happen by itself.
  const found = useQuery({
    queryKey: ['email-logs', 'row', id],
    queryFn: async () => {
      const rows = /^\d{1,9}$/.test(id)
        ? await request<AnyEmail[]>('GET', `/admin/email-logs/all.json?before_id=${Number(id) + 1}`)
        : [];
      return rows.find((row) => row.id === Number(id)) ?? null;
    },
  });
  const mail = found.data;
  if (mail === null) return <PageMissing />;
  const title = mail ? t('mails.one', { address: mail.to_address }) : t('mails.title');
  return (
    <div className="card">
      <div className="stack tight">
        <Link to="/admin/email-logs" className="small">
          {t('mails.back')}
        </Link>
        <Heading title={title}>{mail && <T k="mails.one" address={mail.to_address} />}</Heading>
      </div>
      {found.error ? <Problem problem={found.error} /> : !mail && <SkeletonRows />}
      {mail && <Opened mail={mail} />}
    </div>
  );
}

function Opened({ mail }: { mail: AnyEmail }) {
  const [agreed, setAgreed] = useState(false);
  const mayOpen = mail.state !== 'kept' || agreed;
  const view = useQuery({
    // Not below `email-logs`, which is asked for again whenever any mail changes.
    queryKey: ['email-view', mail.id],
    queryFn: () => request<EmailView>('GET', `/admin/email-logs/${mail.id}.json`),
    enabled: mayOpen,
    // Each look at a kept mail is a line in the log: one look, one line.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return (
    <>
      <EmailFacts mail={mail} view={view.data} />
      {!mayOpen && (
        <div className="notice">
          <strong>{t('mails.kept_title')}</strong>
          <p>{t('mails.kept_text')}</p>
          <div>
            <Button onClick={() => setAgreed(true)}>{t('mails.kept_open')}</Button>
          </div>
        </div>
      )}
      {view.error && view.error instanceof ApiError && <Problem problem={view.error} />}
      {mayOpen && !view.data && !view.error && <SkeletonRows />}
      {view.data && <EmailText view={view.data} />}
      {view.data && <ResendMail view={view.data} />}
    </>
  );
}
