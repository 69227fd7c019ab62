/** Writing down what staff do. Call it in the transaction of the deed, so that neither exists without the other. */
import { isIP } from 'node:net';
import type { Ctx } from '../../context.ts';
import { insertStaffActions, type NewStaffAction } from '../../db/staff-action-logs.ts';
import { isAdminOnlyAction, type StaffAction } from '../../shared/staff-actions.ts';

export interface StaffActionLine extends Omit<NewStaffAction, 'action_name' | 'admin_only'> {
  action_name: StaffAction;
  /** Hidden from moderators; without it, as the action says. */
  admin_only?: boolean;
}

/** An address as PostgreSQL takes it: without the zone of a link-local one. */
const plainAddress = (ip: string | undefined): string | null => {
  const address = ip?.replace(/%.*$/, '') ?? '';
  return isIP(address) ? address : null;
};

/** Logs several deeds of the actor at once. */
export async function logStaffActions(ctx: Ctx, lines: readonly StaffActionLine[]): Promise<void> {
  if (lines.length === 0) return;
  await insertStaffActions(
    ctx.db,
    lines.map((line) => ({ ...line, admin_only: line.admin_only ?? isAdminOnlyAction(line.action_name) })),
    ctx.actor.kind === 'anonymous' ? null : ctx.actor.id,
    plainAddress(ctx.ip),
    ctx.now(),
  );
}

/** Logs one deed of the actor. */
export const logStaffAction = (ctx: Ctx, line: StaffActionLine): Promise<void> => logStaffActions(ctx, [line]);
