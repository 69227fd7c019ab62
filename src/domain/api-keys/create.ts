/** A new key for scripts. It is shown once and stored as a hash. */
import { type Ctx, inTransaction } from '../../context.ts';
import { type ApiKeyRow, insertApiKey } from '../../db/api-keys.ts';
import { findAccountByLogin } from '../../db/users.ts';
import { notFound } from '../../errors.ts';
import { randomToken, tokenHash } from '../../secrets.ts';
import { nameKey } from '../../shared/normalise.ts';
import { logStaffAction } from '../logs/staff-actions.ts';
import { readScopes } from './scopes.ts';
import { keyDescription } from './update.ts';

export interface ApiKeyInput {
  description?: string | undefined;
  /** Acts only as this user; blank or left out: as whoever a request names. */
  username?: string | undefined;
  /** As sent; left out or empty: the key is not limited. */
  scopes?: unknown;
}

/** @returns the key (64 hex digits), which nobody can see again, and its row. @throws UsherError not_found: no such user; invalid_parameters: no such scope */
export async function createApiKey(ctx: Ctx, input: ApiKeyInput): Promise<{ key: string; row: ApiKeyRow }> {
  const description = keyDescription(input.description ?? '');
  const scopes = readScopes(input.scopes);
  const username = input.username?.trim() ?? '';
  const owner = username === '' ? undefined : await findAccountByLogin(ctx.db, nameKey(username));
  if (username !== '' && !owner) throw notFound();
  const key = randomToken(32);
  const row = await inTransaction(ctx, async (ctx) => {
    const row = await insertApiKey(
      ctx.db,
      {
        key_hash: tokenHash(key),
        truncated_key: key.slice(0, 4),
        description,
        user_id: owner?.id ?? null,
        created_by_id: ctx.actor.id,
        scopes,
      },
      ctx.now(),
    );
    await logStaffAction(ctx, {
      action_name: 'api_key_create',
      subject: row.truncated_key,
      ...(description === null ? {} : { details: description }),
      ...(scopes === null ? {} : { new_value: scopes.map((scope) => scope.scope_id).join(', ') }),
      ...(owner ? { target_user_id: owner.id } : {}),
    });
    return row;
  });
  return { key, row };
}
