/** Web hooks as admins set them up. */
import type { WebHookContentType } from '../shared/web-hook-events.ts';
import { type Db, statement } from './open.ts';

/** What an admin decides. */
export interface WebHookSetup {
  payload_url: string;
  content_type: WebHookContentType;
  secret: string;
  wildcard_web_hook: boolean;
  event_names: string[];
  group_ids: number[];
  active: boolean;
  verify_certificate: boolean;
}
export interface WebHookRow extends WebHookSetup {
  id: number;
  last_delivery_status: number;
}

const COLUMNS = `id, payload_url, content_type, secret, wildcard_web_hook, event_names, group_ids, active, verify_certificate,
  last_delivery_status`;

const list = statement<WebHookRow>('webHooks.list', `select ${COLUMNS} from web_hooks order by id limit $1 offset $2`);
export const listWebHooks = (db: Db, limit: number, offset: number) => db.query(list, [limit, offset]);

const count = statement<{ count: number }>('webHooks.count', 'select count(*) from web_hooks');
export const countWebHooks = async (db: Db): Promise<number> => (await db.query(count))[0]!.count;

const find = statement<WebHookRow>('webHooks.find', `select ${COLUMNS} from web_hooks where id = $1`);
export const findWebHook = async (db: Db, id: number): Promise<WebHookRow | undefined> =>
  (await db.query(find, [id]))[0];

const lock = statement<WebHookRow>('webHooks.lock', `select ${COLUMNS} from web_hooks where id = $1 for update`);
/** The row, locked until the transaction ends. */
export const lockWebHook = async (db: Db, id: number): Promise<WebHookRow | undefined> =>
  (await db.query(lock, [id]))[0];

const values = (setup: WebHookSetup, now: Date) => [
  setup.payload_url,
  setup.content_type,
  setup.secret,
  setup.wildcard_web_hook,
  setup.event_names,
  setup.group_ids,
  setup.active,
  setup.verify_certificate,
  now,
];

const insert = statement<WebHookRow>(
  'webHooks.insert',
  `insert into web_hooks (payload_url, content_type, secret, wildcard_web_hook, event_names, group_ids, active, verify_certificate,
     created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning ${COLUMNS}`,
);
export const insertWebHook = async (db: Db, setup: WebHookSetup, now: Date): Promise<WebHookRow> =>
  (await db.query(insert, values(setup, now)))[0]!;

// Whoever edits a hook has looked after it: a pause ends.
const update = statement<WebHookRow>(
  'webHooks.update',
  `update web_hooks set payload_url = $1, content_type = $2, secret = $3, wildcard_web_hook = $4, event_names = $5, group_ids = $6,
     active = $7, verify_certificate = $8, updated_at = $9, paused_until = null
   where id = $10 returning ${COLUMNS}`,
);
export const updateWebHook = async (db: Db, id: number, setup: WebHookSetup, now: Date): Promise<WebHookRow> =>
  (await db.query(update, [...values(setup, now), id]))[0]!;

const disable = statement<{ payload_url: string }>(
  'webHooks.disable',
  'update web_hooks set active = false, last_delivery_status = 4, updated_at = $2 where id = $1 and active returning payload_url',
);
/** Stops a hook whose receiver wants no more. @returns undefined when it was stopped or gone already */
export const disableWebHook = async (db: Db, id: number, now: Date) => (await db.query(disable, [id, now]))[0];

const remove = statement<{ payload_url: string }>(
  'webHooks.delete',
  `with events as (delete from web_hook_events where web_hook_id = $1)
   delete from web_hooks where id = $1 returning payload_url`,
);
/** Deletes a hook with its deliveries. */
export const deleteWebHook = async (db: Db, id: number) => (await db.query(remove, [id]))[0];
