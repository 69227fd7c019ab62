/** The staff action log: only ever added to. */
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
  await db.query(insert, [JSON.stringify(lines), acting, ip, now]);
}
