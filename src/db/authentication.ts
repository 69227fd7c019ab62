/** One query tells who a request acts as, with roles, groups and the version of the settings. No rights are cached. */
import type { GrantedScope } from '../policy/api-key-scopes.ts';
import { type Db, lookup, statement } from './open.ts';

export interface Identity {
  settings_version: number;
  id: number | null;
  username: string;
  active: boolean;
  approved: boolean;
  staged: boolean;
  admin: boolean;
  moderator: boolean;
  trust_level: number;
  suspended_till: Date | null;
  silenced_till: Date | null;
  locale: string | null;
  last_seen_at: Date | null;
  group_ids: number[];
  owned_group_ids: number[];
}

export interface KeyIdentity extends Identity {
  key_id: number | null;
  key_user_id: number | null;
  scopes: GrantedScope[] | null;
  last_used_at: Date | null;
}

const PERSON = `u.id, u.username, u.active, u.approved, u.staged, u.admin, u.moderator, u.trust_level, u.suspended_till, u.silenced_till,
    u.locale, u.last_seen_at,
    array(select m.group_id from group_users m where m.user_id = u.id) as group_ids,
    array(select m.group_id from group_users m where m.user_id = u.id and m.owner) as owned_group_ids`;

const bySession = lookup<Identity>(
  'authentication.bySession',
  `select i.settings_version, ${PERSON}
   from instance i
   left join sessions s on s.token_hash = $1 and s.expires_at > $2
   left join users u on u.id = s.user_id`,
);

const byKey = lookup<KeyIdentity>(
  'authentication.byKey',
  `select i.settings_version, k.id as key_id, k.user_id as key_user_id, k.scopes, k.last_used_at, ${PERSON}
   from instance i
   left join api_keys k on k.key_hash = $1 and k.revoked_at is null
   left join users u on u.id = coalesce(
     case when $2::text is null and $3::integer is null then k.user_id end,
     $3,
     (select id from users where username_key = $2))
   `,
);

const settingsVersion = lookup<{ settings_version: number }>(
  'authentication.settingsVersion',
  'select settings_version from instance',
);

const identityOf = lookup<Identity>(
  'authentication.identityOf',
  `select i.settings_version, ${PERSON} from instance i join users u on u.id = $1`,
);

export const findIdentityBySession = async (db: Db, tokenHash: Buffer, now: Date) =>
  (await db.query(bySession, [tokenHash, now]))[0]!;

/** @param named the user the request names, by normalised username or by id; both undefined: the key's own user */
export const findIdentityByKey = async (
  db: Db,
  keyHash: Buffer,
  named: { usernameKey?: string | undefined; id?: number | undefined },
) => (await db.query(byKey, [keyHash, named.usernameKey ?? null, named.id ?? null]))[0]!;

export const findSettingsVersion = async (db: Db) => (await db.query(settingsVersion))[0]!.settings_version;

export const findIdentity = async (db: Db, userId: number) => (await db.query(identityOf, [userId]))[0];

const seen = statement<never>('authentication.seen', 'update users set last_seen_at = $2 where id = $1');
const used = statement<never>('authentication.used', 'update api_keys set last_used_at = $2 where id = $1');

export const updateLastSeen = (db: Db, userId: number, now: Date) => db.query(seen, [userId, now], []);
export const updateKeyLastUsed = (db: Db, keyId: number, now: Date) => db.query(used, [keyId, now], []);
