/** Keys of scripts. The key itself is never stored. */
import type { GrantedScope } from '../policy/api-key-scopes.ts';
import { type Db, statement } from './open.ts';

export interface ApiKeyRow {
  id: number;
  truncated_key: string;
  description: string | null;
  created_at: Date;
  updated_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  user_id: number | null;
  username: string | null;
  name: string | null;
  /** null: may whatever its user may. */
  scopes: GrantedScope[] | null;
}

const withUser = (
  source: string,
) => `select k.id, k.truncated_key, k.description, k.created_at, k.updated_at, k.last_used_at, k.revoked_at,
     k.scopes, k.user_id, u.username, u.name from ${source} k left join users u on u.id = k.user_id`;

const list = statement<ApiKeyRow>(
  'apiKeys.list',
  `${withUser('api_keys')} order by k.revoked_at is not null, k.id desc limit $1 offset $2`,
);
/** Live ones first, newest first. */
export const listApiKeys = (db: Db, limit: number, offset: number) => db.query(list, [limit, offset]);

const find = statement<ApiKeyRow>('apiKeys.find', `${withUser('api_keys')} where k.id = $1`);
export const findApiKey = async (db: Db, id: number): Promise<ApiKeyRow | undefined> => (await db.query(find, [id]))[0];

const insert = statement<ApiKeyRow>(
  'apiKeys.insert',
  `with made as (
     insert into api_keys (key_hash, truncated_key, description, user_id, created_by_id, created_at, updated_at, scopes)
     values ($1, $2, $3, $4, $5, $6, $6, $7) returning *
   ) ${withUser('made')}`,
);
export interface NewApiKey {
  key_hash: Buffer;
  truncated_key: string;
  description: string | null;
  /** Acts only as this user; null: as whoever the request names. */
  user_id: number | null;
  created_by_id: number;
  scopes: GrantedScope[] | null;
}
export const insertApiKey = async (db: Db, key: NewApiKey, now: Date): Promise<ApiKeyRow> =>
  (
    await db.query(insert, [
      key.key_hash,
      key.truncated_key,
      key.description,
      key.user_id,
      key.created_by_id,
      now,
      key.scopes === null ? null : JSON.stringify(key.scopes),
    ])
  )[0]!;

const describeKey = statement<ApiKeyRow>(
  'apiKeys.describe',
  `with k as (update api_keys set description = $2, updated_at = $3 where id = $1 returning *) ${withUser('k')}`,
);
export const updateApiKeyDescription = async (db: Db, id: number, description: string | null, now: Date) =>
  (await db.query(describeKey, [id, description, now]))[0];

const revoke = statement<ApiKeyRow>(
  'apiKeys.revoke',
  `with k as (
     update api_keys set revoked_at = case when $2 then coalesce(revoked_at, $3) end, updated_at = $3 where id = $1 returning *
   ) ${withUser('k')}`,
);
export const updateApiKeyRevoked = async (db: Db, id: number, revoked: boolean, now: Date) =>
  (await db.query(revoke, [id, revoked, now]))[0];

const remove = statement<{ truncated_key: string }>(
  'apiKeys.remove',
  'delete from api_keys where id = $1 returning truncated_key',
);
export const deleteApiKey = async (db: Db, id: number) => (await db.query(remove, [id]))[0];
