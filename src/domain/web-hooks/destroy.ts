/** Deleting a web hook with its deliveries. */
import { type Ctx, inTransaction } from '../../context.ts';
import { deleteWebHook } from '../../db/web-hooks.ts';
import { notFound } from '../../errors.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { shownUrl } from './setup.ts';

/** @throws UsherError not_found */
export async function destroyWebHook(ctx: Ctx, id: number | undefined): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const gone = id === undefined ? undefined : await deleteWebHook(ctx.db, id);
    if (!gone) throw notFound();
    await logStaffAction(ctx, {
      action_name: 'web_hook_destroy',
      subject: String(id),
      details: `payload_url: ${shownUrl(gone.payload_url)}`,
    });
  });
}
