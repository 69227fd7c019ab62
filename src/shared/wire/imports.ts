/** Shapes of imports: lists of people to invite, uploaded as CSV (Usher's own). */
import Type, { type Static } from 'typebox';
import { BasicUser } from './basic-user.ts';
import { param } from './coerce.ts';

const closed = { additionalProperties: false } as const;
const Text = Type.Union([Type.String(), Type.Null()]);
const Sums = Type.Record(Type.String(), Type.Integer());

export const ImportReply = Type.Object(
  {
    id: Type.Integer(),
    /** uploading, ready (checked, waits to be started), running, done, cancelled, failed. */
    state: Type.String(),
    file_name: Type.String(),
    created_by: BasicUser,
    created_at: Type.String(),
    started_at: Text,
    finished_at: Text,
    format: Type.Object(
      {
        encoding: Text,
        delimiter: Text,
        header: Type.Union([Type.Boolean(), Type.Null()]),
        columns: Type.Array(Type.String()),
        unknown_columns: Type.Array(Type.String()),
      },
      closed,
    ),
    rows: Type.Integer(),
    blank_rows: Type.Integer(),
    done_rows: Type.Integer(),
    /**
     * new, existing_account, already_invited, duplicate, problem (which sum up to `rows`); droppable, and how many of those would be
     * invited to no group at all (groupless).
     */
    counts: Sums,
    problems: Type.Array(
      Type.Object(
        { column: Type.String(), code: Type.String(), count: Type.Integer(), message: Type.String() },
        closed,
      ),
    ),
    /** invited, added, refreshed, merged, skipped, refused, not_reached: they sum up to the rows that are done. */
    results: Sums,
    problem_rows: Text,
    skip_email: Type.Boolean(),
    retry_of_id: Type.Union([Type.Integer(), Type.Null()]),
    failure: Text,
    rows_kept: Type.Boolean(),
    can_run: Type.Boolean(),
    can_cancel: Type.Boolean(),
    can_delete: Type.Boolean(),
    can_retry: Type.Boolean(),
  },
  closed,
);
export type ImportReply = Static<typeof ImportReply>;

export const ImportListReply = Type.Object(
  {
    imports: Type.Array(ImportReply),
    can_import: Type.Boolean(),
    reason: Text,
    rule: Text,
    limits: Type.Object(
      {
        max_rows: Type.Integer(),
        max_bytes: Type.Integer(),
        max_columns: Type.Integer(),
        needs_group: Type.Boolean(),
        per_day: Type.Union([Type.Integer(), Type.Null()]),
      },
      closed,
    ),
  },
  closed,
);
export type ImportListReply = Static<typeof ImportListReply>;

export const ImportRow = Type.Object(
  {
    line: Type.Integer(),
    email: Type.String(),
    groups: Type.String(),
    topic_id: Type.String(),
    locale: Type.String(),
    /** A text beyond the columns, which must be emptied, or be moved to where it belongs. */
    extra: Type.String(),
    /** new, existing_account, already_invited, duplicate, problem. */
    state: Type.String(),
    droppable: Type.Boolean(),
    /** What became of it; null: not yet known. */
    result: Text,
    problems: Type.Array(
      Type.Object({ column: Type.String(), code: Type.String(), value: Type.String(), message: Type.String() }, closed),
    ),
  },
  closed,
);
export type ImportRow = Static<typeof ImportRow>;

export const ImportRowsReply = Type.Object(
  { rows: Type.Array(ImportRow), total: Type.Integer(), offset: Type.Integer() },
  closed,
);
export type ImportRowsReply = Static<typeof ImportRowsReply>;
export const EditedRowReply = Type.Object({ row: ImportRow, import: ImportReply }, closed);
export type EditedRowReply = Static<typeof EditedRowReply>;

export const ImportId = Type.Object({ id: param.text() });
export const UploadParams = Type.Object({
  file_name: param.text('For people; a file part brings its own.'),
  groups: param.text('Names of groups for rows that name none, joined by commas.'),
  skip_email: param.boolean('Make the invites without mails.'),
});
export const RowsParams = Type.Object({
  id: param.text(),
  state: param.text(
    'new, existing_account, already_invited, duplicate, problem, or a result: invited, added, refreshed, merged, skipped, refused, not_reached. Without it all, those with a problem first.',
  ),
  offset: param.integer(),
  limit: param.integer('At most 500; 100 without it.'),
});
export const EditRowParams = Type.Object({
  id: param.text(),
  line: param.integer('Line of the file the row begins in.'),
  email: param.text(),
  groups: param.text('Names, joined by semicolons.'),
  topic_id: param.text(),
  locale: param.text(),
  extra: param.text('Empty, when the text beyond the columns is not needed.'),
});
export const RunParams = Type.Object({
  id: param.text(),
  problem_rows: param.text(
    'What to do with rows that have a problem: refuse (the whole list; default), skip, without_group.',
  ),
  skip_email: param.boolean('Make the invites without mails.'),
});
