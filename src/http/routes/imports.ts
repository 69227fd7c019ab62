/** Imports: lists of people to invite. Usher's own, and the contract's `upload_csv` (invites, section 7) on top of it. */

import { Readable } from 'node:stream';
import Type from 'typebox';
import type { Ctx } from '../../context.ts';
import { listImports, type ProblemRows } from '../../db/imports.ts';
import { cancelImport } from '../../domain/imports/cancel.ts';
import { MAX_COLUMNS } from '../../domain/imports/csv.ts';
import { editImportRow } from '../../domain/imports/edit-row.ts';
import { findVisibleImport } from '../../domain/imports/find.ts';
import { listRows } from '../../domain/imports/list-rows.ts';
import { removeImport } from '../../domain/imports/remove.ts';
import { resultsCsv } from '../../domain/imports/results-csv.ts';
import { retryImport } from '../../domain/imports/retry.ts';
import { runImport } from '../../domain/imports/run.ts';
import { MAX_BYTES, uploadImport } from '../../domain/imports/upload.ts';
import { uploadCsv } from '../../domain/imports/upload-csv.ts';
import { invalidParameters } from '../../errors.ts';
import { canImport, importLimits } from '../../policy/imports.ts';
import { param, required } from '../../shared/wire/coerce.ts';
import {
  EditedRowReply,
  EditRowParams,
  ImportId,
  ImportListReply,
  ImportReply,
  ImportRowsReply,
  RowsParams,
  RunParams,
  UploadParams,
} from '../../shared/wire/imports.ts';
import { Empty, Success } from '../../shared/wire/success.ts';
import { hasWords, translate } from '../../translate.ts';
import { OK, route } from '../route.ts';
import { serializeImport, serializeImportRow } from '../serializers/imports.ts';
import { uploadedFile } from '../upload.ts';

const HISTORY = 100;
const PROBLEM_ROWS: readonly string[] = ['refuse', 'skip', 'without_group'] satisfies ProblemRows[];

function between(value: number | undefined, name: string, least: number, most: number, standard: number): number {
  const number = value ?? standard;
  if (number < least || number > most) throw invalidParameters(name);
  return number;
}

async function history(ctx: Ctx, all: boolean): Promise<ImportListReply> {
  const verdict = canImport(ctx.actor, ctx.settings);
  const imports = await listImports(ctx.db, all && ctx.actor.admin ? undefined : ctx.actor.id, HISTORY);
  const reason = verdict.ok ? null : verdict.reason;
  const { max_rows, needs_group, per_day } = importLimits(ctx.actor, ctx.settings);
  const rule = reason !== null && hasWords('errors', `rule_${reason}`);
  return {
    imports: imports.map((one) => serializeImport(ctx, one)),
    can_import: verdict.ok,
    reason,
    rule: rule ? translate(ctx.locale, 'errors', `rule_${reason}`) : null,
    limits: { max_rows, needs_group, per_day, max_bytes: MAX_BYTES, max_columns: MAX_COLUMNS },
  };
}

export const importRoutes = [
  route({
    method: 'GET',
    path: '/imports',
    access: 'user',
    summary: 'Lists one’s own imports, or with `all` an admin’s view of everybody’s, and says whether one may import.',
    reply: ImportListReply,
    own: true,
    params: Type.Object({ all: param.boolean() }),
    handle: ({ ctx, input }) => history(ctx, input.all ?? false),
  }),
  route({
    method: 'POST',
    path: '/imports',
    access: 'user',
    summary: 'Uploads a list of people to invite, as a file or as text, and checks it; nobody is invited yet.',
    reply: ImportReply,
    own: true,
    upload: true,
    params: UploadParams,
    async handle({ ctx, input, request }) {
      const file = uploadedFile(request, Object.keys(UploadParams.properties));
      const name = () => input.file_name ?? file.name();
      return serializeImport(ctx, await uploadImport(ctx, { ...input, bytes: file.bytes, file_name: name }));
    },
  }),
  route({
    method: 'GET',
    path: '/imports/:id',
    access: 'user',
    summary: 'How far an import is, with all sums.',
    reply: ImportReply,
    own: true,
    params: ImportId,
    handle: async ({ ctx, input }) => serializeImport(ctx, await findVisibleImport(ctx, input.id)),
  }),
  route({
    method: 'GET',
    path: '/imports/:id/rows',
    access: 'user',
    summary: 'Lists rows of an import, those with problems first.',
    reply: ImportRowsReply,
    own: true,
    params: RowsParams,
    async handle({ ctx, input }) {
      const one = await findVisibleImport(ctx, input.id);
      const offset = between(input.offset, 'offset', 0, 1e9, 0);
      const limit = between(input.limit, 'limit', 1, 500, 100);
      const { rows, total } = await listRows(ctx, one, { state: input.state ?? '', limit, offset });
      return { rows: rows.map((row) => serializeImportRow(ctx, one, row)), total, offset };
    },
  }),
  route({
    method: 'PUT',
    path: '/imports/:id/rows/:line',
    access: 'user',
    summary: 'Corrects cells of a row of one’s own import that has not been started, and checks it again.',
    reply: EditedRowReply,
    own: true,
    params: EditRowParams,
    async handle({ ctx, input: { id, line, ...changes } }) {
      const { one, row } = await editImportRow(ctx, id, required(line, 'line'), changes);
      return { row: serializeImportRow(ctx, one, row), import: serializeImport(ctx, one) };
    },
  }),
  route({
    method: 'POST',
    path: '/imports/:id/run',
    access: 'user',
    summary: 'Starts one’s own checked import; a job does the rest.',
    reply: ImportReply,
    own: true,
    params: RunParams,
    async handle({ ctx, input: { id, problem_rows = 'refuse', ...options } }) {
      if (!PROBLEM_ROWS.includes(problem_rows)) throw invalidParameters('problem_rows');
      const choice = problem_rows as ProblemRows;
      return serializeImport(ctx, await runImport(ctx, id, { ...options, problem_rows: choice }));
    },
  }),
  route({
    method: 'POST',
    path: '/imports/:id/cancel',
    access: 'user',
    summary: 'Stops a running import; what is done stays done.',
    reply: ImportReply,
    own: true,
    params: ImportId,
    handle: async ({ ctx, input }) => serializeImport(ctx, await cancelImport(ctx, input.id)),
  }),
  route({
    method: 'DELETE',
    path: '/imports/:id',
    access: 'user',
    summary: 'Removes an import that does not run from the history, with its rows; its invites stay.',
    reply: Success,
    own: true,
    params: ImportId,
    async handle({ ctx, input }) {
      await removeImport(ctx, input.id);
      return OK;
    },
  }),
  route({
    method: 'POST',
    path: '/imports/:id/retry',
    access: 'user',
    summary: 'Makes a new import of the rows that came to nothing, checked anew.',
    reply: ImportReply,
    own: true,
    params: ImportId,
    handle: async ({ ctx, input }) => serializeImport(ctx, await retryImport(ctx, input.id)),
  }),
  route({
    method: 'GET',
    path: '/imports/:id/results.csv',
    access: 'user',
    summary: 'All rows with what became of them, as a CSV file.',
    reply: Empty,
    own: true,
    params: ImportId,
    async handle({ ctx, input, reply }) {
      const one = await findVisibleImport(ctx, input.id);
      const csv = resultsCsv(ctx, one);
      reply
        .type('text/csv; charset=utf-8')
        .header('Content-Disposition', `attachment; filename="import-${one.id}-results.csv"`);
      return Readable.from(csv);
    },
  }),
  route({
    method: 'POST',
    path: '/invites/upload_csv',
    access: 'user',
    summary: 'Invites everybody in a CSV file, in the background, and reports by mail; for admins.',
    reply: Success,
    upload: true,
    params: Type.Object({ name: param.text() }),
    async handle({ ctx, input, request }) {
      const file = uploadedFile(request);
      await uploadCsv(ctx, { bytes: file.bytes, file_name: () => input.name ?? file.name() });
      return OK;
    },
  }),
];
