/** What `usher doctor` asks the database. */
import { type Db, statement } from './open.ts';

const version = statement<{ version: string }>('doctor.version', "select current_setting('server_version') as version");
export const findServerVersion = async (db: Db): Promise<string> => (await db.query(version))[0]!.version;

const mails = statement<{ waiting: number; failed: number }>(
  'doctor.mails',
  `select (select count(*) from email_logs where state in ('queued', 'sending')) as waiting,
     (select count(*) from email_logs where state = 'failed') as failed`,
);
export const countMails = async (db: Db) => (await db.query(mails))[0]!;
