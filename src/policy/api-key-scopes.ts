/**
 * What a key that is limited to some deeds may do: each scope names the routes it opens, as src/http/routes declares
 * them. A key without scopes may whatever its user may; one with scopes may nothing that none of them names. Scopes only
 * take away: the rules about the user still decide.
 */

interface ApiKeyScope {
  routes: readonly string[];
  /** Parameters that a key may be bound to, e.g. users:show of one username only. */
  params: readonly string[];
}

const scope = (routes: readonly string[], ...params: string[]): ApiKeyScope => ({ routes, params });

/** Stands for every route that reads. */
const EVERY_GET = 'GET *';

/** Resource -> action -> scope; the id on the wire is `resource:action`. */
export const apiKeyScopes: Readonly<Record<string, Readonly<Record<string, ApiKeyScope>>>> = {
  global: {
    read: scope([EVERY_GET]),
  },
  users: {
    show: scope(['GET /u/:username', 'GET /u/:username/card'], 'username'),
    list: scope(['GET /admin/users', 'GET /admin/users/list/:query', 'GET /admin/users/:id']),
    check_emails: scope(['GET /u/:username/emails'], 'username'),
    create: scope(['GET /session/hp', 'POST /u']),
    // Not the address: whoever can change an admin's has the admin's account.
    update: scope(['PUT /u/:username', 'PUT /u/:username/preferences/username'], 'username'),
    activate: scope(['PUT /admin/users/:id/activate', 'PUT /admin/users/:id/deactivate'], 'id'),
    approve: scope(['PUT /admin/users/:id/approve', 'PUT /admin/users/approve-bulk']),
    suspend: scope(['PUT /admin/users/:id/suspend', 'PUT /admin/users/:id/unsuspend'], 'id'),
    silence: scope(['PUT /admin/users/:id/silence', 'PUT /admin/users/:id/unsilence'], 'id'),
    log_out: scope(['POST /admin/users/:id/log_out'], 'id'),
    anonymize: scope(['PUT /admin/users/:id/anonymize'], 'id'),
    delete: scope(['DELETE /admin/users/:id'], 'id'),
  },
  groups: {
    show: scope(['GET /groups/:name', 'GET /groups/by-id/:id', 'GET /groups/:name/members']),
    manage_groups: scope(
      [
        'PUT /groups/:id/members',
        'PUT /admin/groups/:id/members',
        'DELETE /groups/:id/members',
        'DELETE /admin/groups/:id/members',
      ],
      'id',
    ),
  },
  invites: {
    create: scope(['POST /invites', 'POST /invites/create-multiple']),
    list: scope(['GET /u/:username/invited', 'GET /u/:username/invited/:filter'], 'username'),
    update: scope(['PUT /invites/:id', 'POST /invites/reinvite', 'POST /invites/reinvite-all']),
    revoke: scope(['DELETE /invites', 'DELETE /invites/:id', 'PUT /invites/:id/restore']),
  },
};

/** One scope of a key, as stored. */
export interface GrantedScope {
  scope_id: string;
  /** Values each of these parameters may have; one left out may have any. */
  allowed_parameters: Record<string, string[]>;
}

export function findApiKeyScope(scopeId: string): ApiKeyScope | undefined {
  const [resource = '', action = '', ...more] = scopeId.split(':');
  const actions = Object.hasOwn(apiKeyScopes, resource) ? apiKeyScopes[resource]! : {};
  return more.length === 0 && Object.hasOwn(actions, action) ? actions[action] : undefined;
}

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : undefined;

function permits(granted: GrantedScope, method: string, path: string, sent: Record<string, unknown>): boolean {
  const routes = findApiKeyScope(granted.scope_id)?.routes ?? [];
  const opens = routes.includes(`${method} ${path}`) || (method === 'GET' && routes.includes(EVERY_GET));
  return (
    opens &&
    Object.entries(granted.allowed_parameters).every(([name, values]) => {
      const value = Object.hasOwn(sent, name) ? asText(sent[name]) : undefined;
      return value !== undefined && values.some((allowed) => allowed.toLowerCase() === value);
    })
  );
}

/**
 * Whether a key may make this request.
 * @param scopes of the key; null: it is not limited
 * @param path as the route declares it
 * @param sent all parameters of the request
 */
export const keyPermits = (
  scopes: readonly GrantedScope[] | null,
  method: string,
  path: string,
  sent: Record<string, unknown>,
): boolean => scopes === null || scopes.some((granted) => permits(granted, method, path, sent));
