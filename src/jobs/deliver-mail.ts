/** Task `deliver_mail`: sends what waits and comes back when there is a reason to. */
import type { Services } from '../context.ts';
import type { Delivery } from '../mail/deliver.ts';
import { addDeliveryLater } from './wake.ts';

/** The clock of the rules may be ahead of the database's: looking once an hour too often costs nothing. */
const LONGEST_WAIT_MS = 3_600_000;

export async function deliverMail(services: Services, delivery: Delivery, keepGoing: () => boolean): Promise<void> {
  const wait = await delivery.run(keepGoing);
  if (wait !== undefined) await addDeliveryLater(services.db, Math.min(wait, LONGEST_WAIT_MS));
}
