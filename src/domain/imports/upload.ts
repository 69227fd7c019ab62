/**
 * Takes in a list: bytes -> text -> rows -> checked one by one -> COPY, a few thousand rows at a time, so that neither the
 * file nor a slow client's transaction is ever held. Then the dry run looks at the list as a whole. A file that is
 * refused leaves nothing behind.
 */
import type { Ctx } from '../../context.ts';
import { copyImportRows, copyLine } from '../../db/import-rows.ts';
import {
  deleteImport,
  findImport,
  type ImportRecord,
  insertImport,
  touchUpload,
  updateImportFile,
} from '../../db/imports.ts';
import { UsherError } from '../../errors.ts';
import { importLimits } from '../../policy/imports.ts';
import { checkImport } from './check.ts';
import { type Cells, checkRow, groupNames, groupsTooLong, type Judge } from './check-row.ts';
import { type Columns, readColumns } from './columns.ts';
import { type CsvRow, openCsv } from './csv.ts';
import { openDecoder } from './decode.ts';
import { ensureMayImport } from './find.ts';
import { openGroupBook } from './group-book.ts';
import { wordsOfProblem } from './results-csv.ts';
import { unreadable } from './unreadable.ts';

export interface Upload {
  bytes: AsyncIterable<Uint8Array>;
  /** Asked when the file has been read. */
  file_name?: (() => string | undefined) | undefined;
  /** Names of groups for rows that name none. */
  groups?: string | undefined;
  skip_email?: boolean | undefined;
  /** As `upload_csv` reads files. */
  contract?: boolean;
}

/** Bytes of a file. */
export const MAX_BYTES = 268_435_456;
/** Rows sent to the database at once, and bytes, for a row may be long. */
const BATCH = 4000;
const BATCH_BYTES = 1_048_576;

interface Read {
  columns: Columns | undefined;
  rows: number;
  blank: number;
  /** Cells with a text in columns that mean nothing. */
  unknownCells: number;
}

const hasText = (cell: string) => cell.trim() !== '';

/** Some spreadsheets begin a file with `sep=;`. */
const isSeparatorHint = ([first, ...others]: readonly string[]) =>
  first?.trim().toLowerCase() === 'sep=' && !others.some(hasText);

function pick(cells: readonly string[], { places, width }: Columns, standard: string): Cells {
  const at = (place: number | undefined) => (place === undefined ? '' : (cells[place] ?? ''));
  const groups = at(places.groups);
  return {
    email: at(places.email),
    groups: hasText(groups) ? groups : standard,
    topic_id: at(places.topic_id),
    locale: at(places.locale),
    extra: cells.length > width ? cells.slice(width).find(hasText) : undefined,
  };
}

/** Rows of the file -> lines for the database. */
function openReader(ctx: Ctx, id: number, judge: Judge, standard: string) {
  const { max_rows: max } = importLimits(ctx.actor, ctx.settings);
  const tooMany = max < ctx.settings.max_bulk_invites ? 'too_many_rows_a_day' : 'too_many_rows';
  const read: Read = { columns: undefined, rows: 0, blank: 0, unknownCells: 0 };
  const { contract } = judge;

  async function check(rows: readonly CsvRow[]): Promise<string[]> {
    const taken: { line: number; cells: Cells }[] = [];
    const names = new Set<string>();
    for (const { line, cells } of rows) {
      if (!contract && line === 1 && isSeparatorHint(cells)) continue;
      // The contract passes over rows without an address, whatever else is in them.
      if (!(contract ? hasText(cells[0] ?? '') : cells.some(hasText))) {
        read.blank += 1;
        continue;
      }
      if (!read.columns) {
        read.columns = readColumns(cells, { contract });
        if (read.columns.header) continue;
      }
      if (++read.rows > max) throw unreadable(tooMany, { max });
      const picked = pick(cells, read.columns, standard);
      if (contract) picked.extra = undefined;
      for (const name of groupNames(picked.groups ?? '', contract)) names.add(name);
      if (read.columns.unknown.length > 0) {
        const places = new Set(Object.values(read.columns.places));
        read.unknownCells += cells.filter(
          (cell, place) => place < read.columns!.width && !places.has(place) && hasText(cell),
        ).length;
      }
      taken.push({ line, cells: picked });
    }
    await judge.book.learn(names);
    return taken.map(({ line, cells }) => copyLine(id, checkRow(line, cells, judge)));
  }
  return { read, check };
}

/** The groups for rows that name none: one that is wrong would be wrong in each of them, or never be noticed. */
async function ensureGroupsUsable(ctx: Ctx, text: string, judge: Judge): Promise<void> {
  const tooLong = groupsTooLong(text, judge.contract);
  const names = tooLong ? [] : groupNames(text, judge.contract);
  await judge.book.learn(names);
  const why = tooLong ? [wordsOfProblem(ctx.locale, { code: 'groups_too_long', value: `${text.slice(0, 60)}…` })] : [];
  for (const value of names) {
    const entry = judge.book.entry(value);
    if ('code' in entry) why.push(wordsOfProblem(ctx.locale, { code: entry.code, value }));
  }
  if (why.length > 0) throw unreadable('groups_unusable', { why: why.join(' ') });
}

async function load(ctx: Ctx, id: number, upload: Upload): Promise<void> {
  const contract = upload.contract ?? false;
  const { needs_group: needsGroup } = importLimits(ctx.actor, ctx.settings);
  const judge = { settings: ctx.settings, book: openGroupBook(ctx, contract), needsGroup, contract };
  const standard = upload.groups ?? '';
  await ensureGroupsUsable(ctx, standard, judge);
  const { read, check } = openReader(ctx, id, judge, standard);
  const decoder = openDecoder();
  const csv = openCsv(contract ? ',' : undefined);
  // As bytes, outside the collected memory: what lives until its batch is full would otherwise pile up there as old.
  let waiting: Buffer[] = [];
  let rows = 0;
  let size = 0;
  let bytes = 0;
  const take = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    const taken = Buffer.from(lines.join(''));
    waiting.push(taken);
    rows += lines.length;
    size += taken.length;
  };
  const send = async (lines: readonly Buffer[]) => {
    await copyImportRows(ctx.services.db, Buffer.concat(lines));
    if (!(await touchUpload(ctx.db, id, ctx.now()))) throw new UsherError('conflict', { code: 'import_gone' });
  };
  // The next rows are read while these are on their way; no more than one batch is.
  let sent = Promise.resolve();
  const store = async () => {
    await sent;
    if (waiting.length === 0) return;
    sent = send(waiting);
    sent.catch(() => {}); // awaited before the next, and at the end
    [waiting, rows, size] = [[], 0, 0];
  };
  try {
    for await (const piece of upload.bytes) {
      bytes += piece.length;
      if (bytes > MAX_BYTES) throw unreadable('too_large', { max: MAX_BYTES / 1_048_576 });
      take(await check(csv.push(decoder.push(piece))));
      if (rows >= BATCH || size >= BATCH_BYTES) await store();
    }
    take(await check(csv.push(decoder.end())));
    take(await check(csv.end()));
    await store();
  } finally {
    // Whoever clears away a refused file must come after its rows.
    await Promise.allSettled([sent]);
  }
  await sent;
  if (read.rows === 0) throw unreadable(read.columns || contract ? 'no_rows' : 'empty');
  await updateImportFile(
    ctx.db,
    id,
    {
      encoding: decoder.encoding,
      delimiter: csv.delimiter ?? ',',
      header: read.columns!.header,
      columns: read.columns!.known,
      unknown_columns: read.columns!.unknown,
      unknown_cells: read.unknownCells,
      file_name: (upload.file_name?.() ?? '').slice(0, 255),
      rows: read.rows,
      blank_rows: read.blank,
    },
    ctx.now(),
  );
}

/** @returns the list, checked. @throws UsherError 403; 422 for a file that cannot be used, of which nothing is kept then */
export async function uploadImport(ctx: Ctx, upload: Upload): Promise<ImportRecord> {
  ensureMayImport(ctx);
  const id = await insertImport(
    ctx.db,
    {
      created_by_id: ctx.actor.id,
      contract: upload.contract ?? false,
      skip_email: upload.skip_email ?? false,
      retry_of_id: null,
    },
    ctx.now(),
  );
  try {
    await load(ctx, id, upload);
    await checkImport(ctx, id);
  } catch (error) {
    await deleteImport(ctx.db, id);
    throw error;
  }
  return (await findImport(ctx.db, id))!;
}
