/** Removing a key for good. */
import { type Ctx, inTransaction } from '../../context.ts';
import { deleteApiKey } from '../../db/api-keys.ts';
import { notFound } from '../../errors.ts';
import { logStaffAction } from '../logs/staff-actions.ts';

/** @throws UsherError not_found */
export async function destroyApiKey(ctx: Ctx, id: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const gone = await deleteApiKey(ctx.db, id);
    if (!gone) throw notFound();
    await logStaffAction(ctx, { action_name: 'api_key_destroy', subject: gone.truncated_key });
  });
}
