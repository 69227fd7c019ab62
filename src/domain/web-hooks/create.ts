/** A new web hook. */
import { type Ctx, inTransaction } from '../../context.ts';
import { insertWebHook, type WebHookRow } from '../../db/web-hooks.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { changedSetup, describeSetup, NEW_WEB_HOOK, type WebHookInput } from './setup.ts';

/** @throws UsherError as `changedSetup` */
export async function createWebHook(ctx: Ctx, input: WebHookInput): Promise<WebHookRow> {
  const setup = await changedSetup(ctx, NEW_WEB_HOOK, input);
  return inTransaction(ctx, async (ctx) => {
    const hook = await insertWebHook(ctx.db, setup, ctx.now());
    await logStaffAction(ctx, {
      action_name: 'web_hook_create',
      subject: String(hook.id),
      details: describeSetup(setup),
    });
    return hook;
  });
}
