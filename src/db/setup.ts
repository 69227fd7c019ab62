/** The one-time secret that makes the first admin. */
import { type Db, statement } from './open.ts';

const store = statement<never>('setup.store', 'update instance set setup_token_hash = $1, setup_expires_at = $2');
/** Any earlier one stops working. */
export const updateSetupToken = (db: Db, hash: Buffer, expiresAt: Date) => db.query(store, [hash, expiresAt]);

const find = statement<{ good: boolean }>(
  'setup.find',
  'select setup_token_hash = $1 and setup_expires_at > $2 as good from instance',
);
export const findSetupTokenGood = async (db: Db, hash: Buffer, now: Date): Promise<boolean> =>
  (await db.query(find, [hash, now]))[0]?.good ?? false;

const use = statement<{ id: boolean }>(
  'setup.use',
  `update instance set setup_token_hash = null, setup_expires_at = null
   where setup_token_hash = $1 and setup_expires_at > $2 returning id`,
);
/** Uses the secret up; of parallel callers one gets true. */
export const spendSetupToken = async (db: Db, hash: Buffer, now: Date): Promise<boolean> =>
  (await db.query(use, [hash, now])).length > 0;

const lock = statement<never>('setup.lock', 'select 1 from instance for update');
/** Makes others who want to make the first admin wait for the end of the transaction. */
export const lockSetup = (db: Db) => db.query(lock);
