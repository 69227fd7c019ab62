/** Tells the uploader what became of the list: a mail and a notification (contract D1), in the transaction that ends it. */
import type { Ctx } from '../../context.ts';
import { findAddress } from '../../db/import-report.ts';
import { type ImportRowRecord, listImportRows, listImportRowsByResult } from '../../db/import-rows.ts';
import { countLeftOut } from '../../db/import-run.ts';
import type { ImportRecord } from '../../db/imports.ts';
import { insertNotifications } from '../../db/notifications.ts';
import { enqueueMail } from '../../mail/outbox.ts';
import { notificationTypes } from '../../shared/wire/notifications.ts';
import { leavesOut, resultOf } from './result.ts';

/** Rows that the report names; the results file has all of them. */
const NAMED = 100;

const addressOf = (row: ImportRowRecord) => row.email ?? row.email_key ?? '';

/** How it came to its end; while it is being ended it still runs. */
const ended = ({ state }: ImportRecord) => (state === 'cancelled' || state === 'failed' ? state : 'done');

/** @param one with all results */
export async function reportImport(ctx: Ctx, one: ImportRecord): Promise<void> {
  const { results } = one;
  const of = (name: string) => results[name] ?? 0;
  const leftOut = leavesOut(one) ? await countLeftOut(ctx.db, one.id) : 0;
  const troubled = await listImportRows(ctx.db, one.id, 'problem', NAMED, 0);
  // Of a list that was ended early, those that were not reached have come to nothing, and nothing is told of them.
  const reached = { limit: NAMED, offset: 0, doneLine: one.done_line, without: leavesOut(one) };
  const held = await listImportRowsByResult(ctx.db, one.id, 'added', reached);
  const log = troubled
    .filter(({ line }) => line <= one.done_line)
    .map((row) => ({
      line: row.line,
      email: addressOf(row),
      failed: ['skipped', 'refused'].includes(resultOf(one, row) ?? ''),
      problems: (row.problems ?? []).map(({ code, value }) => ({ code, value })),
    }));
  const numbers = {
    invites: of('invited') + of('refreshed') + of('merged'),
    skipped: of('added'),
    warnings: leftOut + (one.contract ? one.unknown_cells : 0),
    errors: of('skipped') + of('refused') + of('not_reached'),
  };
  const data = { import_id: one.id, file_name: one.file_name, ended: ended(one), ...numbers };
  const failed = log.filter((row) => row.failed).map((row) => row.email);
  await insertNotifications(
    ctx.db,
    [one.created_by_id],
    { type: notificationTypes.bulk_report, data: { ...data, failed_addresses: failed } },
    ctx.now(),
  );
  const to_address = await findAddress(ctx.db, one.created_by_id);
  if (to_address === undefined) return;
  await enqueueMail(ctx, {
    email_type: 'bulk_report',
    to_address,
    user_id: one.created_by_id,
    params: {
      ...data,
      unknown_columns: one.unknown_columns.join(', '),
      log: JSON.stringify(log),
      held: JSON.stringify(held.map(addressOf)),
    },
  });
}
