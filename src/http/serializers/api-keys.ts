/** API keys, without the key. */
import type { ApiKeyRow } from '../../db/api-keys.ts';
import { apiKeyScopes, findApiKeyScope, type GrantedScope } from '../../policy/api-key-scopes.ts';
import type { ApiKey, ApiKeyScopes } from '../../shared/wire/api-keys.ts';
import { serializeBasicUser } from './basic-user.ts';

/** `GET /u/:username` -> `/u/:username (GET)` */
const urls = (routes: readonly string[]): string[] =>
  routes.filter((route) => !route.endsWith(' *')).map((route) => route.replace(/^(\w+) (.*)$/, '$2 ($1)'));

function serializeGrant({ scope_id, allowed_parameters }: GrantedScope): ApiKey['api_key_scopes'][number] {
  const [resource = '', action = ''] = scope_id.split(':');
  const scope = findApiKeyScope(scope_id);
  return {
    resource,
    action,
    key: action,
    parameters: [...(scope?.params ?? [])],
    allowed_parameters,
    urls: urls(scope?.routes ?? []),
  };
}

/** Every scope there is, by resource. */
export const serializeScopes = (): ApiKeyScopes['scopes'] =>
  Object.fromEntries(
    Object.entries(apiKeyScopes).map(([resource, actions]) => [
      resource,
      Object.entries(actions).map(([action, { params, routes }]) => ({
        scope_id: `${resource}:${action}`,
        key: action,
        name: action,
        params: [...params],
        urls: urls(routes),
      })),
    ]),
  );

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
  api_key_scopes: (row.scopes ?? []).map(serializeGrant),
});
