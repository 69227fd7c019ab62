/** Rows of uploaded lists: written by COPY, read page by page. What is found out about them is in import-check.ts. */
import type { Database, Db } from './open.ts';
import { statement } from './open.ts';

/** What is wrong with a row. */
export interface RowProblem {
  column: string;
  /** Its sentence is `row_<code>` in src/shared/i18n/en/imports.ts. */
  code: string;
  value: string;
}

/** What the server knows of a row by looking at it alone. */
export interface CheckedRow {
  line: number;
  /** null: no usable address. */
  email_key: string | null;
  email_canonical: string | null;
  /** As written, where that differs from `email_key`. */
  email: string | null;
  group_ids: number[];
  /** As written, where not all could be taken. */
  groups: string | null;
  topic_id: number | null;
  /** As written, where it is no number. */
  topic: string | null;
  locale: string | null;
  problems: RowProblem[];
  droppable: boolean;
}

export type RowState = 'new' | 'existing_account' | 'already_invited' | 'duplicate';

export interface ImportRowRecord extends Omit<CheckedRow, 'problems' | 'droppable'> {
  state: RowState | null;
  problems: RowProblem[] | null;
  droppable: boolean | null;
  refused: boolean | null;
  /** Names of `group_ids` as they are now; of a group that has been deleted, the one it had. */
  group_names: string[];
}

const COLUMNS =
  'line, state, email_key, email_canonical, email, group_ids, groups, topic_id, topic, locale, problems, droppable';

// COPY's text format: tabs between columns, \N for null.
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const cell = (text: string | null): string =>
  text === null ? '\\N' : /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char]!) : text;

/** A row as COPY takes it. */
export const copyLine = (importId: number, r: CheckedRow): string => {
  const state = r.email_key === null ? '\\N' : 'new';
  const [problems, droppable] =
    r.problems.length === 0 ? ['\\N', '\\N'] : [cell(JSON.stringify(r.problems)), r.droppable];
  return `${importId}\t${r.line}\t${state}\t${cell(r.email_key)}\t${cell(r.email_canonical)}\t${cell(r.email)}\t{${r.group_ids.join(',')}}\t${cell(
    r.groups,
  )}\t${r.topic_id ?? '\\N'}\t${cell(r.topic)}\t${cell(r.locale)}\t${problems}\t${droppable}\n`;
};

/** Adds rows to a list. @param lines of `copyLine`, in UTF-8 @throws UsherError when there is no such list any more */
export const copyImportRows = (db: Database, lines: Buffer): Promise<void> =>
  db.copy(`copy import_rows (import_id, ${COLUMNS}) from stdin`, lines);

const SELECT = `select r.line, r.state, r.email_key, r.email_canonical, r.email, r.group_ids, r.groups, r.topic_id, r.topic, r.locale,
    r.problems, r.droppable, r.refused,
    array(select n.name from unnest(r.group_ids) with ordinality x (id, place) cross join lateral (select coalesce(
        (select g.name from groups g where g.id = x.id), (select d.name from deleted_groups d where d.id = x.id)) as name) n
      where n.name is not null order by x.place) as group_names
  from import_rows r`;

const one = statement<ImportRowRecord>('importRows.find', `${SELECT} where r.import_id = $1 and r.line = $2`);
export const findImportRow = async (db: Db, importId: number, line: number) =>
  (await db.query(one, [importId, line]))[0];

const after = statement<ImportRowRecord>(
  'importRows.after',
  `${SELECT} where r.import_id = $1 and r.line > $2 order by r.line limit $3`,
);
/** In order of lines, behind a line: for reading all of them, part by part. */
export const listImportRowsAfter = (db: Db, importId: number, line: number, limit: number) =>
  db.query(after, [importId, line, limit]);

/** Whether a row goes ahead: what is wrong with it may be left out, and is to be (`$n` of the statement). */
export const goesAhead = (without: string) =>
  `r.email_key is not null and (r.problems is null or (${without} and r.droppable))`;

/** What became of a row that was worked on. Its order is that of `resultOf` in src/domain/imports/result.ts. */
export const RESULT = (without: string) => `case
  when not (${goesAhead(without)}) then case when r.refused then 'refused' else 'skipped' end
  when r.state = 'existing_account' then 'added'
  when r.state = 'duplicate' then 'merged'
  when r.state = 'already_invited' then 'refreshed'
  else 'invited' end`;

// Lines are read in order and the page is cut out first; names of groups are looked up for the page alone. As an array, so
// that its rows are fetched one by one also by a plan that does not know how long a page is.
const cut = (name: string, lines: string) =>
  statement<ImportRowRecord>(
    name,
    `${SELECT} where r.import_id = $1 and r.line = any (array(${lines} order by line limit $2 offset $3)) order by r.line`,
  );
const linesWhere = (where: string) => `select r.line from import_rows r where r.import_id = $1 and ${where}`;
const page = (name: string, where: string) => cut(name, linesWhere(where));
const pages = {
  problem: page('importRows.problems', 'r.problems is not null'),
  good: page('importRows.good', 'r.problems is null'),
};
/** Rows with a problem, or those without, in order of lines. */
export const listImportRows = (db: Db, importId: number, which: keyof typeof pages, limit: number, offset: number) =>
  db.query(pages[which], [importId, limit, offset]);

const countProblems = statement<{ count: number }>(
  'importRows.countProblems',
  'select count(*) from import_rows where import_id = $1 and problems is not null',
);
/** Rows that have a problem by now. */
export const countProblemRows = async (db: Db, importId: number) =>
  Number((await db.query(countProblems, [importId]))[0]!.count);

// States and results are written out, so that PostgreSQL sees that an index of few rows (migration 0010) has all of them.
// Only what is `new` is in none: it is looked for line by line, which is long where nearly all rows are something else.
const known = (state: string) => page(`importRows.state.${state}`, `r.problems is null and r.state = '${state}'`);
const states = {
  new: known('new'),
  existing_account: known('existing_account'),
  already_invited: known('already_invited'),
  duplicate: known('duplicate'),
  /** For those who are not told which addresses have an account. */
  not_told: page(
    'importRows.state.notTold',
    "r.problems is null and r.state in ('new', 'existing_account', 'duplicate')",
  ),
} satisfies Record<RowState | 'not_told', unknown>;
export const listImportRowsByState = (
  db: Db,
  importId: number,
  state: keyof typeof states,
  limit: number,
  offset: number,
) => db.query(states[state], [importId, limit, offset]);

/** Lines up to $4. Of several indexes that have them in order, each is read no further than the page needs. */
const done = (name: string, ...wheres: string[]) => {
  const parts = wheres.map((where) => linesWhere(`r.line <= $4 and ${where}`));
  const text =
    parts.length > 1
      ? parts.map((part) => `(${part} order by line limit $2::bigint + $3::bigint)`).join(' union all ')
      : parts[0]!;
  return cut(`importRows.result.${name}`, text);
};
const went = (result: string, state: RowState) => {
  const plain = `r.problems is null and r.state = '${state}'`;
  return {
    plain: done(result, plain),
    without: done(`${result}.without`, plain, `r.droppable and r.state = '${state}'`),
  };
};
/** What RESULT says, each by itself: going ahead in spite of a problem, with `without`, or not. */
const results = {
  invited: {
    plain: done('invited', "r.problems is null and r.state = 'new'"),
    without: done('invited.without', "(r.problems is null or r.droppable) and r.state = 'new'"),
  },
  added: went('added', 'existing_account'),
  refreshed: went('refreshed', 'already_invited'),
  merged: went('merged', 'duplicate'),
  skipped: {
    plain: done('skipped', 'r.problems is not null and r.refused is null'),
    without: done('skipped.without', 'not r.droppable and r.refused is null'),
  },
  refused: { plain: done('refused', 'r.refused'), without: done('refused.without', 'r.refused and not r.droppable') },
};
const notReached = page('importRows.notReached', 'r.line > $4');
/** @param done up to which line the import has come, and whether it leaves out what is wrong with a row */
export function listImportRowsByResult(
  db: Db,
  importId: number,
  result: keyof typeof results | 'not_reached',
  { limit, offset, doneLine, without }: { limit: number; offset: number; doneLine: number; without: boolean },
) {
  const one = result === 'not_reached' ? notReached : results[result][without ? 'without' : 'plain'];
  return db.query(one, [importId, limit, offset, doneLine]);
}

const update = statement<never>(
  'importRows.update',
  `update import_rows set state = $3, email_key = $4, email_canonical = $5, email = $6, group_ids = $7, groups = $8, topic_id = $9,
     topic = $10, locale = $11, problems = $12, droppable = $13, user_id = null, refused = null where import_id = $1 and line = $2`,
);
/** A row with other cells. */
export const updateImportRow = (db: Db, importId: number, r: CheckedRow) =>
  db.query(update, [
    importId,
    r.line,
    r.email_key === null ? null : 'new',
    r.email_key,
    r.email_canonical,
    r.email,
    r.group_ids,
    r.groups,
    r.topic_id,
    r.topic,
    r.locale,
    r.problems.length === 0 ? null : JSON.stringify(r.problems),
    r.problems.length === 0 ? null : r.droppable,
  ]);
