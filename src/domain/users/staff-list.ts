/** Lists of accounts for staff; whoever has addresses shown is written down. */
import { isIP } from 'node:net';
import { type Ctx, inTransaction } from '../../context.ts';
import {
  isStaffListKind,
  isStaffListOrder,
  listStaffUsers,
  type StaffListKind,
  type StaffUserRow,
} from '../../db/staff-user-lists.ts';
import { invalidAccess, invalidParameters, notFound } from '../../errors.ts';
import { canListEmails } from '../../policy/staff.ts';
import { emailKey, nameKey } from '../../shared/normalise.ts';
import { logStaffAction } from '../logs/staff-actions.ts';

const PAGE = 100;
/** Beyond this no page can exist. */
const LAST_PAGE = 10_000_000;

export interface StaffListInput {
  query: string;
  filter?: string;
  email?: string;
  ip?: string;
  order?: string;
  asc?: boolean;
  /** From 1; 0 is the first page too. */
  page?: number;
  show_emails?: boolean;
}

/** The names other clients know lists by. */
const ALIASES: Record<string, StaffListKind> = { blocked: 'silenced' };

/** @throws UsherError not_found for a list that does not exist; invalid_parameters; invalid_access for a search by address without the right */
export async function listUsersForStaff(
  ctx: Ctx,
  input: StaffListInput,
): Promise<{ users: StaffUserRow[]; showEmails: boolean }> {
  const kind = ALIASES[input.query] ?? input.query;
  if (!isStaffListKind(kind)) throw notFound();
  const emails = canListEmails(ctx.actor, ctx.settings);
  const email = input.email?.trim();
  if (email && !emails) throw invalidAccess('emails_hidden', { whoCanHelp: [{ role: 'admin' }] });
  const ip = input.ip?.trim() || undefined;
  // A zone, as in fe80::1%eth0, is Node's and not PostgreSQL's.
  if (ip !== undefined && (isIP(ip) === 0 || ip.includes('%'))) throw invalidParameters('ip');
  const known = input.order && isStaffListOrder(input.order) ? input.order : 'created';
  // The order of addresses tells of addresses.
  const order = known === 'email' && !emails ? 'created' : known;
  const list = {
    kind,
    order,
    ascending: input.asc ?? false,
    filter: nameKey(input.filter ?? ''),
    filterEmails: emails,
    // A client of the API forgets to encode `+`, which then arrives as a blank; no address has one.
    emailKeys: email ? [emailKey(email), emailKey(email.replaceAll(' ', '+'))] : undefined,
    ip,
    limit: PAGE,
    offset: Math.min(Math.max(0, (input.page ?? 1) - 1), LAST_PAGE) * PAGE,
  };
  const showEmails = emails && (input.show_emails ?? false);
  if (!showEmails) return { users: await listStaffUsers(ctx.db, list, ctx.now()), showEmails };
  return inTransaction(ctx, async (ctx) => {
    await logStaffAction(ctx, { action_name: 'check_email', context: `/admin/users/list/${kind}` });
    return { users: await listStaffUsers(ctx.db, list, ctx.now()), showEmails };
  });
}
