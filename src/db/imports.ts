/** Imports as such: what was uploaded and how far it is. Their rows are in import-rows.ts, what they do in import-run.ts. */
import type { Change } from './changes.ts';
import { type Db, statement } from './open.ts';

export type ImportState = 'uploading' | 'ready' | 'running' | 'done' | 'cancelled' | 'failed';
export type ProblemRows = 'refuse' | 'skip' | 'without_group';
export type Results = Record<string, number>;

/** One kind of problem and how many rows have it. */
export interface ProblemCount {
  column: string;
  code: string;
  count: number;
}

export interface ImportRecord {
  id: number;
  created_by_id: number;
  contract: boolean;
  state: ImportState;
  file_name: string;
  encoding: string | null;
  delimiter: string | null;
  header: boolean | null;
  columns: string[];
  unknown_columns: string[];
  unknown_cells: number;
  rows: number;
  blank_rows: number;
  counts: Results;
  problems: ProblemCount[];
  results: Results;
  problem_rows: ProblemRows | null;
  skip_email: boolean;
  done_rows: number;
  done_line: number;
  failure: string | null;
  rows_kept: boolean;
  retry_of_id: number | null;
  created_at: Date;
  updated_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  /** Of whoever uploaded it. */
  username: string;
  name: string | null;
}

/** Whoever uploaded it watches how far it is. */
const told = (rows: { created_by_id: number }[]): Change[] =>
  rows.map((row) => `imports:${row.created_by_id}` as const);

const SELECT = 'select i.*, u.username, u.name from imports i join users u on u.id = i.created_by_id';

const byId = statement<ImportRecord>('imports.byId', `${SELECT} where i.id = $1 and not i.removed`);
const byIdLocked = statement<ImportRecord>(
  'imports.byIdLocked',
  `${SELECT} where i.id = $1 and not i.removed for update of i`,
);
export const findImport = async (db: Db, id: number) => (await db.query(byId, [id]))[0];
/** The import, locked until the transaction ends. */
export const lockImport = async (db: Db, id: number) => (await db.query(byIdLocked, [id]))[0];

const list = statement<ImportRecord>(
  'imports.list',
  `${SELECT} where ($1::integer is null or i.created_by_id = $1) and i.state <> 'uploading' and not i.removed order by i.id desc limit $2`,
);
/** Newest first. @param userId whose; undefined: everybody's */
export const listImports = (db: Db, userId: number | undefined, limit: number) =>
  db.query(list, [userId ?? null, limit]);

const insert = statement<{ id: number }>(
  'imports.insert',
  `insert into imports (created_by_id, contract, skip_email, retry_of_id, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $5) returning id`,
);
export interface NewImport {
  created_by_id: number;
  contract: boolean;
  skip_email: boolean;
  retry_of_id: number | null;
}
export async function insertImport(db: Db, one: NewImport, now: Date): Promise<number> {
  const values = [one.created_by_id, one.contract, one.skip_email, one.retry_of_id, now];
  return (await db.query(insert, values))[0]!.id;
}

const describeFile = statement<{ created_by_id: number }>(
  'imports.describe',
  `update imports set encoding = $2, delimiter = $3, header = $4, columns = $5, unknown_columns = $6, unknown_cells = $7,
     rows = $8, blank_rows = $9, file_name = $10, updated_at = $11 where id = $1 and state = 'uploading' returning created_by_id`,
);
export type FileFacts = Pick<
  ImportRecord,
  | 'file_name'
  | 'encoding'
  | 'delimiter'
  | 'header'
  | 'columns'
  | 'unknown_columns'
  | 'unknown_cells'
  | 'rows'
  | 'blank_rows'
>;
/** What the upload has learned of the file. @returns false when it is no longer being uploaded */
export async function updateImportFile(db: Db, id: number, f: FileFacts, now: Date): Promise<boolean> {
  const format = [f.encoding, f.delimiter, f.header, f.columns, f.unknown_columns, f.unknown_cells];
  return (await db.query(describeFile, [id, ...format, f.rows, f.blank_rows, f.file_name, now], told)).length > 0;
}

const touch = statement<{ created_by_id: number }>(
  'imports.touch',
  "update imports set updated_at = $2 where id = $1 and state = 'uploading' returning created_by_id",
);
/** The upload goes on, so it is not an orphan. @returns false when it has been cleared away as one */
export const touchUpload = async (db: Db, id: number, now: Date) => (await db.query(touch, [id, now], told)).length > 0;

const checked = statement<{ created_by_id: number }>(
  'imports.checked',
  `update imports set counts = $2, problems = $3, state = case when state = 'uploading' then 'ready' else state end, updated_at = $4
   where id = $1 returning created_by_id`,
);
/** The dry run is done. */
export const updateImportCounts = (db: Db, id: number, counts: Results, problems: ProblemCount[], now: Date) =>
  db.query(checked, [id, counts, JSON.stringify(problems), now], told);

const run = statement<{ created_by_id: number }>(
  'imports.run',
  `update imports set state = 'running', problem_rows = $2, skip_email = $3, started_at = $4, updated_at = $4 where id = $1 returning created_by_id`,
);
export const updateImportStarted = (db: Db, id: number, problemRows: ProblemRows, skipEmail: boolean, now: Date) =>
  db.query(run, [id, problemRows, skipEmail, now], told);

const started = statement<{ rows: number }>(
  'imports.rowsStarted',
  'select coalesce(sum(rows), 0) as rows from imports where created_by_id = $1 and started_at > $2',
);
/** Rows of the lists somebody has run since, removed ones included. */
export const countRowsStarted = async (db: Db, userId: number, since: Date) =>
  Number((await db.query(started, [userId, since]))[0]!.rows);

const uploaded = statement<{ rows: number }>(
  'imports.rowsUploaded',
  'select coalesce(sum(rows), 0) as rows from imports where created_by_id = $1 and created_at > $2',
);
/** Rows of the lists somebody has uploaded since, removed ones included. */
export const countRowsUploaded = async (db: Db, userId: number, since: Date) =>
  Number((await db.query(uploaded, [userId, since]))[0]!.rows);

const progress = statement<{ created_by_id: number }>(
  'imports.progress',
  'update imports set done_line = $2, done_rows = done_rows + $3, results = $4, updated_at = $5 where id = $1 returning created_by_id',
);
export const updateImportProgress = (
  db: Db,
  id: number,
  done: { line: number; rows: number; results: Results },
  now: Date,
) => db.query(progress, [id, done.line, done.rows, done.results, now], told);

const finish = statement<{ created_by_id: number }>(
  'imports.finish',
  'update imports set state = $2, results = $3, failure = $4, finished_at = $5, updated_at = $5 where id = $1 returning created_by_id',
);
export const updateImportFinished = (
  db: Db,
  id: number,
  end: { state: 'done' | 'cancelled' | 'failed'; results: Results; failure: string | null },
  now: Date,
) => db.query(finish, [id, end.state, end.results, end.failure, now], told);

const next = statement<{ id: number }>(
  'imports.next',
  "select id from imports where state = 'running' order by updated_at, id limit 1",
);
/** The running import that has waited longest for its turn. */
export const findRunningImport = async (db: Db) => (await db.query(next))[0]?.id;

const remove = statement<never>('imports.delete', 'delete from imports where id = $1');
/** With its rows. */
export const deleteImport = (db: Db, id: number) => db.query(remove, [id]);

const hide = statement<never>(
  'imports.hide',
  `with hidden as (update imports set removed = true, rows_kept = false, file_name = '', updated_at = $2 where id = $1)
   delete from import_rows where import_id = $1`,
);
/** Removes it for everybody to see; that it was run is still known for a day. */
export const hideImport = (db: Db, id: number, now: Date) => db.query(hide, [id, now]);

const abandoned = statement<{ id: number }>(
  'imports.deleteAbandoned',
  `delete from imports where (state = 'uploading' and updated_at < $1) or (state = 'ready' and updated_at < $2)
     or (removed and updated_at < $2) returning id`,
);
/** Uploads that broke off, and lists that nobody ran. @returns how many */
export const deleteAbandonedImports = async (db: Db, uploadsBefore: Date, unusedBefore: Date) =>
  (await db.query(abandoned, [uploadsBefore, unusedBefore])).length;

const old = statement<{ id: number }>(
  'imports.clearOld',
  `with old as (update imports set rows_kept = false where rows_kept and finished_at < $1 returning id)
   delete from import_rows r using old where r.import_id = old.id`,
);
/** Takes the rows, which hold addresses, off imports that ended before. Their sums stay. */
export const clearOldImportRows = (db: Db, before: Date) => db.query(old, [before]);
