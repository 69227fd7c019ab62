/** A line of the staff action log. */
import type { StaffActionRow } from '../../db/staff-action-logs.ts';
import { staffActions } from '../../shared/staff-actions.ts';
import type { StaffActionLog } from '../../shared/wire/logs.ts';
import { serializeBasicUser } from './basic-user.ts';

const numbers: Readonly<Record<string, number>> = staffActions;
const person = (id: number | null, username: string | null, name: string | null) =>
  id === null ? null : serializeBasicUser({ id, username: username!, name });

/** @param showEmails the reader may see addresses */
export const serializeStaffAction = (row: StaffActionRow, showEmails: boolean): StaffActionLog => ({
  id: row.id,
  action_name: row.action_name,
  action: numbers[row.action_name] ?? null,
  details: row.details,
  context: row.context,
  ip_address: row.ip_address,
  email: showEmails ? row.email : null,
  created_at: row.created_at.toISOString(),
  subject: row.subject,
  previous_value: row.previous_value,
  new_value: row.new_value,
  acting_user: person(row.acting_id, row.acting_username, row.acting_name),
  target_user: person(row.target_id, row.target_username, row.target_name),
});
