/** A line of a group's log. */
import type { GroupLogRow } from '../../db/group-logs.ts';
import type { GroupLogsReply } from '../../shared/wire/groups.ts';
import { serializeBasicUser } from './basic-user.ts';

const person = (id: number | null, username: string | null, name: string | null) =>
  id === null ? null : serializeBasicUser({ id, username: username!, name });

export const serializeGroupLog = (row: GroupLogRow): GroupLogsReply['logs'][number] => ({
  action: row.action,
  subject: row.subject,
  prev_value: row.prev_value,
  new_value: row.new_value,
  created_at: row.created_at.toISOString(),
  acting_user: person(row.acting_id, row.acting_username, row.acting_name),
  target_user: person(row.target_id, row.target_username, row.target_name),
  invite_id: row.invite_id,
});
