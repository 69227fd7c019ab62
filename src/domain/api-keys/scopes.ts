/** Reading what a new key shall be limited to. Better no key than one that may more than was asked for. */
import { invalidParameters } from '../../errors.ts';
import { findApiKeyScope, type GrantedScope } from '../../policy/api-key-scopes.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `"ana,ben"` or `["ana", "ben"]` -> ['ana', 'ben'] */
function valuesOf(sent: unknown): string[] {
  const items = Array.isArray(sent) ? sent : typeof sent === 'string' ? sent.split(',') : [sent];
  return items.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number') throw invalidParameters('scopes');
    return String(item).trim();
  });
}

function readScope(sent: unknown): GrantedScope {
  const { scope_id, ...limits } = isObject(sent) ? sent : { scope_id: sent };
  const known = typeof scope_id === 'string' ? findApiKeyScope(scope_id) : undefined;
  if (!known) throw invalidParameters('scopes');
  const allowed: [string, string[]][] = [];
  for (const [name, value] of Object.entries(limits)) {
    const values = value === null ? [] : valuesOf(value).filter(Boolean);
    if (values.length === 0) continue;
    if (!known.params.includes(name)) throw invalidParameters('scopes');
    allowed.push([name, values]);
  }
  return { scope_id: scope_id as string, allowed_parameters: Object.fromEntries(allowed) };
}

/**
 * @param sent list of `{scope_id, username?…}` or of ids
 * @returns null: no limit
 * @throws UsherError invalid_parameters for an unknown scope or limit
 */
export function readScopes(sent: unknown): GrantedScope[] | null {
  if (sent === undefined || sent === null || sent === '') return null;
  if (!Array.isArray(sent)) throw invalidParameters('scopes');
  return sent.length === 0 ? null : sent.map(readScope);
}
