/** Task `deliver_mail`: sends what waits and comes back when there is a reason to. */
import type { Services } from '../context.ts';
import type { Delivery } from '../mail/deliver.ts';
import { addDeliveryLater } from './wake.ts';

export async function deliverMail(services: Services, delivery: Delivery, keepGoing: () => boolean): Promise<void> {
  const wait = await delivery.run(keepGoing);
  if (wait !== undefined) await addDeliveryLater(services.db, 'deliver_mail', wait);
}
