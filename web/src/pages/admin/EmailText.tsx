import type { EmailView } from '../../../../src/shared/wire/email-logs.ts';
import { t } from '../../i18n/index.tsx';
import { CopyLine } from '../../ui/CopyLine.tsx';

/** The mail as it reads. Of a kept one the link stands above, to be copied; of others its secret part is masked. */
export function EmailText({ view: { subject, text, masked } }: { view: EmailView }) {
  if (text === null) return <p className="soft divided">{t('mails.no_text')}</p>;
  const link = masked ? undefined : /https?:\/\/\S+/.exec(text)?.[0];
  return (
    <section className="stack divided" aria-labelledby="mail-text">
      <h2 id="mail-text">{t('mails.text')}</h2>
      {link && (
        <div className="stack tight">
          <p className="soft small">{t('mails.link')}</p>
          <CopyLine text={link} about={t('mails.link')} />
        </div>
      )}
      {masked && <p className="soft small">{t('mails.masked')}</p>}
      <div className="mail-text" dir="auto">
        <p className="strong">{subject}</p>
        <p>{text}</p>
      </div>
    </section>
  );
}
