/** Shape of the staff action log (reference: groups-and-users.md, section 8). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';

const text = Type.Union([Type.String(), Type.Null()]);
const person = Type.Union([BasicUser, Type.Null()]);

export const StaffActionLog = Type.Object(
  {
    id: Type.Integer(),
    action_name: Type.String(),
    /** Number clients know the action by. */
    action: Type.Union([Type.Integer(), Type.Null()]),
    details: text,
    context: text,
    ip_address: text,
    email: text,
    created_at: Type.String(),
    subject: text,
    previous_value: text,
    new_value: text,
    acting_user: person,
    target_user: person,
  },
  { additionalProperties: false },
);
export type StaffActionLog = Static<typeof StaffActionLog>;

/** `GET /admin/logs/staff_action_logs.json`; `extras` lists the actions to filter by. */
export const StaffActionLogsReply = Type.Object(
  {
    staff_action_logs: Type.Array(StaffActionLog),
    extras: Type.Object(
      {
        user_history_actions: Type.Array(
          Type.Object({ id: Type.String(), action_id: Type.Integer() }, { additionalProperties: false }),
        ),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);
export type StaffActionLogsReply = Static<typeof StaffActionLogsReply>;
