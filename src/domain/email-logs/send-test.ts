/** An admin tries whether mail arrives: through the outbox, like every mail. */
import type { Ctx } from '../../context.ts';
import { invalidRecord } from '../../errors.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { parseEmail } from '../users/email-rules.ts';
import { type DeliveryState, deliveryState } from './delivery-state.ts';

export interface TestSent {
  /** Id in the e-mail log. */
  id: number;
  address: string;
  /** Whether it will leave; if not, the mail is in the log all the same, kept or skipped. */
  state: DeliveryState;
}

/** @throws UsherError invalid_record for what is no address */
export async function sendTestMail(ctx: Ctx, given: string): Promise<TestSent> {
  const parsed = parseEmail(given);
  if (!parsed) throw invalidRecord('email_invalid', { email: given });
  const id = await enqueueMail(ctx, { email_type: 'test_message', to_address: parsed.email, locale: ctx.locale });
  return { id, address: parsed.email, state: deliveryState(ctx) };
}
