import { useQuery } from '@tanstack/react-query';
import { t } from '../../i18n/index.tsx';
import { deliveryQuery, overviewQuery } from './overview-query.ts';

/** Says when mail does not leave, or leaves with difficulty, and what to do about it; nothing when all is well. */
export function DeliveryState() {
  const { data: delivery } = useQuery(deliveryQuery);
  const mails = useQuery(overviewQuery).data?.mails;
  return (
    <>
      {delivery?.warning && (
        <div className="notice warn">
          <strong>{t('mails.no_delivery')}</strong>
          <p dir="auto">{delivery.warning}</p>
        </div>
      )}
      {mails && mails.delayed > 0 && (
        <div className="notice warn">
          <strong>{t('mails.delayed', { count: mails.delayed })}</strong>
          <p>{t('mails.delayed_text')}</p>
          {mails.last_problem && <p dir="auto">{mails.last_problem}</p>}
        </div>
      )}
    </>
  );
}
