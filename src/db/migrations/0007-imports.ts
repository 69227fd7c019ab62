/** Lists of people to invite, uploaded as CSV files; mails of such lists wait in a line of their own. */
import { describe } from './describe.ts';

export const name = '0007-imports';

const mails = `
alter table email_logs add column bulk boolean not null default false;
drop index email_logs_due;
create index email_logs_due on email_logs (bulk, next_attempt_at, id) where state in ('queued', 'sending');
${describe(
  'email_logs',
  'Every mail: waiting, sent, or not sent and why. The text is made from ids when it is sent or shown.',
  {
    bulk: 'One of many that were caused at once: sent slowly, by a delivery of its own, so that single mails never wait.',
  },
)}
`;

const imports = `
create table imports (
  id integer generated always as identity primary key,
  created_by_id integer not null references users on delete cascade,
  contract boolean not null default false,
  state text not null default 'uploading'
    check (state in ('uploading', 'ready', 'running', 'done', 'cancelled', 'failed')),
  file_name text not null default '',
  encoding text,
  delimiter text,
  header boolean,
  columns text[] not null default '{}',
  unknown_columns text[] not null default '{}',
  unknown_cells integer not null default 0,
  rows integer not null default 0,
  blank_rows integer not null default 0,
  counts jsonb not null default '{}',
  problems jsonb not null default '[]',
  results jsonb not null default '{}',
  problem_rows text check (problem_rows in ('refuse', 'skip', 'without_group')),
  skip_email boolean not null default false,
  done_rows integer not null default 0,
  done_line integer not null default 0,
  failure text,
  rows_kept boolean not null default true,
  removed boolean not null default false,
  retry_of_id integer references imports on delete set null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz
);
create index imports_of_user on imports (created_by_id, id desc);
create index imports_open on imports (updated_at) where state in ('uploading', 'ready', 'running');
create index imports_of_import on imports (retry_of_id) where retry_of_id is not null;
create index imports_with_rows on imports (finished_at) where rows_kept and finished_at is not null;
${describe('imports', 'Lists of people to invite: what was uploaded, what a dry run says, how far it is.', {
  id: 'Id on the wire.',
  created_by_id: 'Who uploaded it and is the inviter.',
  contract: 'Came by POST /invites/upload_csv: what is wrong but can be left out is left out with a warning.',
  state: 'uploading, ready (checked, waits for a decision), running, done, cancelled, failed.',
  file_name: 'Name of the file, for people.',
  encoding: 'utf-8, utf-16le or utf-16be.',
  delimiter: 'What separates the cells.',
  header: 'Whether the first row names the columns.',
  columns: 'Columns that are read, in the order of the file.',
  unknown_columns: 'Columns that mean nothing here.',
  unknown_cells: 'Cells with a text in such columns.',
  rows: 'Rows to be accounted for.',
  blank_rows: 'Rows without any text, which are passed over.',
  counts: 'What the dry run says: {new, existing_account, already_invited, duplicate, problem, droppable}.',
  problems: 'What is wrong, in sum: [{column, code, count}].',
  results: 'What became of the rows so far: {invited, added, refreshed, merged, skipped, refused, not_reached}.',
  problem_rows: 'What the uploader wants done with rows that have a problem.',
  skip_email: 'Invites are made without a mail.',
  done_rows: 'Rows whose result is written, together with what they caused.',
  done_line: 'The last of their lines; work goes on behind it.',
  failure: 'Code of the sentence that says why it could not go on.',
  rows_kept: 'False: the rows have been cleared away, their sums are kept.',
  removed: 'Not shown any more; stays for a day, because its rows count for what one may import in a day.',
  retry_of_id: 'Import whose rows without success it repeats.',
  created_at: 'Begin of the upload.',
  updated_at: 'Last change.',
  started_at: 'Told to run.',
  finished_at: 'Done, cancelled or failed.',
})}
create table import_rows (
  import_id integer not null references imports on delete cascade,
  line integer not null,
  user_id integer,
  topic_id integer,
  droppable boolean,
  refused boolean,
  state text,
  email_key text,
  email_canonical text,
  email text,
  locale text,
  group_ids integer[] not null default '{}',
  groups text,
  topic text,
  problems jsonb,
  primary key (import_id, line)
);
create index import_rows_problems on import_rows (import_id, line) where problems is not null;
${describe('import_rows', 'Rows of such lists, checked; kept for a while after the import, for its results.', {
  import_id: 'The list.',
  line: 'Line of the file the row begins in.',
  user_id: 'Account that has the address already.',
  topic_id: 'Landing topic, kept for clients of the Discourse API.',
  droppable: 'It has problems, and can go ahead without what is wrong; null: it has none.',
  refused: 'Its problem turned up while the import ran: the uploader had lost the right meanwhile.',
  state: 'new, existing_account, already_invited, duplicate (of a row further up); null: there is no usable address.',
  email_key: 'Normalised address.',
  email_canonical: 'Address without dots and +tag, only with normalize_emails and where that differs.',
  email: 'Address as written, where that differs from its normal form.',
  locale: 'Language as written.',
  group_ids: 'Groups it gives: known, and open to the uploader.',
  groups: 'Names of groups as written, where not all of them could be taken.',
  topic: 'Topic as written, where it is no number.',
  problems: 'What is wrong: [{column, code, value}]; null: nothing.',
})}
`;

export const up = [mails, imports].join('\n');
