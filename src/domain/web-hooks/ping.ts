/** Telling a hook's receiver that it is there. How that went is the newest of the hook's deliveries. */
import { type Ctx, inTransaction } from '../../context.ts';
import { insertPing, resumeWebHook } from '../../db/web-hook-events.ts';
import type { WebHookRow } from '../../db/web-hooks.ts';

/** Also while the hook is switched off, and at once even when its receiver could not be reached lately. */
export async function pingWebHook(ctx: Ctx, hook: WebHookRow): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await resumeWebHook(ctx.db, hook.id);
    await insertPing(ctx.db, hook.id);
  });
}
