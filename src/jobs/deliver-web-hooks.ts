/** Task `deliver_web_hooks`: posts what waits and comes back when there is a reason to. */
import type { Services } from '../context.ts';
import { deliverWebHooks } from '../domain/web-hooks/deliver.ts';
import { addDeliveryLater } from './wake.ts';

export async function deliverWebHookEvents(services: Services, keepGoing: () => boolean): Promise<void> {
  const wait = await deliverWebHooks(services, keepGoing);
  if (wait !== undefined) await addDeliveryLater(services.db, 'deliver_web_hooks', wait);
}
