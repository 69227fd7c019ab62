import type { ReactNode } from 'react';
import type { LandingReply, RedemptionReply } from '../../../src/shared/wire/redemptions.ts';
import { Heading } from '../components/Heading.tsx';
import { T, t } from '../i18n/index.tsx';
import { localPath } from '../local-path.ts';

interface ReceiptCardProps {
  receipt: RedemptionReply;
  invite: LandingReply;
  /** Where the confirmation was mailed; masked if that is all we were told. */
  email: string;
  /** The account was there before. */
  existing: boolean;
}

/** What using the invite gave, group by group, and what comes next. */
export function ReceiptCard({ receipt, invite, email, existing }: ReceiptCardProps) {
  const site = invite.site_title;
  const { granted, already, withheld } = receipt.groups;
  const fullNames = new Map(invite.groups.map(({ id, full_name }) => [id, full_name]));
  const joined = receipt.state === 'joined';
  const username = `@${receipt.username}`;
  const words = {
    joined: existing
      ? { title: <Heading title={t('receipt.accepted')} focus />, text: null }
      : {
          title: (
            <Heading title={t('receipt.joined', { site })} focus>
              <T k="receipt.joined" site={site} />
            </Heading>
          ),
          text: <T k="receipt.joined_as" username={username} />,
        },
    confirm_email: {
      title: <Heading title={t('receipt.confirm')} focus />,
      text: invite.mail_leaves ? <T k="receipt.confirm_text" address={email} /> : t('receipt.confirm_no_mail'),
    },
    await_approval: {
      title: <Heading title={t('receipt.approval')} focus />,
      text: <T k="receipt.approval_text" username={username} site={site} />,
    },
  }[receipt.state];
  return (
    <div className="card">
      <div className="stack tight">
        {words.title}
        {words.text && <p>{words.text}</p>}
        {receipt.state === 'confirm_email' && invite.mail_leaves && (
          <p className="soft small">{t('receipt.confirm_advice')}</p>
        )}
      </div>
      {granted.length > 0 && (
        <Groups title={t(joined ? 'receipt.granted' : 'receipt.after', { count: granted.length })} mark="✓">
          {granted.map(({ id, name, full_name }) => (
            <GroupLine key={id} name={full_name || name} />
          ))}
        </Groups>
      )}
      {receipt.trust_level !== null && (
        <p>{t(joined ? 'receipt.trust_level' : 'receipt.trust_level_after', { level: receipt.trust_level })}</p>
      )}
      {already.length > 0 && (
        <Groups title={t('receipt.already')} mark="•">
          {already.map(({ id, name, full_name }) => (
            <GroupLine key={id} name={full_name || name} />
          ))}
        </Groups>
      )}
      {withheld.length > 0 && (
        <Groups title={t('receipt.withheld')} mark="–">
          {withheld.map(({ id, name, reason }) => (
            <GroupLine key={id} name={fullNames.get(id) || name} why={whyWithheld(reason)} />
          ))}
        </Groups>
      )}
      {joined && granted.length + already.length + withheld.length === 0 && (
        <p>
          <T k="receipt.nothing" site={site} />
        </p>
      )}
      {joined && (
        <a className="button" href={localPath(receipt.redirect_to)}>
          {t('action.continue')}
        </a>
      )}
    </div>
  );
}

function Groups({ title, mark, children }: { title: string; mark: string; children: ReactNode }) {
  return (
    <section className="stack tight">
      <h2>{title}</h2>
      <ul className="groups marked" style={{ '--mark': `'${mark}'` } as React.CSSProperties}>
        {children}
      </ul>
    </section>
  );
}

const GroupLine = ({ name, why }: { name: string; why?: string }) => (
  <li>
    <div>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      {why && <p className="soft small">{why}</p>}
    </div>
  </li>
);

const REASONS = ['inviter_lost_right', 'group_deleted', 'group_automatic'] as const;
const whyWithheld = (reason: string) => t(`withheld.${REASONS.find((one) => one === reason) ?? 'other'}`);
