/** Stopping a key at once, and taking that back. */
import { type Ctx, inTransaction } from '../../context.ts';
import { type ApiKeyRow, updateApiKeyRevoked } from '../../db/api-keys.ts';
import { notFound } from '../../errors.ts';
import { logStaffAction } from '../logs/staff-actions.ts';

/** @param revoked false: the key works again. @throws UsherError not_found */
export async function setApiKeyRevoked(ctx: Ctx, id: number, revoked: boolean): Promise<ApiKeyRow> {
  return inTransaction(ctx, async (ctx) => {
    const row = await updateApiKeyRevoked(ctx.db, id, revoked, ctx.now());
    if (!row) throw notFound();
    await logStaffAction(ctx, {
      action_name: 'api_key_update',
      subject: row.truncated_key,
      details: revoked ? 'revoked' : 'revocation undone',
    });
    return row;
  });
}
