/**
 * The dry run, in sets: which addresses have an account, are invited already, or come twice. Rows are loaded as `new`,
 * so that only those that are not are ever written again. The same statements look at a part of the list while it runs,
 * and at a few addresses after a row has been corrected.
 */
import type { ProblemCount, Results } from './imports.ts';
import { type Db, statement } from './open.ts';

/** An account that owns its address: proved, vouched for, or suspended (which is no way to be invited anew). */
const OWNS = '((not u.staged and (u.active or u.email_confirmed_at is not null)) or u.suspended_till > $2)';
const PENDING =
  'i.email_key is not null and i.redemption_count = 0 and i.deleted_at is null and i.superseded_at is null and i.invalidated_at is null';
/** Rows in question, each with statements of their own, because the best plans differ. */
const SCOPES = {
  all: 'r.import_id = $1',
  /** Lines above $3 up to $4. */
  part: 'r.import_id = $1 and r.line > $3 and r.line <= $4',
  /** Rows with these addresses. */
  keys: 'r.import_id = $1 and r.email_key = any ($3::text[])',
};
type Scope = keyof typeof SCOPES;
const scoped = (name: string, text: (rows: string) => string): Record<Scope, ReturnType<typeof statement<never>>> => {
  const make = (scope: Scope) => statement<never>(`importCheck.${name}.${scope}`, text(SCOPES[scope]));
  return { all: make('all'), part: make('part'), keys: make('keys') };
};

const analyze = statement<never>(
  'importCheck.analyze',
  'analyze import_rows (import_id, line, state, email_key, problems)',
);
/** Tells the planner of what was just loaded; what no condition is about, arrays above all, would take most of the time. */
export const analyzeImportRows = (db: Db) => db.query(analyze);

const CANONICAL = 'coalesce(r.email_canonical, r.email_key)';
// The account is gone, or the address is another's by now. Rows of one address that lie in one part are one invite.
const gone = scoped(
  'gone',
  (rows) => `update import_rows r set state = case when x.nth > 1 then 'duplicate' else 'new' end, user_id = null from (
      select r.line, row_number() over (partition by r.email_key order by r.problems is not null, r.line) as nth
      from import_rows r where ${rows} and r.state = 'existing_account'
        and not exists (select 1 from users u where u.id = r.user_id and ${OWNS}
          and (u.email_key in (r.email_key, ${CANONICAL}) or u.email_canonical = ${CANONICAL}))) x
    where r.import_id = $1 and r.line = x.line`,
);
// Clean rows come before those with a problem, so that whatever is left out, one row of an address is not a duplicate.
// Pending invites are looked for one by one, but in the order of their index: a join would read all that the uploader has.
const invitedBefore = scoped(
  'invitedBefore',
  (rows) => `update import_rows r set state = x.state from (
      select y.line, y.was, case when y.was = 'existing_account' then y.was when y.nth > 1 then 'duplicate'
          when (select true from invites i where i.email_key = y.email_key and i.invited_by_id = y.inviter_id and ${PENDING}
            and i.expires_at > $2 limit 1) then 'already_invited'
          else 'new' end as state
      from (select r.line, r.email_key, r.state as was, m.created_by_id as inviter_id,
          row_number() over (partition by r.email_key order by r.problems is not null, r.line) as nth
        from import_rows r join imports m on m.id = $1 where ${rows} and r.email_key is not null offset 0) y) x
    where r.import_id = $1 and r.line = x.line and x.state <> x.was`,
);
const account = (name: string, same: string) =>
  scoped(
    name,
    (rows) => `update import_rows r set state = 'existing_account', user_id = u.id from users u
      where ${rows} and r.email_key is not null and ${same} and ${OWNS} and r.user_id is distinct from u.id`,
  );
const accounts = account('accounts', 'u.email_key = r.email_key');
// With normalize_emails: another spelling of an account's address.
const variants = [
  account('variants', `u.email_key = ${CANONICAL} and r.user_id is null`),
  account('variants2', `u.email_canonical = ${CANONICAL} and r.user_id is null`),
];

/** The whole list, lines of it, or its rows with some addresses. */
export type Rows = { after: number; upTo: number } | { keys: readonly string[] } | 'all';

const scopeOf = (rows: Rows): { scope: Scope; values: unknown[] } => {
  if (rows === 'all') return { scope: 'all', values: [] };
  if ('keys' in rows) return { scope: 'keys', values: [rows.keys] };
  return { scope: 'part', values: [rows.after, rows.upTo] };
};

/** Which of the addresses have an account by now. */
export async function classifyAccounts(
  db: Db,
  importId: number,
  rows: Rows,
  { normalize, now }: { normalize: boolean; now: Date },
): Promise<void> {
  const { scope, values } = scopeOf(rows);
  const about = [importId, now, ...values];
  await db.query(gone[scope], about);
  await db.query(accounts[scope], about);
  if (normalize) for (const variant of variants) await db.query(variant[scope], about);
}

/** All that needs the other rows or the rest of the database. Not for lines: addresses come again anywhere. */
export async function classifyRows(
  db: Db,
  importId: number,
  rows: Exclude<Rows, { after: number }>,
  facts: { normalize: boolean; now: Date },
): Promise<void> {
  const { scope, values } = scopeOf(rows);
  const about = [importId, facts.now, ...values];
  await db.query(invitedBefore[scope], about);
  await classifyAccounts(db, importId, rows, facts);
}

const counts = statement<{ kind: string; count: number; droppable: number; groupless: number }>(
  'importCheck.counts',
  `select case when problems is null then state else 'problem' end as kind, count(*), count(*) filter (where droppable) as droppable,
     count(*) filter (where droppable and group_ids = '{}') as groupless
   from import_rows where import_id = $1 group by 1`,
);
const problems = statement<ProblemCount>(
  'importCheck.problems',
  `select p ->> 'column' as column, p ->> 'code' as code, count(*) from import_rows, jsonb_array_elements(problems) p
   where import_id = $1 and problems is not null and p ->> 'code' <> 'more_groups' group by 1, 2 order by 3 desc, 1, 2`,
);
/** What the dry run says, in sums. */
export async function countRows(db: Db, importId: number): Promise<{ counts: Results; problems: ProblemCount[] }> {
  const sums: Results = {
    new: 0,
    existing_account: 0,
    already_invited: 0,
    duplicate: 0,
    problem: 0,
    droppable: 0,
    groupless: 0,
  };
  for (const { kind, count, droppable, groupless } of await db.query(counts, [importId])) {
    sums[kind] = count;
    sums.droppable! += droppable;
    sums.groupless! += groupless;
  }
  return { counts: sums, problems: await db.query(problems, [importId]) };
}
