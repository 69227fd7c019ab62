/** Stopping a hook whose receiver says that it wants no more (410 Gone). */
import { type Ctx, inTransaction, type Services } from '../../context.ts';
import { deleteWaitingEvents } from '../../db/web-hook-events.ts';
import { disableWebHook } from '../../db/web-hooks.ts';
import { systemActor } from '../../policy/actor.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { shownUrl } from './setup.ts';

/** Switches the hook off, forgets what waits for it and writes that down for the admins. */
export async function disableGoneWebHook(services: Services, id: number): Promise<void> {
  const ctx: Ctx = {
    db: services.db,
    actor: systemActor,
    settings: await services.settings.now(),
    locale: 'en',
    ip: undefined,
    now: services.now,
    services,
    afterCommit: (work) => work(),
  };
  await inTransaction(ctx, async (ctx) => {
    const disabled = await disableWebHook(ctx.db, id, ctx.now());
    if (!disabled) return;
    await deleteWaitingEvents(ctx.db, id);
    await logStaffAction(ctx, {
      action_name: 'web_hook_deactivate',
      subject: String(id),
      details: `payload_url: ${shownUrl(disabled.payload_url)}\nresponse status: 410`,
    });
  });
}
