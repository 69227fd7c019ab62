/** Site settings as stored: only those that differ from their default. */
import { type Db, lookup, statement } from './open.ts';

const list = lookup<{ name: string; value: string; settings_version: number }>(
  'settings.list',
  `select s.name, s.value, i.settings_version from instance i left join site_settings s on true`,
);

/** Stored values with the version they belong to, read in one snapshot. */
export async function listSettings(db: Db): Promise<{ version: number; stored: { name: string; value: string }[] }> {
  const rows = await db.query(list);
  return { version: rows[0]!.settings_version, stored: rows.filter((row) => row.name !== null) };
}

const lock = statement<{ settings_version: number }>(
  'settings.lock',
  'update instance set settings_version = settings_version + 1 returning settings_version',
);
const upsert = statement<never>(
  'settings.upsert',
  `insert into site_settings (name, value, updated_at) values ($1, $2, $3)
   on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`,
);
const remove = statement<never>('settings.remove', 'delete from site_settings where name = $1');

/** Stores a value (undefined: back to the default) and tells every process by a new version. Call in a transaction. */
export async function updateSetting(db: Db, name: string, value: string | undefined, now: Date): Promise<number> {
  const [row] = await db.query(lock);
  if (value === undefined) await db.query(remove, [name]);
  else await db.query(upsert, [name, value, now]);
  return row!.settings_version;
}

const lockInstance = statement<never>('settings.lockInstance', 'select 1 from instance for update');
const stored = statement<{ value: string }>('settings.stored', 'select value from site_settings where name = $1');
const unknownGroups = statement<{ id: number }>(
  'settings.unknownGroups',
  'select w.id from unnest($1::integer[]) w (id) where not exists (select 1 from groups g where g.id = w.id) order by w.id',
);
const outsideLength = statement<{ name: string }>(
  'settings.outsideLength',
  `(select username as name from users where id > 0 and (char_length(username) < $1 or char_length(username) > $2) limit 1)
   union all
   (select name from groups where not automatic and (char_length(name) < $1 or char_length(name) > $2) limit 1)`,
);

/** Makes other changes of settings wait for the end of the transaction. */
export const lockSettings = (db: Db) => db.query(lockInstance);

/** Stored text of a setting; undefined: it has its default. */
export const findStoredSetting = async (db: Db, name: string) => (await db.query(stored, [name]))[0]?.value;

export const listUnknownGroupIds = async (db: Db, ids: readonly number[]) =>
  (await db.query(unknownGroups, [ids])).map((row) => row.id);

/** A username or group name shorter than `min` or longer than `max` characters, if there is one. */
export const findNameOutsideLength = async (db: Db, { min = 0, max = 1000 }: { min?: number; max?: number }) =>
  (await db.query(outsideLength, [min, max]))[0]?.name;
