/** Tasks `deliver_mail` and `deliver_bulk_mail`: send what waits and come back when there is a reason to. */
import type { Services, WakeTask } from '../context.ts';
import type { Delivery } from '../mail/deliver.ts';
import { addDeliveryLater } from './wake.ts';

export async function deliverMail(
  task: Extract<WakeTask, 'deliver_mail' | 'deliver_bulk_mail'>,
  services: Services,
  delivery: Delivery,
  keepGoing: () => boolean,
): Promise<void> {
  const wait = await delivery.run(keepGoing);
  if (wait !== undefined) await addDeliveryLater(services.db, task, wait);
}
