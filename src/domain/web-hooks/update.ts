/** Changing a web hook. */
import { type Ctx, inTransaction } from '../../context.ts';
import { deleteWaitingEvents } from '../../db/web-hook-events.ts';
import { lockWebHook, updateWebHook, type WebHookRow } from '../../db/web-hooks.ts';
import { notFound } from '../../errors.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { changedSetup, describeSetup, type WebHookInput } from './setup.ts';

/** Switching it off forgets what it was not told yet. @throws UsherError not_found; otherwise as `changedSetup` */
export async function changeWebHook(ctx: Ctx, id: number | undefined, input: WebHookInput): Promise<WebHookRow> {
  return inTransaction(ctx, async (ctx) => {
    const before = id === undefined ? undefined : await lockWebHook(ctx.db, id);
    if (!before) throw notFound();
    const setup = await changedSetup(ctx, before, input);
    if (setup.active !== before.active) await deleteWaitingEvents(ctx.db, before.id);
    const hook = await updateWebHook(ctx.db, before.id, setup, ctx.now());
    const { id: _id, last_delivery_status: _status, ...was } = before;
    const details = describeSetup(setup, was);
    if (details) await logStaffAction(ctx, { action_name: 'web_hook_update', subject: String(hook.id), details });
    return hook;
  });
}
