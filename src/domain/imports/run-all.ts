/** Works on all running imports, a part of each in turn, so that a short list does not wait for a long one. */
import type { Services } from '../../context.ts';
import { findImport, findRunningImport, lockImport, updateImportFinished } from '../../db/imports.ts';
import { UsherError } from '../../errors.ts';
import { resultsAtEnd } from './result.ts';
import { runPart } from './run-part.ts';

/** Tries of one part when others are in its way, or the database is. */
const TRIES = 5;
const PAUSE_MS = 20;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** What may be otherwise a moment later: a deadlock, a group that was deleted, a database that restarts. */
const passes = (error: unknown) =>
  error instanceof UsherError && ['conflict', 'not_found', 'unavailable'].includes(error.kind);

/** One list that cannot go on must not hold up the others. Another process may have ended it meanwhile. */
const fail = ({ db, now }: Services, id: number) =>
  db.transaction(async (tx) => {
    const one = await lockImport(tx, id);
    if (one?.state !== 'running') return;
    const end = { state: 'failed', results: resultsAtEnd(one), failure: 'import_failed' } as const;
    await updateImportFinished(tx, id, end, now());
  });

/** @param keepGoing asked before each part; what is left is taken up by the next start or sweep */
export async function runImports(services: Services, keepGoing: () => boolean): Promise<void> {
  let tries = 0;
  while (keepGoing()) {
    const id = await findRunningImport(services.db);
    const one = id === undefined ? undefined : await findImport(services.db, id);
    if (!one) return;
    try {
      await runPart(services, one.id, one.created_by_id);
      tries = 0;
    } catch (error) {
      services.log.warn({ err: error, import: one.id, tries }, 'a part of an import could not be done');
      if (++tries < TRIES && passes(error)) await pause(PAUSE_MS * 2 ** tries);
      else if (error instanceof UsherError && error.kind === 'unavailable') throw error;
      else {
        await fail(services, one.id);
        tries = 0;
      }
    }
    // Requests go first.
    await pause(services.db.pool.waitingCount > 0 ? PAUSE_MS * 5 : 0);
  }
}
