/**
 * `usher import FILE.csv`: checks a list of people to invite, shows what it found, and runs it in this process, beside a
 * running server or without one. When it is ended in the middle, the server takes up the rest.
 * Exit status: 0 everybody is invited; 1 refused, nothing done; 2 wrong call; 3 done, but some rows were left out (or, with
 * --dry-run, would be), or stopped in the middle.
 */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Ctx } from '../context.ts';
import { listImportRows } from '../db/import-rows.ts';
import { findImport, type ImportRecord, type ProblemRows } from '../db/imports.ts';
import { cancelImport } from '../domain/imports/cancel.ts';
import { cellsOf } from '../domain/imports/cells.ts';
import { removeImport } from '../domain/imports/remove.ts';
import { wordsOfProblem } from '../domain/imports/results-csv.ts';
import { countWithoutSuccess } from '../domain/imports/retry.ts';
import { runImport } from '../domain/imports/run.ts';
import { tryPart } from '../domain/imports/run-all.ts';
import { uploadImport } from '../domain/imports/upload.ts';
import { StartupError } from '../errors.ts';
import { wakeOnce } from '../jobs/wake.ts';
import { translate } from '../translate.ts';
import { UsageError } from './main.ts';
import { contextFor, withServices } from './open.ts';

const CHOICES: readonly string[] = ['refuse', 'skip', 'without_group'] satisfies ProblemRows[];
/** Problems printed one by one. */
const SHOWN = 20;
const BAR = 30;

const number = (value: number) => value.toLocaleString('en-US');

/** A line on the terminal that is written over; nothing when nobody watches. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

async function* read(file: string): AsyncGenerator<Uint8Array> {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  let bytes = 0;
  try {
    for await (const piece of stream) {
      bytes += piece.length;
      progress(`Reading, ${(bytes / 1_048_576).toFixed(1)} MB …`);
      yield piece;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new StartupError(
      `${file} cannot be read: ${(error as Error).message}.`,
      'Name a CSV file, or - for standard input.',
    );
  } finally {
    progress('');
  }
}

function drawBar({ done_rows, rows }: ImportRecord): void {
  const full = Math.round((BAR * done_rows) / rows);
  const percent = Math.floor((100 * done_rows) / rows);
  progress(`[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${percent} %, ${number(done_rows)} of ${number(rows)} rows`);
}

async function printCheck(ctx: Ctx, one: ImportRecord): Promise<void> {
  const of = (name: string) => number(one.counts[name] ?? 0);
  console.log(
    `Rows: ${number(one.rows)}. ${of('new')} new, ${of('existing_account')} with an account, ${of('already_invited')} invited already, ${of('duplicate')} twice, ${of('problem')} with a problem.`,
  );
  if (one.unknown_columns.length > 0) console.log(`Columns that mean nothing here: ${one.unknown_columns.join(', ')}.`);
  const wrong = await listImportRows(ctx.db, one.id, 'problem', SHOWN, 0);
  for (const row of wrong) {
    const why = (row.problems ?? []).map((problem) => wordsOfProblem('en', problem)).join(' ');
    console.log(`  line ${row.line}, ${cellsOf(row).email || 'no address'}: ${why}`);
  }
  const more = (one.counts.problem ?? 0) - wrong.length;
  if (more > 0) console.log(`  and ${number(more)} more.`);
}

/** Rows with a problem that `--json` has one by one; `counts.problem` says how many there are. */
const JSON_ROWS = 1000;

async function printJson(ctx: Ctx, one: ImportRecord): Promise<void> {
  const { id, state, rows, blank_rows, counts, problems, results, failure } = one;
  const wrong = one.rows_kept ? await listImportRows(ctx.db, id, 'problem', JSON_ROWS, 0) : [];
  const problem_rows = wrong.map((row) => ({
    line: row.line,
    email: cellsOf(row).email,
    problems: (row.problems ?? []).map((problem) => ({ ...problem, message: wordsOfProblem('en', problem) })),
  }));
  console.log(JSON.stringify({ id, state, rows, blank_rows, counts, problems, results, failure, problem_rows }));
}

/** Part after part, here, until there are none; what a server has done meanwhile is not done again. */
async function work(ctx: Ctx, started: ImportRecord): Promise<ImportRecord> {
  let one = started;
  do {
    drawBar(one);
    const more = await tryPart(ctx.services, one.id, one.created_by_id);
    one = (await findImport(ctx.db, one.id)) ?? one;
    if (!more) break;
  } while (one.state === 'running');
  progress('');
  return one;
}

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      as: { type: 'string' },
      groups: { type: 'string' },
      'problem-rows': { type: 'string', default: 'refuse' },
      'skip-email': { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const [file] = positionals;
  if (!file || positionals.length !== 1) throw new UsageError('Name one CSV file, or - for standard input.');
  const problem_rows = values['problem-rows'];
  if (!CHOICES.includes(problem_rows)) throw new UsageError(`--problem-rows is one of ${CHOICES.join(', ')}.`);
  await withServices(async (opened) => {
    const ctx = await contextFor(opened, values.as);
    const file_name = () => (file === '-' ? '' : (file.split(/[/\\]/).at(-1) ?? ''));
    const skip_email = values['skip-email'] ?? false;
    const one = await uploadImport(ctx, { bytes: read(file), file_name, groups: values.groups, skip_email });
    const id = String(one.id);
    if (!values.json) await printCheck(ctx, one);
    if (values['dry-run']) {
      if (values.json) await printJson(ctx, one);
      await removeImport(ctx, id);
      if (!values.json) console.log('Nothing was done (--dry-run).');
      if ((one.counts.problem ?? 0) > 0) process.exitCode = 3;
      return;
    }
    // A list that is refused is not left waiting for somebody.
    const started = await runImport(ctx, id, { problem_rows: problem_rows as ProblemRows }).catch(async (error) => {
      await removeImport(ctx, id);
      throw error;
    });
    const stop = () => void cancelImport(ctx, id).catch(() => undefined);
    process.once('SIGINT', stop);
    const done = await work(ctx, started).catch((error: Error) => {
      progress('');
      process.exitCode = 3;
      console.error(
        `Import ${id} stopped in the middle: ${error.message}\nWhat is done stays done; a running Usher takes up the rest by itself.`,
      );
    });
    process.off('SIGINT', stop);
    if (!done) return;
    await wakeOnce(opened.services.db);
    if (values.json) await printJson(ctx, done);
    else {
      for (const [result, count] of Object.entries(done.results))
        console.log(`${number(count).padStart(9)}  ${translate('en', 'errors', `result_${result}`)}`);
      if (done.failure) console.error(translate('en', 'errors', done.failure));
    }
    if (done.state !== 'done' || countWithoutSuccess(done) > 0) process.exitCode = 3;
  });
}
