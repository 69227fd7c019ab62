/** Accounts as staff look at them and change them. (Lists: staff-user-lists.ts.) */
import { usersChanged } from './changes.ts';
import { type Db, statement } from './open.ts';

/** What is known of an account before staff do something to it. */
export interface TargetRow {
  id: number;
  username: string;
  name: string | null;
  email: string | null;
  email_key: string | null;
  active: boolean;
  approved: boolean;
  staged: boolean;
  admin: boolean;
  moderator: boolean;
  trust_level: number;
  manual_locked_trust_level: number | null;
  suspended_at: Date | null;
  suspended_till: Date | null;
  suspend_reason: string | null;
  silenced_at: Date | null;
  silenced_till: Date | null;
  silence_reason: string | null;
  created_at: Date;
}

const TARGET = `id, username, name, email, email_key, active, approved, staged, admin, moderator, trust_level, manual_locked_trust_level,
  suspended_at, suspended_till, suspend_reason, silenced_at, silenced_till, silence_reason, created_at`;

const byId = statement<TargetRow>('staffUsers.byId', `select ${TARGET} from users where id = $1 and id > 0`);
const byName = statement<TargetRow>(
  'staffUsers.byName',
  `select ${TARGET} from users where username_key = $1 and id > 0`,
);
const locked = statement<TargetRow>(
  'staffUsers.lock',
  `select ${TARGET} from users where id = $1 and id > 0 for no key update`,
);

export const findTarget = async (db: Db, by: { id: number } | { usernameKey: string }) =>
  ('id' in by ? await db.query(byId, [by.id]) : await db.query(byName, [by.usernameKey]))[0];

/** The account as it is, locked until the end of the transaction. */
export const lockTarget = async (db: Db, id: number) => (await db.query(locked, [id]))[0];

const several = statement<{ id: number; username: string; approved: boolean }>(
  'staffUsers.lockSeveral',
  'select id, username, approved from users where id = any ($1::integer[]) and id > 0 order by id for no key update',
);
export const lockTargets = (db: Db, ids: readonly number[]) => db.query(several, [ids]);

const admins = statement<{ id: number }>(
  'staffUsers.lockAdmins',
  'select id from users where admin and id > 0 order by id for no key update',
);
/** Ids of all admins, locked: nobody becomes or stops being one meanwhile. */
export const lockAdmins = async (db: Db) => (await db.query(admins)).map((row) => row.id);

/** Columns that staff change; a key left out stays as it is. */
export interface AccountChanges {
  active?: boolean;
  approved?: boolean;
  approved_by_id?: number;
  approved_at?: Date;
  admin?: boolean;
  moderator?: boolean;
  trust_level?: number;
  manual_locked_trust_level?: number | null;
  suspended_at?: Date | null;
  suspended_till?: Date | null;
  suspend_reason?: string | null;
  suspended_by_id?: number | null;
  silenced_at?: Date | null;
  silenced_till?: Date | null;
  silence_reason?: string | null;
}
const COLUMNS = {
  active: 'boolean',
  approved: 'boolean',
  approved_by_id: 'integer',
  approved_at: 'timestamptz',
  admin: 'boolean',
  moderator: 'boolean',
  trust_level: 'smallint',
  manual_locked_trust_level: 'smallint',
  suspended_at: 'timestamptz',
  suspended_till: 'timestamptz',
  suspend_reason: 'text',
  suspended_by_id: 'integer',
  silenced_at: 'timestamptz',
  silenced_till: 'timestamptz',
  silence_reason: 'text',
} as const satisfies Record<keyof AccountChanges, string>;

const update = statement<never>(
  'staffUsers.update',
  `update users set ${Object.entries(COLUMNS)
    .map(
      ([column, type]) => `${column} = case when $2 ? '${column}' then ($2->>'${column}')::${type} else ${column} end`,
    )
    .join(', ')}, updated_at = $3 where id = any ($1::integer[])`,
);
/** The same change for each of these accounts. */
export const updateAccounts = (db: Db, ids: readonly number[], changes: AccountChanges, now: Date) =>
  db.query(update, [ids, JSON.stringify(changes), now], usersChanged(ids));

/** What the page of one account shows beside the row of the list. */
export interface StaffDetailsRow {
  ip_address: string | null;
  primary_group_id: number | null;
  approved_by_id: number | null;
  approved_by_username: string | null;
  approved_by_name: string | null;
  inviter_id: number | null;
  inviter_username: string | null;
  inviter_name: string | null;
  api_key_count: number;
  group_ids: number[];
}
const details = statement<StaffDetailsRow>(
  'staffUsers.details',
  `select u.registration_ip as ip_address, u.primary_group_id, a.id as approved_by_id, a.username as approved_by_username,
     a.name as approved_by_name, i.id as inviter_id, i.username as inviter_username, i.name as inviter_name,
     (select count(*) from api_keys k where k.user_id = u.id and k.revoked_at is null) as api_key_count,
     array(select m.group_id from group_users m where m.user_id = u.id order by m.group_id) as group_ids
   from users u left join users a on a.id = u.approved_by_id
   left join lateral (select r.invited_by_id from invite_redemptions r where r.user_id = u.id and r.made_account
     order by r.id limit 1) r on true
   left join users i on i.id = r.invited_by_id
   where u.id = $1`,
);
export const findStaffDetails = async (db: Db, id: number) => (await db.query(details, [id]))[0];
