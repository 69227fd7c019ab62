/** Delivering an event again, with the id it had. */
import { type Ctx, inTransaction } from '../../context.ts';
import { requeueWebHookEvent, resumeWebHook, type WebHookEventRow } from '../../db/web-hook-events.ts';
import type { WebHookRow } from '../../db/web-hooks.ts';
import { invalidRecord, notFound } from '../../errors.ts';

/** @throws UsherError not_found: no such event of this hook; 422: the hook is switched off */
export async function redeliver(ctx: Ctx, hook: WebHookRow, eventId: number | undefined): Promise<WebHookEventRow> {
  if (!hook.active) throw invalidRecord('web_hook_inactive');
  return inTransaction(ctx, async (ctx) => {
    const event = eventId === undefined ? undefined : await requeueWebHookEvent(ctx.db, hook.id, eventId);
    if (!event) throw notFound();
    await resumeWebHook(ctx.db, hook.id);
    return event;
  });
}
