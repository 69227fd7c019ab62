/** Lists of accounts for staff. */
import { type Db, type Statement, statement } from './open.ts';

export interface StaffUserRow {
  id: number;
  username: string;
  name: string | null;
  email: string | null;
  active: boolean;
  email_confirmed_at: Date | null;
  approved: boolean;
  staged: boolean;
  admin: boolean;
  moderator: boolean;
  trust_level: number;
  manual_locked_trust_level: number | null;
  title: string | null;
  created_at: Date;
  last_seen_at: Date | null;
  suspended_at: Date | null;
  suspended_till: Date | null;
  suspend_reason: string | null;
  silenced_till: Date | null;
  silence_reason: string | null;
}

const COLUMNS = `u.id, u.username, u.name, u.email, u.active, u.email_confirmed_at, u.approved, u.staged, u.admin, u.moderator, u.trust_level,
  u.manual_locked_trust_level, u.title, u.created_at, u.last_seen_at, u.suspended_at, u.suspended_till, u.suspend_reason, u.silenced_till, u.silence_reason`;

/** Which accounts a list holds; $1 is the present moment. */
const KINDS = {
  all: 'true',
  active: 'u.active',
  new: 'true',
  staff: '(u.admin or u.moderator)',
  suspended: 'u.suspended_till > $1',
  silenced: 'u.silenced_till > $1',
  staged: 'u.staged',
  /** Found by what people read and write, which Usher does not know: nobody. */
  suspect: 'false',
  pending: 'not u.approved and u.active and not u.admin and not u.moderator',
} as const;
export type StaffListKind = keyof typeof KINDS;
export const isStaffListKind = (text: string): text is StaffListKind => Object.hasOwn(KINDS, text);

/** DIR stands for the direction. Ids are given in order of creation, and have the index. */
const ORDERS = {
  username: 'u.username_key DIR',
  email: 'u.email_key DIR nulls last, u.id DIR',
  created: 'u.id DIR',
  last_seen: 'u.last_seen_at DIR nulls last, u.id DIR',
  seen: 'u.last_seen_at DIR nulls last, u.id DIR',
  trust_level: 'u.trust_level DIR, u.id DIR',
} as const;
export type StaffListOrder = keyof typeof ORDERS;
export const isStaffListOrder = (text: string): text is StaffListOrder => Object.hasOwn(ORDERS, text);

export interface StaffList {
  kind: StaffListKind;
  order: StaffListOrder;
  ascending: boolean;
  /** Normalised part of a username; '' for all. */
  filter: string;
  /** The filter looks into addresses too. */
  filterEmails: boolean;
  /** Only the account with one of these normalised addresses; undefined: all. */
  emailKeys: readonly string[] | undefined;
  /** Only accounts made from this network address; undefined: all. */
  ip: string | undefined;
  limit: number;
  offset: number;
}

const known = new Map<string, Statement<StaffUserRow>>();

function listStatement(kind: StaffListKind, order: StaffListOrder, ascending: boolean): Statement<StaffUserRow> {
  const direction = ascending ? 'asc' : 'desc';
  const name = `staffUsers.list.${kind}.${order}.${direction}`;
  const made = known.get(name);
  if (made) return made;
  const fresh = statement<StaffUserRow>(
    name,
    `select ${COLUMNS} from users u
     where u.id > 0 and $1::timestamptz is not null and ${KINDS[kind]}
       and ($2 = '' or strpos(u.username_key, $2) > 0 or ($3::boolean and strpos(u.email_key, $2) > 0))
       and ($4::text[] is null or u.email_key = any ($4)) and ($5::inet is null or u.registration_ip = $5)
     order by ${ORDERS[order].replaceAll('DIR', direction)} limit $6 offset $7`,
  );
  known.set(name, fresh);
  return fresh;
}

export const listStaffUsers = (db: Db, list: StaffList, now: Date) =>
  db.query(listStatement(list.kind, list.order, list.ascending), [
    now,
    list.filter,
    list.filterEmails,
    list.emailKeys ?? null,
    list.ip ?? null,
    list.limit,
    list.offset,
  ]);

const one = statement<StaffUserRow>('staffUsers.one', `select ${COLUMNS} from users u where u.id = $1 and u.id > 0`);
export const findStaffUser = async (db: Db, id: number) => (await db.query(one, [id]))[0];
