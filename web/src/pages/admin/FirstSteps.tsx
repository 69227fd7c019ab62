import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { t } from '../../i18n/index.tsx';
import { deliveryQuery, overviewQuery } from './overview-query.ts';

interface FirstStepsProps {
  /** The pages to come must ask anew who is here. */
  reload?: boolean;
  /** Shown although somebody has hidden them. */
  always?: boolean;
}

/** For admins of a new site: what to do, in order, with what is done ticked off, until everything is or somebody hides it. */
export function FirstSteps({ reload = false, always = false }: FirstStepsProps) {
  const [hidden, setHidden] = useLocalStorage({
    key: 'usher_first_steps_hidden',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const { data: delivery } = useQuery(deliveryQuery);
  const { data: overview } = useQuery(overviewQuery);
  if (!overview || !delivery || (hidden && !always)) return null;
  const { groups, invites } = overview;
  const newGroup: string = '/groups/custom/new';
  const allInvites: string = '/invites';
  const steps = [
    { word: t('admin.step_group'), text: t('admin.step_group_text'), to: newGroup, done: groups > 0 },
    { word: t('admin.step_invite'), text: t('admin.step_invite_text'), to: allInvites, done: invites > 0 },
    {
      word: t('admin.step_mail'),
      text: t('admin.step_mail_text'),
      to: '/admin/email-logs' as string,
      done: delivery.delivery_method === 'smtp' && !delivery.warning,
    },
  ];
  if (steps.every(({ done }) => done)) return null;
  return (
    <section className="stack divided" aria-labelledby="first-steps">
      <h2 id="first-steps">{t('admin.first_steps')}</h2>
      <ul className="list">
        {steps.map(({ word, text, to, done }) => (
          <li key={word}>
            <span>
              <Link className="strong" to={to} reloadDocument={reload}>
                {word}
              </Link>
              <span className="soft small line">{text}</span>
            </span>
            {done && <span className="chip good">{t('admin.step_done')}</span>}
          </li>
        ))}
      </ul>
      {!always && (
        <p>
          <button type="button" className="link-button" onClick={() => setHidden(true)}>
            {t('admin.steps_hide')}
          </button>
        </p>
      )}
    </section>
  );
}
