/** What staff did, for staff. Nothing here changes or removes a line. */
import Type from 'typebox';
import { listStaffActions } from '../../db/staff-action-logs.ts';
import { invalidParameters } from '../../errors.ts';
import { canListEmails } from '../../policy/staff.ts';
import { nameKey } from '../../shared/normalise.ts';
import { parseTime } from '../../shared/parse-time.ts';
import { isAdminOnlyAction, type StaffAction, staffActions } from '../../shared/staff-actions.ts';
import { param } from '../../shared/wire/coerce.ts';
import { StaffActionLogsReply } from '../../shared/wire/logs.ts';
import { route } from '../route.ts';
import { serializeStaffAction } from '../serializers/staff-action-log.ts';

const MAX_LIMIT = 200;
/** Beyond this no page can exist. */
const LAST_PAGE = 10_000_000;
const actions = Object.entries(staffActions) as [StaffAction, number][];

function time(text: string | undefined, name: string): Date | undefined {
  if (!text) return undefined;
  const parsed = parseTime(text);
  if (!parsed) throw invalidParameters(name);
  return parsed;
}

export const staffActionLogRoutes = [
  route({
    method: 'GET',
    path: '/admin/logs/staff_action_logs',
    access: 'staff',
    summary: 'What staff did, newest first.',
    reply: StaffActionLogsReply,
    params: Type.Object({
      limit: param.integer('1 to 200; 200 without.'),
      page: param.integer('From 0.'),
      action_id: param.integer('Number of an action, as `extras` gives it.'),
      action_name: param.text('Name of an action.'),
      acting_user: param.text('Username.'),
      target_user: param.text('Username.'),
      group: param.text('Name of a group: only what was done to it as a whole.'),
      subject: param.text('Exactly this subject, e.g. the name of a setting.'),
      start_date: param.text('Not before this time.'),
      end_date: param.text('Not after this time.'),
    }),
    async handle({ ctx, input }): Promise<StaffActionLogsReply> {
      const { limit = MAX_LIMIT, page = 0 } = input;
      if (limit < 1 || limit > MAX_LIMIT) throw invalidParameters('limit');
      if (page < 0) throw invalidParameters('page');
      const byNumber = actions.find(([, number]) => number === input.action_id)?.[0];
      if (input.action_id !== undefined && byNumber === undefined) throw invalidParameters('action_id');
      const rows = await listStaffActions(
        ctx.db,
        {
          adminOnly: ctx.actor.admin,
          action_name: byNumber ?? (input.action_name || undefined),
          acting_user: input.acting_user ? nameKey(input.acting_user) : undefined,
          target_user: input.target_user ? nameKey(input.target_user) : undefined,
          group: input.group ? nameKey(input.group) : undefined,
          subject: input.subject || undefined,
          start_date: time(input.start_date, 'start_date'),
          end_date: time(input.end_date, 'end_date'),
        },
        { limit, offset: Math.min(page, LAST_PAGE) * limit },
      );
      const showEmails = canListEmails(ctx.actor, ctx.settings);
      return {
        staff_action_logs: rows.map((row) => serializeStaffAction(row, showEmails)),
        extras: {
          user_history_actions: actions
            .filter(([action]) => ctx.actor.admin || !isAdminOnlyAction(action))
            .map(([id, action_id]) => ({ id, action_id })),
        },
      };
    },
  }),
];
