/** The staff action log: only ever added to; anonymising takes out whom it tells of (account-changes.ts). */
import type { Change } from './changes.ts';
import { type Db, statement } from './open.ts';

export interface NewStaffAction {
  action_name: string;
  target_user_id?: number;
  subject?: string;
  previous_value?: string;
  new_value?: string;
  details?: string;
  context?: string;
  email?: string;
  admin_only: boolean;
}

const insert = statement<never>(
  'staffActionLogs.insert',
  `insert into staff_action_logs (action_name, acting_user_id, target_user_id, subject, previous_value, new_value, details, context,
     email, admin_only, ip_address, created_at)
   select l.action_name, $2, l.target_user_id, l.subject, l.previous_value, l.new_value, l.details, l.context, l.email, l.admin_only, $3, $4
   from jsonb_to_recordset($1) as l (action_name text, target_user_id integer, subject text, previous_value text, new_value text,
     details text, context text, email text, admin_only boolean)`,
);

/** @param acting who did it; null: nobody who has an account */
export async function insertStaffActions(
  db: Db,
  lines: readonly NewStaffAction[],
  acting: number | null,
  ip: string | null,
  now: Date,
): Promise<void> {
  const changes = lines.map(({ admin_only }): Change => (admin_only ? 'audit:1' : 'audit:0'));
  await db.query(insert, [JSON.stringify(lines), acting, ip, now], changes);
}

export interface StaffActionRow {
  id: number;
  action_name: string;
  details: string | null;
  context: string | null;
  ip_address: string | null;
  email: string | null;
  created_at: Date;
  subject: string | null;
  previous_value: string | null;
  new_value: string | null;
  acting_id: number | null;
  acting_username: string | null;
  acting_name: string | null;
  target_id: number | null;
  target_username: string | null;
  target_name: string | null;
}

export interface StaffActionFilter {
  /** Also the lines that only admins see. */
  adminOnly: boolean;
  action_name?: string | undefined;
  /** Normalised usernames. */
  acting_user?: string | undefined;
  target_user?: string | undefined;
  /** Normalised name. */
  group?: string | undefined;
  subject?: string | undefined;
  start_date?: Date | undefined;
  end_date?: Date | undefined;
}

const list = statement<StaffActionRow>(
  'staffActionLogs.list',
  `select l.id, l.action_name, l.details, l.context, l.ip_address, l.email, l.created_at, l.subject, l.previous_value, l.new_value,
     a.id as acting_id, a.username as acting_username, a.name as acting_name,
     t.id as target_id, t.username as target_username, t.name as target_name
   from (
     select * from staff_action_logs l where ($1::boolean or not l.admin_only) and ($2::text is null or l.action_name = $2)
       and ($3::text is null or l.acting_user_id = (select id from users where username_key = $3))
       and ($4::text is null or l.target_user_id = (select id from users where username_key = $4))
       and ($5::text is null or l.subject = $5)
       and ($10::text is null or (l.action_name in ('create_group', 'delete_group') and $10 in (lower(l.subject), lower(l.subject collate "C"))))
       and ($6::timestamptz is null or l.created_at >= $6) and ($7::timestamptz is null or l.created_at <= $7)
     order by l.id desc limit $8 offset $9
   ) l
   left join users a on a.id = l.acting_user_id left join users t on t.id = l.target_user_id
   order by l.id desc`,
);

/** One page of the log, newest first. */
export const listStaffActions = (
  db: Db,
  filter: StaffActionFilter,
  { limit, offset }: { limit: number; offset: number },
) =>
  db.query(list, [
    filter.adminOnly,
    filter.action_name ?? null,
    filter.acting_user ?? null,
    filter.target_user ?? null,
    filter.subject ?? null,
    filter.start_date ?? null,
    filter.end_date ?? null,
    limit,
    offset,
    filter.group ?? null,
  ]);

export interface SettingChangeRow {
  /** Name of the setting. */
  subject: string;
  created_at: Date;
  acting_id: number | null;
  acting_username: string | null;
  acting_name: string | null;
}

const settingChanges = statement<SettingChangeRow>(
  'staffActionLogs.settingChanges',
  `select l.subject, l.created_at, a.id as acting_id, a.username as acting_username, a.name as acting_name
   from (
     select distinct on (subject) subject, created_at, acting_user_id from staff_action_logs
     where action_name = 'change_site_setting' order by subject, id desc
   ) l
   left join users a on a.id = l.acting_user_id`,
);
/** The last change of each setting that was ever changed. Reads the whole log: for a page that an admin opens. */
export const listLastSettingChanges = async (db: Db): Promise<Map<string, SettingChangeRow>> =>
  new Map((await db.query(settingChanges)).map((row) => [row.subject, row]));
