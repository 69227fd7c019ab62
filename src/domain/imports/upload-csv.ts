/** The contract's bulk invite (invites, section 7): an import that starts by itself, where only addresses can be wrong. */
import type { Ctx } from '../../context.ts';
import { invalidAccess, invalidRecord, notLoggedIn, UsherError } from '../../errors.ts';
import { canUploadCsv } from '../../policy/imports.ts';
import { whoCanHelp } from '../../policy/invites.ts';
import { runImport } from './run.ts';
import { type Upload, uploadImport } from './upload.ts';

const FAILED = { body: { failed: 'FAILED' } };

/** A file that cannot be used is told in the contract's words, the cause beside them. */
function asContract(error: unknown): unknown {
  if (!(error instanceof UsherError) || !error.details.reason?.startsWith('import_')) return error;
  const { code, params = {}, reason } = error.details;
  return reason === 'import_too_many_rows'
    ? invalidRecord(code, params, { reason, ...FAILED })
    : invalidRecord('upload_csv_failed', {}, { reason, ...FAILED });
}

/** @throws UsherError not_logged_in, invalid_access; 422, and then nothing is done */
export async function uploadCsv(ctx: Ctx, upload: Pick<Upload, 'bytes' | 'file_name'>): Promise<void> {
  const verdict = canUploadCsv(ctx.actor);
  if (!verdict.ok) {
    if (verdict.reason === 'not_logged_in') throw notLoggedIn();
    throw invalidAccess(verdict.reason, { whoCanHelp: whoCanHelp(verdict.reason) });
  }
  try {
    const { id } = await uploadImport(ctx, { ...upload, contract: true });
    await runImport(ctx, String(id), { problem_rows: 'without_group' });
  } catch (error) {
    throw asContract(error);
  }
}
