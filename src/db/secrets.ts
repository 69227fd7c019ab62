/** Fingerprints of the secrets this database was used with. */
import { type Db, statement } from './open.ts';

const list = statement<{ id: number; fingerprint: Buffer }>(
  'secrets.list',
  'select id, fingerprint from secrets order by id',
);
const insert = statement<never>(
  'secrets.insert',
  'insert into secrets (id, fingerprint, created_at) values ($1, $2, $3) on conflict do nothing',
);

export const listSecretFingerprints = (db: Db) => db.query(list);
export const insertSecretFingerprint = (db: Db, id: number, fingerprint: Buffer, now: Date) =>
  db.query(insert, [id, fingerprint, now]);
