/** API keys, without the key. */
import type { ApiKeyRow } from '../../db/api-keys.ts';
import type { ApiKey } from '../../shared/wire/api-keys.ts';
import { serializeBasicUser } from './basic-user.ts';

export const serializeApiKey = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  truncated_key: `${row.truncated_key}…`,
  description: row.description,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  revoked_at: row.revoked_at?.toISOString() ?? null,
  user:
    row.user_id === null || row.username === null
      ? null
      : serializeBasicUser({ id: row.user_id, username: row.username, name: row.name }),
  api_key_scopes: [],
});
