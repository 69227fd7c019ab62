/** Changing what a key is called. */
import { type Ctx, inTransaction } from '../../context.ts';
import { type ApiKeyRow, findApiKey, updateApiKeyDescription } from '../../db/api-keys.ts';
import { invalidRecord, notFound } from '../../errors.ts';
import { logStaffAction } from '../logs/staff-actions.ts';

const MAX_DESCRIPTION = 255;

/** Trimmed, null when blank. @throws UsherError 422 when too long */
export function keyDescription(text: string): string | null {
  const trimmed = text.trim();
  if ([...trimmed].length > MAX_DESCRIPTION) throw invalidRecord('key_description_too_long', { max: MAX_DESCRIPTION });
  return trimmed || null;
}

/** @throws UsherError not_found; 422 when the description is too long */
export async function updateApiKey(ctx: Ctx, id: number, description: string): Promise<ApiKeyRow> {
  const text = keyDescription(description);
  return inTransaction(ctx, async (ctx) => {
    const before = await findApiKey(ctx.db, id);
    const row = await updateApiKeyDescription(ctx.db, id, text, ctx.now());
    if (!before || !row) throw notFound();
    await logStaffAction(ctx, {
      action_name: 'api_key_update',
      subject: row.truncated_key,
      previous_value: before.description ?? '',
      new_value: text ?? '',
    });
    return row;
  });
}
